"""Comments as moderators find them, in any state, without the checks that posting asks for."""

from datetime import timedelta

from django.utils import timezone

from comments.models import Comment, Report
from tests import factories

State = Comment.State
A_DAY = timedelta(days=1)


def comment(article, state=State.VISIBLE, parent=None, **fields):
    """A comment of a member of its own, as if it had been posted yesterday."""
    if state in (State.VISIBLE, State.REMOVED):
        fields.setdefault("shown_at", timezone.now() - A_DAY)
    if parent:
        fields |= {"parent": parent, "thread": parent.thread or parent}
        fields["branch"] = (parent.branch or parent) if parent.parent_id else None
    fields.setdefault("author", factories.user())
    fields.setdefault("posted_at", timezone.now() - A_DAY)
    made = Comment.objects.create(article=article, state=state, **{"text": "Well said.", **fields})
    Comment.objects.recount(article)
    return made


def reported(made, *members):
    for member in members or [factories.user()]:
        Report.objects.create(comment=made, member=member, reason="attack")
    Comment.objects.filter(pk=made.pk).update(report_count=made.reports.count())
    made.refresh_from_db()
    return made


def fresh(made):
    return Comment.objects.get(pk=made.pk)


def shown(article):
    article.refresh_from_db()
    return article.comment_count
