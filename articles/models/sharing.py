"""Links by which somebody without an account reads one unpublished article."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShareLink(models.Model):
    """Its address is shown once; here stands only the hash of it."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="share_links")
    version = models.PositiveIntegerField(  # the number of the version shared; empty: whatever was saved last
        null=True, blank=True
    )
    label = models.CharField(_("for whom"), max_length=120)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at"]

    def __str__(self):
        return self.label


class ShareOpening(models.Model):
    """That a share link was opened: when, from which network, by which member if one was logged in."""

    link = models.ForeignKey(ShareLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    network = models.CharField(max_length=50, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return str(self.at)
