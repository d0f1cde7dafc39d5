from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.body import CleanHTMLField

from .editions import EditionQuerySet, InEdition


class PageQuerySet(EditionQuerySet):
    def in_footer(self):
        return self.filter(in_footer=True)


class Page(InEdition):
    """A standing page the desk writes itself: about us, editorial policy, how we are funded, contacts."""

    title = models.CharField(_("title"), max_length=120)
    body = CleanHTMLField(_("text"), blank=True)
    in_footer = models.BooleanField(_("linked in the footer"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)

    objects = PageQuerySet.as_manager()

    named_by = "title"
    address = "articles:page"

    class Meta(InEdition.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["language", "order", "title"]
