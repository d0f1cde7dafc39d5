"""What every noun of one edition shares: a language, and a slug that is its address there."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from articles.slugs import slug_for


def edition_choices():
    return settings.LANGUAGES


def default_edition():
    return settings.LANGUAGE_CODE


class EditionQuerySet(models.QuerySet):
    def in_edition(self, language):
        return self.filter(language=language)


class InEdition(models.Model):
    """A row of one edition. The same slug in another edition names the same thing there (see docs/decisions.md)."""

    language = models.CharField(_("edition"), max_length=10, choices=edition_choices, default=default_edition)
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        allow_unicode=True,
        blank=True,
        db_index=False,
        help_text=_("The last part of the address. Left empty, it is made from the name."),
    )

    objects = EditionQuerySet.as_manager()

    named_by = "name"  # the field a slug is made from
    address = None  # the URL name of its page

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="%(class)s_one_slug_in_an_edition"),
        ]

    def __str__(self):
        return getattr(self, self.named_by)

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug(self.automatic_slug())
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        with translation.override(self.language):
            return reverse(self.address, args=[self.slug])

    def automatic_slug(self):
        return slug_for(getattr(self, self.named_by)) or self._meta.model_name

    def free_slug(self, wanted):
        """The wanted slug, or with the first number behind it that nobody in the edition has."""
        others = type(self)._default_manager.filter(language=self.language).exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=wanted).values_list("slug", flat=True))
        candidate, number = wanted, 1
        while candidate in taken:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate
