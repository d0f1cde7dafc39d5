from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .editions import EditionQuerySet, InEdition


class AuthorQuerySet(EditionQuerySet):
    def signing(self, user, language):
        """The byline of an account in an edition, or None."""
        return self.filter(user=user, language=language, former=False).first()


class Author(InEdition):
    """A byline. It may belong to an account, to somebody who left, or to an agency."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=100)
    title = models.CharField(
        pgettext_lazy("of a person", "title"),
        max_length=120,
        blank=True,
        help_text=_("For instance “River correspondent”."),
    )
    bio = models.TextField(_("about"), blank=True, max_length=1000)
    email = models.EmailField(_("public e-mail address"), blank=True)
    portrait = models.ForeignKey(
        "articles.Picture", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="authors",
        verbose_name=_("account"),
        help_text=_("New articles by this account carry this byline."),
    )
    former = models.BooleanField(_("former staff"), default=False)

    objects = AuthorQuerySet.as_manager()

    address = "articles:author"

    class Meta(InEdition.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
