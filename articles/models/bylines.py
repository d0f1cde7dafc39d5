from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .publication import Publication

LONG_TEXTS = ("body", "details", "withdrawn_note")  # what a list of articles does not need


class BylineQuerySet(models.QuerySet):
    def visible(self):
        """Of articles that readers may see: the twin of `published()`, along the index by author and time."""
        return self.filter(article__status__in=Publication.VISIBLE, published_at__lte=Now())

    def with_authors(self):
        """With what a printed byline shows."""
        return self.select_related("author__portrait")

    def signed_by(self, user):
        """The ids of articles that carry a byline of this account."""
        return self.filter(author__user=user).values("article")

    def cards(self):
        """With what a teaser of the article shows."""
        long_texts = (f"article__{field}" for field in (*LONG_TEXTS, "live__what_we_know"))
        return self.select_related("article__section", "article__picture", "article__live").defer(*long_texts)


class Byline(models.Model):
    """An author of an article, in printed order, with what they did if it was not the writing."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines")
    author = models.ForeignKey("articles.Author", models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=80, blank=True, help_text=_("For instance “graphics”."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(null=True, editable=False)  # the article's, for an index by author and time

    objects = BylineQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="byline_once")]
        indexes = [models.Index(fields=["author", "-published_at", "-article"], name="byline_author_latest")]

    def __str__(self):
        return str(self.author)

    def save(self, *args, **kwargs):
        self.published_at = self.article.published_at
        super().save(*args, **kwargs)
