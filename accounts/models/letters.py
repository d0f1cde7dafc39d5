"""The mail that goes out: a row each, so that it is written with what it is about and survives a dead mail server."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """One letter to one address."""

    to = models.EmailField(_("to"), max_length=320)
    sender = models.CharField(max_length=320)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)  # List-Unsubscribe and the like
    queued_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=500, blank=True)  # what the mail server said last

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-queued_at", "-pk"]
        default_permissions = ["view"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="letters_to_send",
            ),
            models.Index(fields=["sent_at"], name="letters_sent"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"
