"""What moderators did, to comments and to people. The list of acts is only ever added to."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ModerationAct(models.Model):
    """One move of a comment or of a member's standing: by whom, why, and from which state to which."""

    class Act(models.TextChoices):
        POSTED = "posted", _("Posted")
        HELD = "held", _("Held")
        EDITED = "edited", _("Edited")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed")
        HIDDEN = "hidden", _("Hidden after reports")
        DELETED = "deleted", _("Deleted by its author")
        PICKED = "picked", _("Made an editors’ pick")
        UNPICKED = "unpicked", _("No longer an editors’ pick")
        REPORTS_DISMISSED = "reports_dismissed", _("Reports dismissed")
        UNDONE = "undone", _("Undone")
        WARNED = "warned", _("Warned")
        SUSPENDED = "suspended", _("Suspended")
        BANNED = "banned", _("Banned")
        PUT_ON_HOLD = "put_on_hold", _("Comments held before they show")
        LIFTED = "lifted", _("Sanction lifted")
        NOTED = "noted", _("Note")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    act = models.CharField(_("what"), max_length=20, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )  # None: a rule
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, blank=True, related_name="acts")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="moderation_acts"
    )  # whom it concerns: the comment's author
    before = models.CharField(_("before"), max_length=10, blank=True)
    after = models.CharField(_("after"), max_length=10, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)  # a Comment.Reason, or the name of a rule
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["comment", "at"], name="act_on_comment"),
            models.Index(fields=["member", "-at"], name="act_on_member"),
            models.Index(fields=["by", "-at"], name="act_of_moderator"),
        ]

    def __str__(self):
        return self.get_act_display()

    @property
    def reason_in_words(self):
        """The rule of the house that was broken, or the name of the check that decided."""
        from .comments import Comment  # it stands on this log

        return dict(Comment.Reason.choices).get(self.reason, self.reason)
