"""Notices of illegal content: who says so, on what ground, and what the newsroom decided."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """What a notice holds by Article 16 of Regulation (EU) 2022/2065, and its decision with reasons (Article 17)."""

    class Decision(models.TextChoices):
        REMOVED = "removed", _("Removed")
        KEPT = "kept", _("Left as it is")

    number = models.CharField(_("number"), max_length=20, unique=True)  # given to whoever wrote it: N-2026-0001
    at = models.DateTimeField(_("received"), default=timezone.now)
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, blank=True, related_name="notices")
    address = models.CharField(_("address of the content"), max_length=500)
    explanation = models.TextField(_("why it is illegal"), max_length=5000)
    law = models.CharField(_("the law it breaks, if you know it"), max_length=300, blank=True)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    email = models.EmailField(_("your e-mail address"), blank=True)
    good_faith = models.BooleanField(_("what I have written is accurate and complete to my knowledge"), default=False)
    text_then = models.TextField(_("the comment as it stood"), blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    grounds = models.TextField(_("reasons, as they are written to both"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        ordering = ["-at"]
        default_permissions = ["view", "change"]
        indexes = [models.Index(fields=["decision", "at"], name="notice_queue")]

    def __str__(self):
        return self.number
