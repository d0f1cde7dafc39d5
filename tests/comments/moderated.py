"""Comments as moderators find them, in any state, without the checks that posting asks for."""

from datetime import timedelta

from django.utils import timezone

from comments.models import Comment, Report
from tests import factories

State = Comment.State
A_DAY = timedelta(days=1)


def comment(article, state=State.VISIBLE, parent=None, shown_at=None, **fields):
    """A comment of yesterday, of a member of its own; of one that waits, `shown_at` says when it was seen before."""
    fields = {"posted_at": timezone.now() - A_DAY, **fields}
    made = factories.comment(article=article, state=state, parent=parent, **fields)
    if shown_at:
        made.shown_at = shown_at
        made.save(update_fields=["shown_at"])
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
