from django.db import models
from django.utils.translation import gettext_lazy as _

from .editions import EditionQuerySet, InEdition


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


class Topic(InEdition):
    """What an article is about, across sections."""

    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True, max_length=500)

    address = "articles:topic"

    class Meta(InEdition.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
