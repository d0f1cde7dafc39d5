"""A comment being written: checked, kept once, changed and taken back by whoever wrote it."""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import limits
from articles.models import Article
from comments import notifying

from .moderation import ModerationAct
from .voices import Report

Act = ModerationAct.Act
LONGEST = 2000  # characters
SENT_TWICE = timedelta(minutes=1)  # the same words within this time are one comment
HOUR = 3600


class Refused(Exception):
    """What a member wanted was not done. Says why in words for the member, and after how many seconds to try again.

    `code` is the name of the rule; nothing was stored, and the form keeps what was typed.
    """

    def __init__(self, message, code, retry_after=None):
        super().__init__(message)
        self.message, self.code, self.retry_after = message, code, retry_after

    def __str__(self):
        return str(self.message)


class PostingQuerySet(models.QuerySet):
    def post(self, article, author, text, parent=None, form_key=None, seconds=None, network="", honeypot=False):
        """The comment of a member under an article, or Refused; the same form sent twice is one comment.

        `seconds` is how long the form was open, `network` where it came from, `honeypot` what stood in the field that
        nobody sees. The member's row is held meanwhile, so that what counts their comments counts all of them.
        """
        from comments.checks import Draft, consult, examine  # the rules stand on the models

        draft = Draft(article, author, text, seconds=seconds, honeypot=honeypot)
        consult(draft)
        with transaction.atomic():
            get_user_model().objects.select_for_update(no_key=True).values("pk").get(pk=author.pk)
            if first := self.sent_before(draft, form_key):
                return first
            refuse_place(self, article, parent)
            verdict = examine(draft)
            take_turn(network, draft.rules)
            comment = self.model(article=article, author=author, text=draft.text, state=verdict.state)
            comment.answer(parent)
            comment.findings = verdict.findings
            comment.form_key = form_key or uuid.uuid4()
            comment.posted_at = draft.now
            comment.shown_at = draft.now if comment.is_visible else None
            comment.save()
            comment.acts.create(act=Act.POSTED, by=author, member=author, after=comment.state, at=draft.now)
            comment.note_verdict(verdict, before="")
            comment.make_known(article)
        return comment

    def sent_before(self, draft, form_key):
        """What this very form has brought already, or the same words a moment ago."""
        own = self.filter(author=draft.author)
        first = own.filter(form_key=form_key).first() if form_key else None
        just_now = own.filter(article=draft.article, posted_at__gt=draft.now - SENT_TWICE, text=draft.text)
        return first or just_now.exclude(state="deleted").order_by("pk").first()

    def recount(self, article):
        """Write the number of comments readers see beside the article.

        The article's row is held first: on PostgreSQL the count must see what others have committed while we waited.
        """
        row = Article.objects.filter(pk=article.pk)
        list(row.select_for_update(no_key=True).values_list("pk"))
        number = self.filter(article=article, state="visible").count()
        row.update(comment_count=number)
        article.comment_count = number


def refuse_place(comments, article, parent):
    """A comment stands under an article that can be read, an answer under a comment that can be."""
    if not article.is_published:
        raise Refused(_("This article cannot be read any more."), "article_gone")
    if parent and not comments.filter(pk=parent.pk, article=article, state="visible").exists():
        raise Refused(_("The comment you answer is no longer there."), "parent_gone")


def take_turn(network, rules):
    """Many accounts on one network post no more than a few people would."""
    if not (network and rules.comments_of_network):
        return
    wait = limits.take("comments of network", network, rules.comments_of_network, HOUR)
    if wait:
        raise Refused(_("Very many comments come from your network just now. Try again later."), "network", wait)


class Writing(models.Model):
    """The part of a comment that its author moves."""

    class Meta:
        abstract = True

    def answer(self, parent):
        """Stand under the comment that is answered."""
        self.parent = parent
        if parent:
            self.thread_id = parent.thread_id or parent.pk
            self.branch_id = (parent.branch_id or parent.pk) if parent.parent_id else None

    def revise(self, text):
        """Its author's better words. They are checked like new ones; the former ones stay in the log."""
        from comments.checks import Draft, consult, examine  # the rules stand on the models

        draft = Draft(self.article, self.author, text, comment=self)
        consult(draft)
        with transaction.atomic():
            self.hold_row()
            self.refuse_edit(draft)
            if draft.text == self.text:
                return self
            verdict = examine(draft)
            former, before = self.text, self.state
            self.text, self.edited_at = draft.text, draft.now
            hidden = self.hidden_by_reports()  # what editing does not undo
            self.findings = hidden + verdict.findings
            self.state = self.State.PENDING if hidden else verdict.state
            is_new = self.is_visible and self.shown_at is None
            self.shown_at = draft.now if is_new else self.shown_at
            self.save(update_fields=["text", "edited_at", "findings", "state", "shown_at"])
            self.acts.create(
                act=Act.EDITED, by=self.author, member=self.author, before=before, after=self.state, note=former,
                at=draft.now,
            )  # fmt: skip
            self.note_verdict(verdict, before)
            if before != self.state:
                self.make_known(self.article)
        return self

    def hidden_by_reports(self):
        return [found for found in self.findings if found[0] == "reports" and self.state == self.State.PENDING]

    def refuse_edit(self, draft):
        minutes = draft.rules.edit_minutes
        if self.state not in (self.State.VISIBLE, self.State.PENDING):
            raise Refused(_("This comment can no longer be changed."), "gone")
        if draft.now - self.posted_at > timedelta(minutes=minutes):
            words = ngettext(
                "A comment can be changed for %(minutes)d minute.",
                "A comment can be changed for %(minutes)d minutes.",
                minutes,
            )
            raise Refused(words % {"minutes": minutes}, "edit_late")
        if self.replies.filter(shown_at__isnull=False).exists():
            raise Refused(_("Somebody has answered it: add what you want to say as an answer."), "edit_answered")

    @transaction.atomic
    def delete_own(self):
        """Its author takes it back: the words go, also those before an edit; the place stays for the answers."""
        self.hold_row()
        if self.state not in (self.State.VISIBLE, self.State.PENDING):
            raise Refused(_("This comment can no longer be deleted."), "gone")
        before, self.state, self.text, self.findings = self.state, self.State.DELETED, "", []
        self.picked_at, self.report_count = None, 0
        self.save(update_fields=["state", "text", "findings", "picked_at", "report_count"])
        self.reports.filter(closed_at=None).update(closed_at=timezone.now())
        self.acts.filter(act=Act.EDITED).update(note="")
        self.acts.create(act=Act.DELETED, by=self.author, member=self.author, before=before, after=self.state)
        type(self).objects.recount(self.article)

    # --- the parts of a move ---

    def hold_row(self):
        """Hold the row until the end of the transaction, and read how it stands now."""
        fields = ["state", "text", "findings", "shown_at", "picked_at", "recommend_count", "report_count"]
        row = type(self).objects.select_for_update(no_key=True).filter(pk=self.pk).values(*fields).first()
        if row is None:
            raise Refused(_("This comment is no longer there."), "gone")
        for name, value in row.items():
            setattr(self, name, value)

    def note_verdict(self, verdict, before):
        """Log what a rule has decided, and report what a moderator should look at."""
        if verdict.act:
            rule, _words = verdict.findings[0]
            words = " ".join(words for _rule, words in verdict.findings)
            self.acts.create(
                act=verdict.act, member=self.author, before=before, after=self.state, reason=rule[:40], note=words
            )
        if verdict.reported and not self.reports.filter(member=None, closed_at=None).exists():
            self.reports.create(member=None, reason=Report.Reason.OTHER, note=verdict.reported[:500])
            self.report_count += 1
            self.save(update_fields=["report_count"])

    def make_known(self, article):
        """What follows from being seen, or not any more."""
        type(self).objects.recount(article)
        if self.is_visible:
            notifying.notify_reply(self)
