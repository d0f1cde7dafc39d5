"""Live coverage: an article that goes on by dated posts until it is closed into a report."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.body import CleanHTMLField


class LiveCoverage(models.Model):
    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="live")
    what_we_know = CleanHTMLField(_("what we know"), blank=True)
    known_at = models.DateTimeField(null=True, blank=True)  # when that was last brought up to date
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("live coverage")
        verbose_name_plural = _("live coverage")

    def __str__(self):
        return str(self.article)


class LivePost(models.Model):
    """One dated post. Its permalink is the article's address and its number."""

    coverage = models.ForeignKey(LiveCoverage, models.CASCADE, related_name="posts")
    at = models.DateTimeField(_("time"), default=timezone.now)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    body = CleanHTMLField(_("text"))
    author = models.ForeignKey("articles.Author", models.PROTECT, null=True, blank=True, related_name="live_posts")
    is_key = models.BooleanField(_("key post"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    form_key = models.UUIDField(null=True, unique=True)  # two clicks are one

    class Meta:
        verbose_name = _("live post")
        verbose_name_plural = _("live posts")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["coverage", "-at", "-id"], name="live_posts_newest_first")]

    def __str__(self):
        return self.headline or self.body[:60]
