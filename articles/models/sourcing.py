"""Who says so: the register of organisations, what an article rests on, and words quoted exactly."""

from django.conf.global_settings import LANGUAGES as WORLD_LANGUAGES
from django.db import models
from django.utils.translation import gettext_lazy as _


def world_languages():
    """Every language Django can name, for quotes that were translated."""
    return [(code, _(name)) for code, name in WORLD_LANGUAGES]


class Source(models.Model):
    """An organisation that reports, decides or measures. The register spares retyping and shows who we lean on."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    link = models.URLField(_("web site"), blank=True, max_length=500)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ArticleSource(models.Model):
    """One source of one article: “BIPM, Resolution 1 of the 26th General Conference (2018)”."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("statement")
        DOCUMENT = "document", _("document")
        AGENCY = "agency", _("agency report")
        CORRESPONDENT = "correspondent", _("own correspondent")
        SOCIAL = "social", _("social post")
        INTERVIEW = "interview", _("interview")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="sources")
    organisation = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="uses", verbose_name=_("organisation")
    )
    name = models.CharField(_("as printed"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DOCUMENT)
    link = models.URLField(_("link"), blank=True, max_length=500)
    date = models.DateField(_("date"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Quote(models.Model):
    """Somebody's exact words, with who said them and, when translated, from what and by whom."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="quotes")
    text = models.TextField(_("exact words"), max_length=2000, help_text=_("Without quotation marks."))
    speaker = models.CharField(_("speaker"), max_length=150)
    role = models.CharField(_("who that is"), max_length=200, blank=True)
    original_language = models.CharField(_("translated from"), max_length=10, blank=True, choices=world_languages)
    translator = models.CharField(_("translator"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.speaker}: {self.text[:60]}"
