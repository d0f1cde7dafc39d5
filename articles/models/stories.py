"""Running subjects with their dated facts, and the facts an article took from them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.dates import HINT, HistoricalDate

from .editions import InEdition


def validate_historical_date(text):
    try:
        HistoricalDate.parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Story(InEdition):
    """A running subject: its page is the whole timeline, its facts feed the Background of articles."""

    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in short"), blank=True, max_length=1000, help_text=_("Two or three sentences."))
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    named_by = "title"
    address = "articles:story"

    class Meta(InEdition.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["title"]


class DatedText(models.Model):
    """A sentence with a date as history gives it."""

    date = models.CharField(_("date"), max_length=20, validators=[validate_historical_date], help_text=HINT)
    date_order = models.IntegerField(editable=False, default=0)  # HistoricalDate.sort_key, for sorting in the database
    text = models.TextField(_("fact"), max_length=600)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.date}: {self.text[:80]}"

    def save(self, *args, **kwargs):
        when = HistoricalDate.parse(self.date)
        self.date, self.date_order = str(when), when.sort_key
        super().save(*args, **kwargs)

    @property
    def when(self):
        return HistoricalDate.parse(self.date)


class Fact(DatedText):
    """One dated fact of a story; our own article on it, where there is one, is linked."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="facts", verbose_name=_("story"))
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_link = models.URLField(_("link to the source"), blank=True, max_length=500)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own article")
    )
    pinned = models.BooleanField(_("always suggest"), default=False)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["date_order", "pk"]
        indexes = [models.Index(fields=["story", "date_order"], name="fact_of_a_story_by_date")]

    @property
    def own_article(self):
        """Our article on it, while readers may see that."""
        return self.article if self.article and self.article.is_published else None


class BackgroundFact(DatedText):
    """A fact as one article prints it. It follows the story's fact while a draft and is frozen on publication."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="background")
    fact = models.ForeignKey(
        Fact, models.SET_NULL, null=True, blank=True, related_name="uses", verbose_name=_("fact of the story")
    )

    class Meta:
        verbose_name = _("background fact")
        verbose_name_plural = _("background")
        ordering = ["date_order", "pk"]

    def take(self, fact):
        """Print what the story's fact says now."""
        self.fact, self.date, self.text = fact, fact.date, fact.text
