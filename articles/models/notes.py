"""What colleagues say to each other about an article. No reader's page, feed or count ever asks this table."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeskNote(models.Model):
    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        SUBMITTED = "submitted", _("Sent to review")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        APPROVED = "approved", _("Marked ready")
        TAKEN = "taken", _("Taken over")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="desk_notes")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NOTE)
    text = models.TextField(_("note"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)  # somebody ticked it off

    class Meta:
        verbose_name = _("note for colleagues")
        verbose_name_plural = _("notes for colleagues")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="desk_notes_of_an_article")]

    def __str__(self):
        return self.text[:80]
