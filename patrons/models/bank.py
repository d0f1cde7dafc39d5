"""Support by bank transfer: our accounts, and what came in on them according to the bank or to a member of staff."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money

from .offers import Currency
from .orders import Order


class BankAccount(models.Model):
    """Where givers transfer money to. The first of a currency that is shown is printed on the page of the transfer."""

    currency = models.ForeignKey(Currency, models.PROTECT, related_name="accounts", verbose_name=_("currency"))
    holder = models.CharField(_("holder"), max_length=120)
    number = models.CharField(_("IBAN or account number"), max_length=40)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    bic = models.CharField(_("BIC (SWIFT)"), max_length=11, blank=True)
    register = models.CharField(
        _("number in the register"), max_length=40, blank=True, help_text=_("In Ukraine the code of the organisation.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.currency_id} {self.number}"

    @property
    def in_groups(self):
        """In fours, as an IBAN is printed."""
        plain = "".join(self.number.split())
        return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


class Statement(models.Model):
    """A file of the bank, read and shown before anything of it is taken in."""

    name = models.CharField(_("file"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3)
    lines = models.JSONField(default=list, editable=False)  # what came in, as `bank_files.read` understood it
    unread = models.JSONField(default=list, editable=False)  # lines of the file that nobody could read, and why
    spent = models.PositiveIntegerField(_("lines of what went out"), default=0)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    taken_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = []

    def __str__(self):
        return self.name


class BankLine(models.Model):
    """One transfer that came in. `mark` tells the same line of two files apart from two alike lines of one."""

    class State(models.TextChoices):
        TAKEN = "taken", _("Taken in")
        ODD = "odd", _("A person decides")
        ASIDE = "aside", _("Not support")

    mark = models.CharField(max_length=64, unique=True, editable=False)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="rows", verbose_name=_("bank statement")
    )
    booked_on = models.DateField(_("day"))
    minor = models.PositiveBigIntegerField(_("sum, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    payer = models.CharField(_("from"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=500, blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("order")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    why = models.CharField(_("why a person decides"), max_length=200, blank=True)
    by_hand = models.BooleanField(_("confirmed by hand"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("bank transfer")
        verbose_name_plural = _("bank transfers")
        ordering = ["-booked_on", "-pk"]
        default_permissions = ["view"]
        indexes = [models.Index(fields=["state", "-booked_on"], name="bank_line_by_state")]

    def __str__(self):
        return f"{self.money}, {self.booked_on}"

    @property
    def money(self):
        return Money(self.minor, self.currency)
