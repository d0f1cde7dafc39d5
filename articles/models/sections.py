from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

from articles.slugs import slug_for

from .addresses import PastAddress
from .editions import EditionQuerySet, InEdition

LATER = {"account", "api", "feed", "feeds", "live", "newsletters", "rss", "search", "sitemap", "static"}
AT_ONCE = 1000


def taken_words(patterns=None):
    """First words of addresses that pages of the site stand at already, or will."""
    words = set(LATER) | set(settings.EDITIONS) if patterns is None else set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        first = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern).partition("/")[0]
        if first and "<" not in first:
            words.add(first)
        elif not first and isinstance(pattern, URLResolver):
            words |= taken_words(pattern.url_patterns)
    return words


class SectionQuerySet(EditionQuerySet):
    def in_nav(self):
        return self.filter(in_nav=True)


class Section(InEdition):
    """A part of the paper: Science, Cities. Every article has one, and its slug begins the article's address."""

    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Small numbers come first."))
    in_nav = models.BooleanField(_("in the main navigation"), default=True)

    objects = SectionQuerySet.as_manager()

    address = "articles:section"

    class Meta(InEdition.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["language", "order", "name"]

    def clean(self):
        word = (self.slug or slug_for(self.name)).lower()
        if word in taken_words():
            message = _("“%(word)s” is the address of another page of the site. Choose another slug.")
            raise ValidationError({"slug": message % {"word": word}})
        if self.pk and self.articles.exclude(language=self.language).exists():
            raise ValidationError({"language": _("Its articles stand in the other edition and would be left behind.")})

    @transaction.atomic
    def leave_addresses(self, old_slug):
        """After a change of slug: every article that readers have seen is still found where it stood."""
        seen = self.articles.exclude(status="draft").filter(published_at__isnull=False).order_by("pk")
        seen = seen.only("pk", "language", "slug", "published_at", "section").iterator(AT_ONCE)
        old = Section(pk=self.pk, slug=old_slug, language=self.language)
        batch = []
        for article in seen:
            article.section = old
            left = PastAddress(path=article.path, article=article)
            article.section = self
            batch.append((left, article.path))
            if len(batch) == AT_ONCE:
                PastAddress.objects.remember(batch)
                batch = []
        PastAddress.objects.remember(batch)


class Topic(InEdition):
    """What an article is about, across sections."""

    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True, max_length=500)

    address = "articles:topic"

    class Meta(InEdition.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
