"""Time as a patron that somebody gives to somebody else."""

import secrets

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .orders import Order
from .people import Patron

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike


def new_code():
    """“K7QM-2RXA-94TD”: 31¹² are more than anybody can try at the pace that is allowed."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(3))


class GiftQuerySet(models.QuerySet):
    def entitling(self, at):
        """Redeemed, running, and not given back."""
        return self.filter(redeemed_at__lte=at, until__gt=at, withdrawn_at=None)

    def unredeemed(self, at):
        return self.filter(redeemed_at=None, withdrawn_at=None, claim_before__gt=at)


class Gift(models.Model):
    """Made when its order is paid. Its time starts when it is redeemed; a full refund ends it there and then."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="gift", verbose_name=_("order"))
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    months = models.PositiveSmallIntegerField(_("months"))
    made_at = models.DateTimeField(_("given"), default=timezone.now)
    claim_before = models.DateTimeField(_("to be redeemed before"))
    redeemed_by = models.ForeignKey(
        Patron, models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name=_("redeemed by")
    )
    redeemed_at = models.DateTimeField(_("redeemed"), null=True, blank=True)
    until = models.DateTimeField(_("runs until"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminder sent"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("given back"), null=True, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(F("until").desc(), name="gift_until")]

    def __str__(self):
        return str(_("Gift of %(months)d months")) % {"months": self.months}
