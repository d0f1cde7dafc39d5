"""What members and moderators are told, and how often."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Preferences(models.Model):
    """Which mail a member wants. Without a row, what stands here by default."""

    class Often(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        HOURLY = "hourly", _("At most once an hour")
        DAILY = "daily", _("At most once a day")
        NEVER = "never", _("Never")

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="comment_preferences"
    )
    replies = models.CharField(_("answers to my comments"), max_length=10, choices=Often, default=Often.DAILY)
    decisions = models.BooleanField(_("what moderators decided about my comments"), default=True)
    queue = models.CharField(_("what waits for moderators"), max_length=10, choices=Often, default=Often.HOURLY)

    class Meta:
        verbose_name = _("mail about comments")
        verbose_name_plural = _("mail about comments")

    def __str__(self):
        return str(self.member)


class Notification(models.Model):
    """One thing a member is to be told. It waits for the next letter of its kind."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Answer")
        APPROVED = "approved", _("Comment approved")
        REJECTED = "rejected", _("Comment rejected")
        REMOVED = "removed", _("Comment removed")
        PICKED = "picked", _("Editors’ pick")
        SANCTION = "sanction", _("Warning or suspension")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["member", "kind", "comment"], name="told_once")]
        indexes = [models.Index(fields=["at"], condition=models.Q(told_at=None), name="notification_waiting")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.member_id}"
