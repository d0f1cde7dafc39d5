"""A job of the post: letters to patrons whose day has come. Each is noted in the transaction that writes it, so that
it is written once, whichever process runs and however often it is ended in between."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, ExpressionWrapper, IntegerField, OuterRef
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone

from patrons import dunning, letters
from patrons.models import Gift, LedgerEntry, Order, Patron, Pledge, Rhythm, Told
from patrons.money import Money

BATCH = 100  # letters of a kind a time; the others are written the next time
BEFORE_RENEWAL = timedelta(days=7)
BEFORE_GIFT_ENDS = timedelta(days=14)
JANUARY = 1


def write_due():
    """A letter that cannot be written is tried again the next time, and keeps no other waiting."""
    now, trouble = timezone.now(), None
    for due, write in KINDS:
        for numbers in due(now)[:BATCH]:
            try:
                write(*numbers, now)
            except Exception as error:
                trouble = error
    if trouble:
        raise trouble


# --- Before a yearly payment


def renewals(now):
    """Yearly pledges whose next payment comes within a week, and which month it is of."""
    coming = Pledge.objects.filter(state=Pledge.State.ACTIVE, rhythm=Rhythm.YEARLY)
    coming = coming.filter(next_due_at__gt=now, next_due_at__lte=now + BEFORE_RENEWAL)
    month = ExpressionWrapper(ExtractYear("next_due_at") * 100 + ExtractMonth("next_due_at"), IntegerField())
    coming = coming.annotate(month=month)
    told = Told.objects.filter(kind=Told.Kind.RENEWAL, number=OuterRef("pk"), part=OuterRef("month"))
    return coming.filter(~Exists(told)).order_by("next_due_at", "pk").values_list("pk", "month")


@transaction.atomic
def write_renewal(number, month, now):
    Order.objects.select_for_update(of=["self"]).get(pledge=number)
    still = Pledge.objects.filter(pk__in=[found for found, _month in renewals(now).filter(pk=number)])
    pledge = still.select_related("patron__user").first()
    if pledge and Told.objects.first_time(Told.Kind.RENEWAL, number, month):
        letters.renewal(pledge)


# --- Before a gift runs out


def gifts(now):
    running = Gift.objects.entitling(now).filter(until__lte=now + BEFORE_GIFT_ENDS, reminded_at=None)
    return running.order_by("until", "pk").values_list("pk")


@transaction.atomic
def write_gift(number, now):
    """Whoever gives by now needs no word of what a gift was."""
    if not Gift.objects.filter(pk=number, reminded_at=None).update(reminded_at=now):
        return
    gift = Gift.objects.select_related("redeemed_by__user").get(pk=number)
    if not gift.redeemed_by.pledges.entitling(gift.until).exists():
        letters.gift_ending(gift)


# --- In January, what was given in the year before


def statements(now):
    """Patrons who gave in the year that has ended, and the year; in January only."""
    today = timezone.localdate(now)
    year = today.year - 1
    if today.month != JANUARY:
        return []
    gave = entries_of(year).filter(payment__patron=OuterRef("pk"))
    told = Told.objects.filter(kind=Told.Kind.STATEMENT, number=OuterRef("pk"), part=year)
    patrons = Patron.objects.filter(~Exists(told), Exists(gave), wants_reminders=True).exclude(user=None, email="")
    return [(number, year) for number in patrons.order_by("pk").values_list("pk", flat=True)[:BATCH]]


def entries_of(year):
    """What came in and went back in a year of the newsroom's calendar."""
    begins, ends = (timezone.make_aware(datetime(of, 1, 1)) for of in (year, year + 1))  # noqa: DTZ001
    return LedgerEntry.objects.filter(at__gte=begins, at__lt=ends)


@transaction.atomic
def write_statement(number, year, now):
    if not Told.objects.first_time(Told.Kind.STATEMENT, number, year):
        return
    patron = Patron.objects.select_related("user").get(pk=number)
    entries = entries_of(year).filter(payment__patron=patron).select_related("receipt").order_by("at", "pk")
    entries = list(entries)
    sums = {}
    for entry in entries:
        sums[entry.currency] = sums.get(entry.currency, Money(0, entry.currency)) + entry.money
    letters.statement(patron, year, list(sums.values()), entries)


KINDS = (
    (dunning.due, dunning.write),
    (renewals, write_renewal),
    (gifts, write_gift),
    (statements, write_statement),
)
