"""Taking in what providers say: into the books, once, and with the same end whatever the order of the news.

Everything that anybody outside tells us about money comes through `take_in`: callbacks, answers to our calls, what a
comparison finds. Facts about payments add up in any order; of what the provider says about the state of a pledge the
latest counts, an end is final, and `settle` derives the state from all of it. News that came before what it is about
waits for it.
"""

import uuid
from datetime import UTC, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from patrons import letters
from patrons.finding import FINDERS, WAITED_FOR, is_key, is_known, order_by_subscription
from patrons.models import Difference, Gift, LedgerEntry, Order, PatronRules, Payment, PaymentEvent, Pledge, Rhythm
from patrons.months import months_later
from patrons.providers.interface import (
    AlsoKnownAs,
    CardRefused,
    CheckedOut,
    CheckoutLapsed,
    Disputed,
    DisputeWon,
    Event,
    Fact,
    NotPaid,
    Paid,
    Refunded,
    Standing,
)
from patrons.settling import keep, note_move, settle

Kind = LedgerEntry.Kind
CLOCKS_DIFFER = timedelta(minutes=2)  # by so much a provider's clock and ours may go wrong
WAITS = timedelta(days=7)  # longer than any provider goes on sending; then a comparison finds what is missing
GOES_ON = (Pledge.State.ACTIVE, Pledge.State.ENDING)


class Unheard(Exception):
    """A fact about something that we have not heard of, yet."""

    def __init__(self, subject):
        super().__init__(subject)
        self.subject = subject


def take_in(provider, event, body="", by=None, note=""):
    """The row of the event, with all its effects; None if it was taken in before. One transaction.

    It holds the order and the book of receipts until that transaction ends: take in one message in each.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = PaymentEvent.objects.create(
                    provider=provider.key,
                    event_id=event.id,
                    kind=event.kind[:80],
                    occurred_at=event.occurred_at,
                    state=PaymentEvent.State.UNKNOWN,
                    facts=[fact.as_json() for fact in event.facts],
                    body=body.replace("\0", ""),  # which PostgreSQL cannot store
                )
        except IntegrityError:
            return None
        if row.facts:
            enter(row, by, note)
    return row


def take_in_answer(provider, kind, facts, by=None, note=""):
    """What a provider answered when we asked: an event of our own making, for the same door."""
    event = Event(f"{kind}:{uuid.uuid4()}", kind, timezone.now(), tuple(facts))
    return take_in(provider, event, by=by, note=note)


def take_in_what_waited():
    """A job: news that crossed what it waits for in the same moment, so that neither saw the other."""
    recent = PaymentEvent.objects.filter(state=PaymentEvent.State.WAITING, received_at__gte=timezone.now() - WAITS)
    for row in recent.order_by("occurred_at", "pk"):
        if is_known(row.provider, row.waits_for):
            with transaction.atomic():
                enter(row)


def enter(row, by=None, note=""):
    """Into the books, or onto the pile of what waits; then whatever waited for it, each once."""
    known, tried = enter_one(row, by, note), {row.pk}
    waiting = PaymentEvent.objects.filter(provider=row.provider, state=PaymentEvent.State.WAITING)
    while other := waiting.filter(waits_for__in=known).exclude(pk__in=tried).order_by("occurred_at", "pk").first():
        tried.add(other.pk)
        known |= enter_one(other)


def enter_one(row, by=None, note=""):
    """What its facts were about."""
    known, held = set(), {}
    row.state, row.waits_for = PaymentEvent.State.APPLIED, ""
    try:
        for said in row.facts:
            taking = Taking(row, Fact.from_json(said), held, by, note)
            taking.take()
            known |= taking.subjects
    except Unheard as missing:
        row.state, row.waits_for = PaymentEvent.State.WAITING, missing.subject[:255]
    for order in held.values():
        if pledge := getattr(order, "pledge", None):
            settle(pledge)
    row.save(update_fields=["state", "waits_for"])
    return known


class Taking:
    """One fact on its way into the books. Its order's row is held until the transaction ends, so that all news of one
    order is taken in one after the other, in whichever process it arrives."""

    def __init__(self, row, fact, held, by, note):
        self.row, self.fact, self.by, self.note = row, fact, by, note
        self.provider = row.provider
        number = self.order_number()
        if number not in held:
            held[number] = Order.objects.select_for_update(of=["self"]).get(pk=number)
        self.order = held[number]
        self.subjects = {f"{what}:{getattr(fact, what)}" for what in FINDERS if getattr(fact, what)}
        self.subjects.add(f"order:{self.order.key}")

    def order_number(self):
        """Which order a fact is about. What the provider knows it by was either given by us or heard of before."""
        named = {what: getattr(self.fact, what) for what in FINDERS if getattr(self.fact, what)}
        for what, number in named.items():
            if found := FINDERS[what](self.provider, number):
                return found
        raise Unheard(next((f"{what}:{named[what]}" for what in WAITED_FOR if what in named), ""))

    def take(self):
        TAKERS[type(self.fact)](self)

    # --- The checkout

    def checked_out(self):
        self.note_done()
        if self.order.comes_again:
            self.make_pledge(customer_id=self.fact.customer, card=self.fact.card)

    def note_done(self):
        order, at = self.order, self.fact.at
        order.state, order.done_at = Order.State.DONE, min(order.done_at or at, at)
        order.save(update_fields=["state", "done_at"])

    def checkout_lapsed(self):
        if self.order.state == Order.State.OPEN:
            self.order.state, self.order.note = Order.State.LAPSED, self.fact.why[:300]
            self.order.save(update_fields=["state", "note"])

    def card_refused(self):
        self.order.refusals = max(self.order.refusals, self.fact.count)
        self.order.save(update_fields=["refusals"])

    def make_pledge(self, customer_id="", card=""):
        """The pledge of an order: there is one, whichever news of it comes first. Says what we learn about it."""
        order, fact = self.order, self.fact
        pledge = getattr(order, "pledge", None)
        if not pledge:
            pledge = Pledge.objects.create(
                order=order,
                patron_id=order.patron_id,
                tier_id=order.tier_id,
                minor=order.minor,
                currency=order.currency,
                rhythm=order.rhythm,
                provider=order.provider,
                started_at=fact.at,
            )
            note_move(pledge, "")
        learnt = {"started_at": min(pledge.started_at, fact.at)}
        if customer_id and not pledge.customer_id:
            learnt["customer_id"] = customer_id
        if card and (not pledge.card_said_at or (fact.at, card[:40]) > (pledge.card_said_at, pledge.card)):
            learnt |= {"card": card[:40], "card_said_at": fact.at}
        if fact.subscription and fact.subscription != pledge.provider_id:
            if pledge.provider_id or order_by_subscription(self.provider, fact.subscription):
                self.differ(Difference.Kind.STATE, pledge.provider_id, fact.subscription)
            else:
                learnt["provider_id"] = fact.subscription
        keep(pledge, **learnt)
        return pledge

    # --- Money

    def paid(self):
        fact = self.fact
        if fact.money.minor <= 0:
            return self.differ(Difference.Kind.SUM, self.order.money.coded, fact.money.coded)
        pledge = self.make_pledge(card=fact.card) if self.order.comes_again else None
        payment = self.payment(pledge)
        if payment.state != Payment.State.PAID:
            payment.state, payment.paid_at = Payment.State.PAID, fact.at
            payment.minor, payment.currency = fact.money.minor, fact.money.currency
            payment.covers_from, payment.covers_until = self.covered(payment, pledge)
            payment.card, payment.next_try_at = fact.card[:40] or payment.card, None
            payment.save()
        self.note_done()
        entry = self.enter(payment, Kind.RECEIVED, fact.money.minor, payment.provider_id)
        if not entry:
            return self.compare(payment.entries.get(kind=Kind.RECEIVED).money)
        if not pledge:
            self.compare(self.order.money)
        if self.order.purpose == Order.Purpose.GIFT:
            self.make_gift()
        return letters.paid(entry)

    def payment(self, pledge):
        """The row of a payment: the one of this number, of this key, of this period; else a new one. None for the
        refusal of what was paid under another number."""
        fact = self.fact
        if found := Payment.objects.known_as(self.provider, fact.payment):
            return found
        period, found = self.period(pledge), None
        mine = Payment.objects.filter(order=self.order)
        if is_key(fact.ours):
            found = mine.filter(key=fact.ours).first()
        if not found and (period or not pledge):
            found = mine.filter(period=period).order_by("pk").first()
        if found and found.state == Payment.State.PAID:
            if not isinstance(fact, Paid):
                return None
            self.differ(Difference.Kind.TWICE, *sorted([found.provider_id, fact.payment]))
            found, period = None, None
        payment = found or Payment(
            patron_id=self.order.patron_id,
            order=self.order,
            pledge=pledge,
            period=period,
            covers_from=fact.covers_from,
            covers_until=fact.covers_until,
            minor=fact.money.minor,
            currency=fact.money.currency,
            provider=self.provider,
            created_at=fact.at,
            state=Payment.State.ASKED,
        )
        payment.provider_id = fact.payment
        payment.save()
        return payment

    def period(self, pledge):
        """The day a payment counts from, by which a pledge has one of each period."""
        fact, begins = self.fact, self.fact.covers_from
        if not begins and isinstance(fact, Paid) and not fact.ours:
            begins = fact.at
        return begins.astimezone(UTC).date() if pledge and begins else None

    def covered(self, payment, pledge):
        """From when and until when: as the provider says, or as we asked for it, or from the payment on."""
        if not pledge:
            return None, None
        begins = self.fact.covers_from or payment.covers_from or self.fact.at
        months = 12 if self.order.rhythm == Rhythm.YEARLY else 1
        return begins, self.fact.covers_until or payment.covers_until or months_later(begins, months)

    def not_paid(self):
        """Of several refusals the latest says how it stands; none undoes a payment."""
        fact = self.fact
        payment = self.payment(self.make_pledge() if self.order.comes_again else None)
        if not payment or (payment.failed_at and (payment.failed_at, payment.tries) >= (fact.at, fact.tries)):
            return
        payment.failed_at, payment.tries = fact.at, max(payment.tries, fact.tries)
        payment.failure = fact.why[:200]
        if payment.state != Payment.State.PAID:
            payment.state, payment.next_try_at = Payment.State.FAILED, fact.next_try_at
            if fact.ours and not fact.next_try_at:
                payment.next_try_at = PatronRules.current().next_try(fact.at, payment.tries)
        payment.save()

    def refunded(self):
        if entry := self.give_back(Kind.REFUNDED, -self.fact.money.minor, self.fact.refund):
            letters.refunded(entry)

    def disputed(self):
        self.give_back(Kind.DISPUTED, -self.fact.money.minor, self.fact.dispute)

    def dispute_won(self):
        self.give_back(Kind.DISPUTE_WON, self.fact.money.minor, self.fact.dispute)

    def give_back(self, kind, minor, number):
        payment = Payment.objects.known_as(self.provider, self.fact.payment)
        if not payment or not payment.entries.filter(kind=Kind.RECEIVED).exists():
            raise Unheard(f"payment:{self.fact.payment}")
        if self.fact.money.minor <= 0 or self.fact.money.currency != payment.currency:
            return self.differ(Difference.Kind.SUM, payment.money.coded, self.fact.money.coded)
        entry = self.enter(payment, kind, minor, number)
        if self.order.purpose == Order.Purpose.GIFT:
            self.settle_gift()
        return entry

    def enter(self, payment, kind, minor, number):
        key = f"{self.provider}:{kind}:{number}"
        more = {"event": self.row, "by": self.by, "note": self.note[:300]}
        return LedgerEntry.objects.enter(payment, kind, minor, key, self.fact.at, **more)

    def make_gift(self):
        before = self.fact.at + timedelta(days=PatronRules.current().gift_claim_days)
        Gift.objects.get_or_create(
            order=self.order,
            defaults={"months": self.order.gift_months or 12, "made_at": self.fact.at, "claim_before": before},
        )

    def settle_gift(self):
        """Given back with the last of what was paid for it; and given again, should the bank return it."""
        is_paid = self.order.payments.filter(net__gt=0).exists()
        last = LedgerEntry.objects.filter(payment__order=self.order).aggregate(at=Max("at"))["at"]
        Gift.objects.filter(order=self.order).update(withdrawn_at=None if is_paid else last)

    def compare(self, expected):
        """What came in is what came in; but if it is not what was expected, somebody should look."""
        if self.fact.money != expected:
            self.differ(Difference.Kind.SUM, expected.coded, self.fact.money.coded)

    def differ(self, kind, ours, theirs):
        said = {"order": self.order, "kind": kind, "ours": ours[:300], "theirs": theirs[:300]}
        if not Difference.objects.filter(**said).exists():
            Difference.objects.create(**said)

    def also_known_as(self):
        payment = Payment.objects.known_as(self.provider, self.fact.payment)
        if not payment:
            raise Unheard(f"payment:{self.fact.payment}")
        self.subjects.add(f"payment:{self.fact.other}")
        if not payment.other_id:
            payment.other_id = self.fact.other
            payment.save(update_fields=["other_id"])

    # --- The pledge

    def standing(self):
        fact = self.fact
        if not self.order.comes_again or fact.rhythm not in (Rhythm.MONTHLY, Rhythm.YEARLY):
            return self.differ(Difference.Kind.STATE, self.order.rhythm, fact.rhythm)
        pledge = self.make_pledge(customer_id=fact.customer, card=fact.card)
        if fact.ended_at:
            keep(pledge, ended_at=min(pledge.ended_at or fact.ended_at, fact.ended_at))
        said = {
            "minor": fact.money.minor,
            "currency": fact.money.currency,
            "rhythm": fact.rhythm,
            "next_due_at": fact.next_due_at,
            "paused_until": fact.paused_until,
            "ends_at": fact.ends_at,
        }
        is_new = any(getattr(pledge, name) != value for name, value in said.items())
        if is_new and pledge.said_at and abs(pledge.said_at - fact.at) <= CLOCKS_DIFFER:
            keep(pledge, read_again_at=timezone.now())  # only the provider knows which of the two was later
        if not pledge.said_at or fact.at >= pledge.said_at:
            was = pledge.minor, pledge.rhythm
            keep(pledge, said_at=fact.at, **said)
            if was != (pledge.minor, pledge.rhythm) and pledge.state in GOES_ON:
                note_move(pledge, pledge.state)  # to the same state with another sum: what the desk's line follows
        return None


TAKERS = {
    CheckedOut: Taking.checked_out,
    CheckoutLapsed: Taking.checkout_lapsed,
    CardRefused: Taking.card_refused,
    Paid: Taking.paid,
    NotPaid: Taking.not_paid,
    AlsoKnownAs: Taking.also_known_as,
    Refunded: Taking.refunded,
    Disputed: Taking.disputed,
    DisputeWon: Taking.dispute_won,
    Standing: Taking.standing,
}
