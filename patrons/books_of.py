"""The books of one patron, as the patron reads them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import TruncYear
from django.utils import timezone

from patrons.models import Gift, LedgerEntry, Payment, Price
from patrons.money import Money
from patrons.reminders import entries_of

SHOWN = 24  # rows on the page; the statements of the years hold the others


@dataclass(frozen=True)
class Row:
    """One line of the table of payments: what came in, what went back, or what was refused."""

    at: datetime
    money: Money
    words: str
    receipt: str = ""
    is_bad: bool = False


def pledges(patron):
    return list(patron.pledges.not_over().select_related("tier", "order").prefetch_related("tier__words"))


def rows(patron):
    """Newest first."""
    entered = LedgerEntry.objects.filter(payment__patron=patron).select_related("receipt")
    refused = Payment.objects.filter(patron=patron, state=Payment.State.FAILED)
    found = [row_of(entry) for entry in entered.order_by("-at", "-pk")[:SHOWN]]
    for payment in refused.order_by("-failed_at")[:SHOWN]:
        found.append(Row(payment.failed_at, payment.money, payment.get_state_display(), is_bad=True))
    return sorted(found, key=lambda row: row.at, reverse=True)[:SHOWN]


def row_of(entry):
    receipt = str(entry.receipt) if hasattr(entry, "receipt") else ""
    is_bad = entry.kind == LedgerEntry.Kind.DISPUTED
    return Row(entry.at, entry.money, entry.get_kind_display(), receipt, is_bad)


def years(patron):
    """In which something was given, the latest first."""
    begins = LedgerEntry.objects.filter(payment__patron=patron).annotate(year=TruncYear("at")).order_by()
    return sorted({year.year for year in begins.values_list("year", flat=True).distinct()}, reverse=True)


def entries(patron, year):
    found = entries_of(year).filter(payment__patron=patron)
    return list(found.select_related("receipt", "payment").order_by("at", "pk"))


def gifts_given(patron):
    """Those that were paid, newest first."""
    return list(Gift.objects.filter(order__patron=patron).select_related("order").order_by("-made_at")[:SHOWN])


def gift_running(patron):
    return Gift.objects.entitling(timezone.now()).filter(redeemed_by=patron).order_by("-until").first()


def prices(currency):
    """What the tiers cost, the cheapest first."""
    offered = Price.objects.filter(tier__is_offered=True, currency=currency).select_related("tier")
    return list(offered.prefetch_related("tier__words").order_by("rhythm", "minor"))
