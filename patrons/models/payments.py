"""One taking of money, asked for or done: of a pledge for one period, or once."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money

from .orders import Order
from .people import Patron
from .pledges import Pledge


class PaymentQuerySet(models.QuerySet):
    def paid(self):
        return self.filter(state=Payment.State.PAID)

    def known_as(self, provider, provider_id):
        """The payment that a provider knows by this number, be it one of two."""
        if not provider_id:
            return None
        either = models.Q(provider_id=provider_id) | models.Q(other_id=provider_id)
        return self.filter(either, provider=provider).first()


class Payment(models.Model):
    """`net` is what its entries in the ledger come to, kept by the ledger alone.

    Of one pledge each period is taken once: the key on both stands between a mistake and a double charge.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")  # ours to ask for
        ASKED = "asked", _("Being taken")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Refused")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # for the provider: the same try again
    patron = models.ForeignKey(Patron, models.PROTECT, related_name="payments", verbose_name=_("patron"))
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments", verbose_name=_("order"))
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("pledge")
    )
    period = models.DateField(_("period from"), null=True, blank=True)
    covers_from = models.DateTimeField(_("covers from"), null=True, blank=True)
    covers_until = models.DateTimeField(_("covers until"), null=True, blank=True)
    minor = models.PositiveBigIntegerField(_("sum, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    net = models.BigIntegerField(_("what remains of it, in minor units"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State)
    provider = models.CharField(_("paid through"), max_length=20)
    provider_id = models.CharField(_("number at the provider"), max_length=255, blank=True)
    # Some providers know a payment by two numbers: an invoice, and the taking of money that paid it.
    other_id = models.CharField(_("second number at the provider"), max_length=255, blank=True)
    card = models.CharField(_("paid with"), max_length=40, blank=True)  # "Visa 4242"
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    failure = models.CharField(_("why it was refused"), max_length=200, blank=True)
    failed_at = models.DateTimeField(_("refused"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True, db_index=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "period"], name="payment_once_a_period"),
            models.UniqueConstraint(
                fields=["provider", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="payment_at_provider_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "other_id"], condition=~models.Q(other_id=""), name="payment_other_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="payment_next_try"),
            models.Index(fields=["patron", "-created_at"], name="payment_of_patron"),
        ]

    def __str__(self):
        return f"{self.money} {self.get_state_display()}"

    @property
    def money(self):
        return Money(self.minor, self.currency)

    @property
    def remaining(self):
        """What can still be given back."""
        return Money(max(self.net, 0), self.currency)
