"""The things of patrons that addresses of the permission table are about."""

import functools
from datetime import timedelta

from django.utils import timezone

from patrons.models import (
    BankAccount,
    BankLine,
    Currency,
    Difference,
    DunningStep,
    Gift,
    LedgerEntry,
    LookUp,
    Order,
    PatronRules,
    Payment,
    PaymentEvent,
    Perk,
    Pledge,
    Question,
    Receipt,
    Reconciliation,
    SpendingLine,
    Statement,
    Tier,
)
from patrons.money import Money
from patrons.providers.manual.confirming import confirm_by_hand
from patrons.providers.manual.references import reference_of
from tests import factories

PARTS = {"refund": "payment", "stop": "running", "letter": "ledgerentry"}


class PatronThings:
    def of_patrons(self, words, parameter):
        """The number that stands in an address of the patrons' admin in place of <parameter>."""
        page = words[3] if len(words) > 3 else ""
        if words[2] == "transfers":
            return (self.statement if page == "statement" else self.bank_line).pk
        if words[2] == "desk":
            return self.payment.pk
        part = PARTS.get(words[4], "") if words[2] == "patron" and len(words) > 4 else ""
        if parameter in ("payment", "pledge", "entry"):
            return getattr(self, part).pk
        return getattr(self, words[2]).pk

    def of_support(self, parameter):
        """What stands in an address of a patron's own pages in place of <parameter>."""
        receipt = self.own_receipt
        return {"pk": receipt.entry.payment.pledge_id, "name": str(receipt), "year": receipt.year}[parameter]

    @functools.cached_property
    def own_receipt(self):
        """Of a pledge of the owner that runs."""
        now, order = timezone.now(), factories.order(patron=self.order.patron, provider="manual")
        said = {"patron": order.patron, "order": order, "minor": 400, "currency": "EUR", "provider": "manual"}
        pledge = Pledge.objects.create(rhythm="monthly", state="active", started_at=now, **said)
        payment = Payment.objects.create(pledge=pledge, state="paid", paid_at=now, **said)
        return LedgerEntry.objects.enter(payment, "received", 400, f"own:{order.pk}", now).receipt

    @functools.cached_property
    def transfer_order(self):
        """A standing order at the giver's bank, paid once."""
        order = factories.order(provider="manual")
        order.provider_id = reference_of(order)
        order.save()
        confirm_by_hand(order, Money(400, "EUR"), timezone.localdate() - timedelta(days=2), None)
        return Order.objects.get(pk=order.pk)

    @property
    def patron(self):
        return self.transfer_order.patron

    @property
    def running(self):
        return self.transfer_order.pledge

    @property
    def payment(self):
        return self.transfer_order.payments.get()

    @property
    def ledgerentry(self):
        return self.payment.entries.get()

    @property
    def receipt(self):
        return Receipt.objects.get(entry=self.ledgerentry)

    @property
    def paymentevent(self):
        self.patron  # noqa: B018 - it came with an event
        return PaymentEvent.objects.first()

    @functools.cached_property
    def gift(self):
        return Gift.objects.create(order=factories.order(), months=3, claim_before=timezone.now())

    @functools.cached_property
    def difference(self):
        return Difference.objects.create(order=self.order, kind="sum")

    @functools.cached_property
    def reconciliation(self):
        return Reconciliation.objects.create(provider="manual")

    @functools.cached_property
    def lookup(self):
        return LookUp.objects.create(by=self.owner.pk, by_name="Somebody", kind="list")

    @functools.cached_property
    def statement(self):
        return Statement.objects.create(name="march.csv", currency="EUR")

    @functools.cached_property
    def bank_line(self):
        return BankLine.objects.create(
            mark=f"line of {self.owner.pk}", booked_on=timezone.localdate(), minor=400, currency="EUR", state="odd"
        )

    @functools.cached_property
    def tier(self):
        return Tier.objects.create(slug=f"tier-of-{self.owner.pk}")

    @functools.cached_property
    def currency(self):
        return Currency.objects.get_or_create(code="EUR", minimum=100, maximum=100000)[0]

    @functools.cached_property
    def bankaccount(self):
        return BankAccount.objects.create(currency=self.currency, holder="The-News", number="DE1")

    @functools.cached_property
    def perk(self):
        return Perk.objects.create(key="badge")

    @functools.cached_property
    def spendingline(self):
        return SpendingLine.objects.create(language="en", year=2025, label="People", percent=70)

    @functools.cached_property
    def question(self):
        return Question.objects.create(language="en", question="Why?", answer="Because.")

    @functools.cached_property
    def dunningstep(self):
        return DunningStep.objects.get_or_create(day=40)[0]

    @property
    def patronrules(self):
        rules = PatronRules.current()
        rules.pk = 1
        return rules
