"""Who looked at the patrons' names, and for what."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Patron


class LookUp(models.Model):
    """One look at people who give. Written out, so that it outlives the account that looked; never changed."""

    class Kind(models.TextChoices):
        LIST = "list", _("Looked through a list")
        SEARCH = "search", _("Searched")
        PERSON = "person", _("Opened a patron")
        FILE = "file", _("Took the list along as a file")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    by = models.BigIntegerField(_("account number"))
    by_name = models.CharField(_("who"), max_length=200)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    patron = models.ForeignKey(
        Patron, models.SET_NULL, null=True, blank=True, related_name="look_ups", verbose_name=_("patron")
    )
    words = models.CharField(_("searched for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.by_name}: {self.get_kind_display()}"
