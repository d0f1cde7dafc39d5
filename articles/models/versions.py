"""Every save of an article is a version: its whole content, who saved it and when, and whether readers saw it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VersionQuerySet(models.QuerySet):
    def rows(self):
        """For lists of versions: without the content, which may be long."""
        return self.defer("content").select_related("by")


class Version(models.Model):
    class Act(models.TextChoices):
        SAVED = "saved", _("Saved")
        SUBMITTED = "submitted", _("Sent to review")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        APPROVED = "approved", _("Marked ready")
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("Scheduled")
        CORRECTED = "corrected", _("Corrected")
        RESTORED = "restored", _("Restored")
        MERGED = "merged", _("Merged")
        UNSCHEDULED = "unscheduled", _("Taken off the schedule")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        FOUND = "found", _("As it was before history began")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))  # its shape: articles/content.py
    act = models.CharField(_("what"), max_length=20, choices=Act, default=Act.SAVED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    note = models.CharField(_("note"), max_length=300, blank=True)
    words_in = models.PositiveIntegerField(default=0)
    words_out = models.PositiveIntegerField(default=0)

    went_live_at = models.DateTimeField(_("readers saw it from"), null=True, blank=True)
    is_first = models.BooleanField(_("first that readers saw"), default=False)
    substantive = models.BooleanField(_("changes the substance"), default=False)
    correction = models.ForeignKey(
        "articles.Correction", models.SET_NULL, null=True, blank=True, related_name="versions"
    )
    held_back_because = models.TextField(_("held back because"), blank=True, max_length=500)
    held_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        permissions = [("hold_back_version", _("Can hold a version back from the public history"))]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.number}"
