"""What members do to each other's comments: recommend, report, mute."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recommendation(models.Model):
    """One member's word for one comment."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="recommendations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recommendations")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "member"], name="recommended_once")]

    def __str__(self):
        return f"{self.member_id} → {self.comment_id}"


class Report(models.Model):
    """A member's word against a comment. It is open until a moderator has looked."""

    class Reason(models.TextChoices):
        OFF_TOPIC = "off_topic", _("Off topic or spam")
        ATTACK = "attack", _("Attacks somebody")
        HATE = "hate", _("Hate")
        UNTRUE = "untrue", _("Untrue and harmful")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="reports")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in your words"), max_length=500, blank=True)
    at = models.DateTimeField(_("reported"), default=timezone.now)
    closed_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    agreed = models.BooleanField(_("agreed"), null=True, blank=True)  # whether the moderator saw it the same way

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["comment", "member"], name="reported_once")]

    def __str__(self):
        return self.get_reason_display()


class MuteQuerySet(models.QuerySet):
    def mute(self, member, other):
        """Not to read somebody any more. Nobody is without oneself."""
        if member != other:
            self.get_or_create(member=member, muted=other)

    def unmute(self, member, other):
        self.filter(member=member, muted=other).delete()


class Mute(models.Model):
    """A member who does not want to read another."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "muted"], name="muted_once")]

    def __str__(self):
        return f"{self.member_id} → {self.muted_id}"
