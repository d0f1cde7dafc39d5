"""The front page as the desk arranges it, each front ever published, and the breaking strip."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .editions import default_edition, edition_choices


class Front(models.Model):
    """One arrangement of one edition's front. Published once and then never changed; the newest one is live.
    The one that is not published is the draft on which the desk works."""

    class Layout(models.TextChoices):
        NORMAL = "normal", _("Normal")
        BIG_DAY = "big_day", _("Big day")
        TWO_LEADS = "two_leads", _("Two leads")
        QUIET = "quiet", _("Quiet")

    language = models.CharField(_("edition"), max_length=10, choices=edition_choices, default=default_edition)
    layout = models.CharField(_("layout"), max_length=20, choices=Layout, default=Layout.NORMAL)
    version = models.PositiveIntegerField(default=1, editable=False)  # counts changes of a draft
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    restored_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")
        ordering = ["-published_at", "-pk"]
        permissions = [("arrange_front", _("Can arrange the front page and set the breaking strip"))]
        indexes = [models.Index(fields=["language", "-published_at"], name="front_of_an_edition")]
        constraints = [
            models.UniqueConstraint(
                fields=["language"], condition=models.Q(published_at__isnull=True), name="front_one_draft"
            )
        ]

    def __str__(self):
        return f"{self.language}, {self.published_at or _('draft')}"


class Slot(models.Model):
    """A place on a front and what stands there: an article chosen by hand, or whatever a rule finds. Several may
    name one place; the first whose time it is stands there."""

    front = models.ForeignKey(Front, models.CASCADE, related_name="slots")
    place = models.PositiveSmallIntegerField(_("place"))  # 1 is the lead
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="slots", verbose_name=_("article")
    )
    rule = models.CharField(_("rule"), max_length=40, blank=True)  # a name of articles/front rules; empty: by hand
    section = models.ForeignKey("articles.Section", models.SET_NULL, null=True, blank=True, related_name="+")
    short_headline = models.CharField(_("short headline"), max_length=120, blank=True)
    picture = models.ForeignKey("articles.Picture", models.SET_NULL, null=True, blank=True, related_name="slots")
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    locked = models.BooleanField(_("locked"), default=False)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["place", "starts_at", "pk"]

    def __str__(self):
        return f"{self.place}: {self.article or self.rule}"


class Breaking(models.Model):
    """The strip above every page. It ends by itself."""

    language = models.CharField(_("edition"), max_length=10, choices=edition_choices, default=default_edition)
    words = models.CharField(_("words"), max_length=120)
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("breaking strip")
        verbose_name_plural = _("breaking strips")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["language", "-ends_at"], name="breaking_of_an_edition")]

    def __str__(self):
        return self.words
