"""What a reader has said under an article, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .moderating import Moderating
from .posting import LONGEST, PostingQuerySet, Writing
from .showing import ShowingQuerySet
from .voicing import Voicing


class CommentQuerySet(PostingQuerySet, ShowingQuerySet):
    def visible(self):
        return self.filter(state=Comment.State.VISIBLE)

    def waiting(self):
        """Pending a moderator's word, longest first."""
        return self.filter(state=Comment.State.PENDING).order_by("posted_at", "pk")

    def by(self, member):
        return self.filter(author=member)


class Comment(Writing, Voicing, Moderating):
    """One comment, in plain text.

    Replies are stored to any depth (`parent`) and drawn to three levels: `thread` is the first comment of the thread,
    None for that itself; `branch` is the comment of the second level they belong under, None for that itself. So a
    thread in reading order is `order_by(Coalesce("branch", "pk"), "pk")`.
    """

    class State(models.TextChoices):
        VISIBLE = "visible", _("Visible")
        PENDING = "pending", _("Waiting for a moderator")
        REJECTED = "rejected", _("Rejected")  # was never seen by others
        REMOVED = "removed", _("Removed by a moderator")  # a tombstone, replies stay
        DELETED = "deleted", _("Deleted by its author")  # a tombstone, replies stay

    class Reason(models.TextChoices):
        """Which of the house rules a rejected or removed comment broke; the digits of the queue, in this order."""

        OFF_TOPIC = "off_topic", _("Off topic")
        ATTACK = "attack", _("Personal attack")
        HATE = "hate", _("Hate")
        ADVERTISING = "advertising", _("Advertising")
        UNTRUE = "untrue", _("Untrue, known")
        PRIVATE_DATA = "private_data", _("Private data")
        ILLEGAL = "illegal", _("Illegal content")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="comments"
    )  # None: a deleted member
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    branch = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("comment"), max_length=LONGEST)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VISIBLE)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    shown_at = models.DateTimeField(_("shown since"), null=True, blank=True)  # None: others have never seen it
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    picked_at = models.DateTimeField(_("editors’ pick since"), null=True, blank=True)
    reason = models.CharField(_("rule it broke"), max_length=20, choices=Reason, blank=True)
    findings = models.JSONField(_("what the checks found"), default=list, blank=True)  # [[rule, words], …]
    recommend_count = models.PositiveIntegerField(default=0, editable=False)
    report_count = models.PositiveIntegerField(default=0, editable=False)  # of open reports
    form_key = models.UUIDField(
        default=uuid.uuid4, editable=False
    )  # of the form it was sent with: sent twice, kept once

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        permissions = [("moderate_comment", _("Can moderate comments"))]
        constraints = [
            models.UniqueConstraint(fields=["author", "form_key"], name="comment_once_a_form"),
        ]
        indexes = [
            models.Index(fields=["article", "id"], condition=models.Q(parent=None), name="comment_threads_in_order"),
            models.Index(
                fields=["article", "-recommend_count", "id"],
                condition=models.Q(parent=None),
                name="comment_threads_by_worth",
            ),
            models.Index("thread", Coalesce("branch", "id"), "id", name="comment_within_thread"),
            models.Index(
                fields=["article", "-picked_at"], condition=models.Q(picked_at__isnull=False), name="comment_picks"
            ),
            models.Index(fields=["author", "-posted_at"], name="comment_of_author"),
            models.Index(fields=["state", "posted_at"], name="comment_queue"),
            models.Index(fields=["posted_at"], condition=models.Q(report_count__gt=0), name="comment_reported"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def is_visible(self):
        return self.state == self.State.VISIBLE
