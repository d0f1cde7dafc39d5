"""The ledger: what came in and what went back, entry by entry, never changed; and the receipts of its entries."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money

from .payments import Payment


class NeverChanged(TypeError):
    """An entry of the ledger was about to be changed or removed. What was wrong is put right by a further entry."""

    def __init__(self):
        super().__init__("Entries of the ledger are never changed and never removed.")


class LedgerEntries(models.QuerySet):
    def enter(self, payment, kind, minor, key, at, **more):
        """A new entry with its receipt, and the payment's sum brought up to it; None if this key was entered before.

        `minor` is signed: what comes in is above zero. Call it with the payment's order held (`select_for_update`).
        """
        with transaction.atomic():
            if self.filter(key=key).exists():
                return None
            entry = self.create(
                payment=payment, kind=kind, minor=minor, currency=payment.currency, key=key, at=at, **more
            )
            payment.net = self.filter(payment=payment).aggregate(net=Sum("minor"))["net"]
            payment.save(update_fields=["net"])
            if kind in LedgerEntry.WITH_RECEIPT:
                Receipt.objects.issue(entry)
        return entry

    def update(self, **values):
        raise NeverChanged

    def delete(self):
        raise NeverChanged

    def bulk_update(self, *args, **kwargs):
        raise NeverChanged

    delete.queryset_only = True


class LedgerEntry(models.Model):
    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        REFUNDED = "refunded", _("Given back")
        DISPUTED = "disputed", _("Taken back by the bank")
        DISPUTE_WON = "dispute_won", _("Returned by the bank")

    WITH_RECEIPT = (Kind.RECEIVED, Kind.REFUNDED)

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="entries", verbose_name=_("payment"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    minor = models.BigIntegerField(_("sum, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    key = models.CharField(max_length=300, unique=True, editable=False)  # what it stands for, so that it stands once
    at = models.DateTimeField(_("when"))  # by the provider's clock
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    event = models.ForeignKey("patrons.PaymentEvent", models.PROTECT, null=True, blank=True, related_name="entries")
    by = models.ForeignKey(  # whoever refunded or confirmed it; empty: the provider told us
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = LedgerEntries.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        indexes = [models.Index(fields=["currency", "-at"], name="ledger_by_currency")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["received", "dispute_won"], minor__gt=0)
                | models.Q(kind__in=["refunded", "disputed"], minor__lt=0),
                name="ledger_signs",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.money}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise NeverChanged
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise NeverChanged

    @property
    def money(self):
        return Money(self.minor, self.currency)


class ReceiptBook(models.Model):
    """The last number given in a year. Its row is held while a number is given, so that none is missing or double: a
    transaction that fails gives its number back."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last}"


class Receipts(models.QuerySet):
    def issue(self, entry):
        year = timezone.localtime(entry.entered_at).year
        ReceiptBook.objects.get_or_create(year=year)
        book = ReceiptBook.objects.select_for_update().get(year=year)
        book.last += 1
        book.save()
        return self.create(entry=entry, year=year, number=book.last)


class Receipt(models.Model):
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="receipt", verbose_name=_("entry"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))

    objects = Receipts.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="receipt_number_once")]

    def __str__(self):
        """TN-2026-000123"""
        return f"{settings.RECEIPT_PREFIX}-{self.year}-{self.number:06}"
