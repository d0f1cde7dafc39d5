"""What members have given: what they may take along, and how the books stay when they go."""

import secrets

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import AuditEntry
from accounts.belongings import Belonging, Part
from patrons.linking import patron_of
from patrons.models import BankLine, Gift, LedgerEntry, LookUp, Order, Patron, Payment, PaymentEvent, Pledge
from patrons.money import Money

HANDFUL = 50  # numbers to look for at a time


def export(member):
    patron = patron_of(member)
    if patron is None:
        return
    yield Part("support", _("Your support"), patron_columns(), lambda: [patron_row(patron)])
    yield part_of(
        "orders",
        _("What you asked to give"),
        {"at": _("When"), "sum": _("Sum"), "rhythm": _("How often"), "state": _("State"), "way": _("Paid through")}
        | {"gift_to": _("Gift to"), "gift_words": _("Words with the gift")},
        patron.orders.order_by("pk"),
        lambda order: (
            order.created_at,
            order.money.coded,
            order.get_rhythm_display(),
            order.get_state_display(),
            order.provider,
            order.gift_to,
            order.gift_words,
        ),
    )
    yield part_of(
        "pledges",
        _("What you give every month or every year"),
        {"since": _("Since"), "sum": _("Sum"), "rhythm": _("How often"), "state": _("State"), "card": _("Paid with")}
        | {"paid_until": _("Paid until"), "ended": _("Ended"), "reason": _("Why"), "words": _("In your words")},
        patron.pledges.order_by("pk"),
        lambda pledge: (
            pledge.started_at,
            pledge.money.coded,
            pledge.get_rhythm_display(),
            pledge.get_state_display(),
            pledge.card,
            pledge.paid_until,
            pledge.ended_at,
            pledge.get_reason_display(),
            pledge.reason_words,
        ),
    )
    yield part_of(
        "payments",
        _("Your payments"),
        {"at": _("When"), "what": _("What"), "sum": _("Sum"), "receipt": _("Receipt"), "card": _("Paid with")},
        LedgerEntry.objects.filter(payment__patron=patron).select_related("receipt", "payment").order_by("at", "pk"),
        lambda entry: (
            entry.at,
            entry.get_kind_display(),
            Money(entry.minor, entry.currency).coded,
            str(entry.receipt) if hasattr(entry, "receipt") else "",
            entry.payment.card,
        ),
    )
    yield part_of(
        "refused_payments",
        _("Payments that were refused"),
        {"at": _("When"), "sum": _("Sum"), "why": _("Why")},
        patron.payments.filter(state=Payment.State.FAILED).order_by("pk"),
        lambda payment: (payment.failed_at, payment.money.coded, payment.failure),
    )
    yield part_of(
        "gifts",
        _("Gifts you gave and got"),
        {"made": _("Given"), "months": _("Months"), "code": _("Code"), "redeemed": _("Redeemed"), "until": _("Until")},
        Gift.objects.filter(Q(order__patron=patron) | Q(redeemed_by=patron)).order_by("pk"),
        lambda gift: (gift.made_at, gift.months, gift.code, gift.redeemed_at, gift.until),
    )


def part_of(name, title, columns, rows, row):
    return Part(name, title, columns, lambda: map(row, rows.iterator(chunk_size=500)))


def patron_columns():
    return {
        "since": _("Since"),
        "email": _("E-mail"),
        "language": _("Language of letters"),
        "name": _("Name on the patrons page"),
        "is_listed": _("Named on the patrons page"),
        "shows_badge": _("Badge beside comments"),
        "wants_reminders": _("Letters that could be spared"),
    }


def patron_row(patron):
    return (
        patron.created_at,
        patron.email,
        patron.language,
        patron.name,
        patron.is_listed,
        patron.shows_badge,
        patron.wants_reminders,
    )


def erase(member, wish):
    """Sums, days and numbers of receipts stay, as the law wants of books, and no word of whose they were. What still
    runs at a provider is stopped by a job (patrons/stopping.py), which asks until it is."""
    patron = patron_of(member)
    if patron is None:
        return
    orders = list(Order.objects.select_for_update(of=["self"]).filter(patron=patron).order_by("pk"))
    forget_messages(patron, orders)
    words = Q(words__icontains=patron.email) if patron.email else Q(pk=None)
    LookUp.objects.filter(words | Q(words__icontains=member.email) | Q(patron=patron)).update(words="")
    BankLine.objects.filter(order__in=orders).update(payer="", purpose="", note="")
    Order.objects.filter(patron=patron).update(gift_to="", gift_words="", network="", note="")
    Pledge.objects.filter(patron=patron).update(card="", reason_words="")
    Payment.objects.filter(patron=patron).update(card="")
    AuditEntry.objects.forget(Patron, [patron.pk])
    Patron.objects.filter(pk=patron.pk).update(
        user=None,
        email="",
        name="",
        is_listed=False,
        shows_badge=False,
        wants_reminders=False,
        pseudonym=_("Patron %(number)s") % {"number": secrets.token_hex(4).upper()},
    )


def forget_messages(patron, orders):
    """Of what providers sent us about these orders the translated facts stay, and not the message as it came, in which
    there may be names and addresses."""
    numbers = [str(order.key) for order in orders] + [order.provider_id for order in orders]
    numbers += patron.pledges.values_list("provider_id", flat=True)
    numbers += patron.payments.values_list("provider_id", flat=True)
    numbers = sorted(set(numbers) - {""})
    said = PaymentEvent.objects.exclude(body="")
    for start in range(0, len(numbers), HANDFUL):
        some = Q()
        for number in numbers[start : start + HANDFUL]:
            some |= Q(body__contains=number)
        said.filter(some).update(body="")
    said.filter(entries__payment__patron=patron).update(body="")


belonging = Belonging(export, erase)
