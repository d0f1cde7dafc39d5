"""Taking in what providers say: into the books, once, and with the same end whatever the order of the news.

Everything that anybody outside tells us about money comes through `take_in`: callbacks, answers to our calls, what a
comparison finds. Facts about payments add up in any order; of what the provider says about the state of a pledge the
latest counts, an end is final, and `settle` derives the state from all of it. News that came before what it is about
waits for it.
"""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from patrons import letters
from patrons.models import (
    Difference,
    Gift,
    LedgerEntry,
    Order,
    PatronRules,
    Payment,
    PaymentEvent,
    Pledge,
    PledgeMove,
)
from patrons.providers.interface import (
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

Kind = LedgerEntry.Kind
State = Pledge.State


class Unheard(Exception):
    """A fact about something that we have not heard of, yet."""

    def __init__(self, subject):
        super().__init__(subject)
        self.subject = subject


def take_in(provider, event, body="", by=None, note=""):
    """The row of the event, with all its effects; None if it was taken in before. One transaction."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = PaymentEvent.objects.create(
                    provider=provider.key,
                    event_id=event.id,
                    kind=event.kind,
                    occurred_at=event.occurred_at,
                    state=PaymentEvent.State.UNKNOWN,
                    facts=[fact.as_json() for fact in event.facts],
                    body=body,
                )
        except IntegrityError:
            return None
        if event.facts:
            enter(row, event.facts, by, note)
    return row


def take_in_answer(provider, kind, facts, by=None, note=""):
    """What a provider answered when we asked: an event of our own making, for the same door."""
    event = Event(f"{kind}:{uuid.uuid4()}", kind, timezone.now(), tuple(facts))
    return take_in(provider, event, by=by, note=note)


def enter(row, facts, by=None, note=""):
    """Into the books, or onto the pile of what waits; then whatever waited for it, each once."""
    known, tried = enter_one(row, facts, by, note), {row.pk}
    waiting = PaymentEvent.objects.filter(provider=row.provider, state=PaymentEvent.State.WAITING)
    while other := waiting.filter(waits_for__in=known).exclude(pk__in=tried).order_by("occurred_at", "pk").first():
        tried.add(other.pk)
        known |= enter_one(other, [Fact.from_json(said) for said in other.facts])


def enter_one(row, facts, by=None, note=""):
    """What its facts were about."""
    known = set()
    row.state, row.waits_for = PaymentEvent.State.APPLIED, ""
    try:
        for fact in facts:
            taking = Taking(row, fact, by, note)
            taking.take()
            known |= taking.subjects
    except Unheard as missing:
        row.state, row.waits_for = PaymentEvent.State.WAITING, missing.subject
    row.save(update_fields=["state", "waits_for"])
    return known


class Taking:
    """One fact on its way into the books. Its order's row is held until the transaction ends, so that all news of one
    order is taken in one after the other, in whichever process it arrives."""

    def __init__(self, row, fact, by, note):
        self.row, self.fact, self.by, self.note = row, fact, by, note
        self.provider = row.provider
        self.order = Order.objects.select_for_update(of=["self"]).get(pk=self.order_number())
        self.subjects = {
            f"order:{self.order.key}",
            f"subscription:{fact.subscription}",
            f"payment:{fact.payment}",
        } - {"subscription:", "payment:"}

    def order_number(self):
        """Which order a fact is about. What the provider knows it by was either given by us or heard of before."""
        fact = self.fact
        orders = Order.objects.values_list("pk", flat=True)
        payments = Payment.objects.filter(provider=self.provider).values_list("order", flat=True)
        found = (
            (fact.payment and payments.filter(provider_id=fact.payment).first())
            or (fact.order and orders.filter(key=fact.order, provider=self.provider).first())
            or (
                fact.subscription
                and orders.filter(pledge__provider=self.provider, pledge__provider_id=fact.subscription).first()
            )
        )
        if found:
            return found
        name = next(name for name in ("order", "subscription", "payment") if getattr(fact, name))
        raise Unheard(f"{name}:{getattr(fact, name)}")

    def take(self):
        TAKERS[type(self.fact)](self)
        if pledge := self.pledge:
            settle(pledge)

    @property
    def pledge(self):
        return Pledge.objects.filter(order=self.order).first()

    # --- The checkout

    def checked_out(self):
        if self.order.state != Order.State.DONE:
            self.order.state, self.order.done_at = Order.State.DONE, self.fact.at
            self.order.save(update_fields=["state", "done_at"])
        if self.order.comes_again:
            self.make_pledge(customer_id=self.fact.customer, card=self.fact.card)

    def checkout_lapsed(self):
        if self.order.state == Order.State.OPEN:
            self.order.state, self.order.note = Order.State.LAPSED, self.fact.why[:300]
            self.order.save(update_fields=["state", "note"])

    def card_refused(self):
        self.order.refusals = max(self.order.refusals, self.fact.count)
        self.order.save(update_fields=["refusals"])

    def make_pledge(self, **known):
        """The pledge of an order: there is one, whichever news of it comes first. Says what we learn about it."""
        order = self.order
        pledge, is_new = Pledge.objects.get_or_create(
            order=order,
            defaults={
                "patron_id": order.patron_id,
                "tier_id": order.tier_id,
                "minor": order.minor,
                "currency": order.currency,
                "rhythm": order.rhythm,
                "provider": order.provider,
                "started_at": self.fact.at,
            },
        )
        if is_new:
            note_move(pledge, "")
        known["provider_id"] = self.fact.subscription
        learnt = {name: value for name, value in known.items() if value and not getattr(pledge, name)}
        if self.fact.at < pledge.started_at:
            learnt["started_at"] = self.fact.at
        keep(pledge, **learnt)
        return pledge

    # --- Money

    def paid(self):
        fact = self.fact
        pledge = self.make_pledge(card=fact.card) if self.order.comes_again else None
        payment = self.payment(pledge)
        if payment.state != Payment.State.PAID:
            payment.state, payment.paid_at = Payment.State.PAID, fact.at
            payment.minor, payment.currency = fact.money.minor, fact.money.currency
            payment.covers_from, payment.covers_until = fact.covers_from, fact.covers_until
            payment.card, payment.next_try_at = fact.card, None
            payment.save()
        if not self.order.done_at:
            self.order.done_at = fact.at
        self.order.state = Order.State.DONE
        self.order.save(update_fields=["state", "done_at"])
        entry = self.enter(payment, Kind.RECEIVED, fact.money.minor, fact.payment)
        if not entry:
            return
        self.compare_sum(pledge, fact)
        if self.order.purpose == Order.Purpose.GIFT:
            self.make_gift()
        letters.paid(entry)

    def payment(self, pledge):
        """The row of a payment: the one of this number, of this key, of this period; else a new one."""
        fact = self.fact
        if found := Payment.objects.known_as(self.provider, fact.payment):
            return found
        period = fact.covers_from.date() if pledge and fact.covers_from else None
        mine = Payment.objects.filter(order=self.order)
        found = (fact.ours and mine.filter(key=fact.ours).first()) or (period and mine.filter(period=period).first())
        if found and found.state == Payment.State.PAID and found.provider_id != fact.payment:
            if isinstance(fact, Paid):
                self.differ(Difference.Kind.TWICE, found.provider_id, fact.payment)
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

    def not_paid(self):
        fact = self.fact
        payment = self.payment(self.make_pledge())
        if payment.state == Payment.State.PAID or (payment.failed_at and payment.failed_at >= fact.at):
            return
        payment.state, payment.failed_at = Payment.State.FAILED, fact.at
        payment.failure, payment.next_try_at = fact.why[:200], fact.next_try_at
        payment.tries = max(payment.tries, fact.tries)
        payment.save()

    def refunded(self):
        entry = self.give_back(Kind.REFUNDED, -self.fact.money.minor, self.fact.refund)
        if entry:
            letters.refunded(entry)

    def disputed(self):
        self.give_back(Kind.DISPUTED, -self.fact.money.minor, self.fact.dispute)

    def dispute_won(self):
        self.give_back(Kind.DISPUTE_WON, self.fact.money.minor, self.fact.dispute)

    def give_back(self, kind, minor, number):
        payment = Payment.objects.known_as(self.provider, self.fact.payment)
        if not payment or not payment.entries.filter(kind=Kind.RECEIVED).exists():
            raise Unheard(f"payment:{self.fact.payment}")
        entry = self.enter(payment, kind, minor, number)
        Gift.objects.filter(order=self.order).update(withdrawn_at=None if payment.net > 0 else self.fact.at)
        return entry

    def enter(self, payment, kind, minor, number):
        key = f"{self.provider}:{kind}:{number}"
        more = {"event": self.row, "by": self.by, "note": self.note}
        return LedgerEntry.objects.enter(payment, kind, minor, key, self.fact.at, **more)

    def make_gift(self):
        before = self.fact.at + timedelta(days=PatronRules.current().gift_claim_days)
        Gift.objects.get_or_create(
            order=self.order,
            defaults={"months": self.order.gift_months or 12, "made_at": self.fact.at, "claim_before": before},
        )

    def compare_sum(self, pledge, fact):
        """What came in is what came in; but if it is not what was asked for, somebody should look."""
        asked = self.order.money
        if not pledge and fact.money != asked:
            self.differ(
                Difference.Kind.SUM, f"{asked.plain} {asked.currency}", f"{fact.money.plain} {fact.money.currency}"
            )

    def differ(self, kind, ours, theirs):
        Difference.objects.get_or_create(order=self.order, kind=kind, ours=ours, theirs=theirs)

    # --- The pledge

    def standing(self):
        fact, pledge = self.fact, self.make_pledge(customer_id=self.fact.customer, card=self.fact.card)
        if fact.ended_at and (not pledge.ended_at or fact.ended_at < pledge.ended_at):
            keep(pledge, ended_at=fact.ended_at)
        if pledge.said_at and fact.at < pledge.said_at:
            return
        said = {
            "minor": fact.money.minor,
            "currency": fact.money.currency,
            "rhythm": fact.rhythm,
            "next_due_at": fact.next_due_at,
            "paused_until": fact.paused_until,
            "ends_at": fact.ends_at,
        }
        said |= {name: value for name, value in {"card": fact.card, "customer_id": fact.customer}.items() if value}
        if pledge.said_at == fact.at and any(getattr(pledge, name) != value for name, value in said.items()):
            said["read_again_at"] = timezone.now()  # two in one second: only the provider knows which was later
        keep(pledge, said_at=fact.at, **said)


TAKERS = {
    CheckedOut: Taking.checked_out,
    CheckoutLapsed: Taking.checkout_lapsed,
    CardRefused: Taking.card_refused,
    Paid: Taking.paid,
    NotPaid: Taking.not_paid,
    Refunded: Taking.refunded,
    Disputed: Taking.disputed,
    DisputeWon: Taking.dispute_won,
    Standing: Taking.standing,
}


def settle(pledge, at=None):
    """Derive the state of a pledge, and until when it is paid, from what is known of it. The same whenever it is asked
    of the same; call it with the order held."""
    at = at or timezone.now()
    payments = pledge.payments
    paid = payments.paid().aggregate(last=Max("paid_at"))["last"]
    refused = payments.filter(state=Payment.State.FAILED).aggregate(last=Max("failed_at"))["last"]
    pledge.paid_until = payments.filter(net__gt=0).aggregate(until=Max("covers_until"))["until"]
    before = pledge.state
    if pledge.ended_at and pledge.ended_at <= at:
        pledge.state = State.ENDED
    elif pledge.paused_until and pledge.paused_until > at:
        pledge.state = State.PAUSED
    elif refused and (not paid or refused > paid):
        pledge.state = State.PAST_DUE
    elif pledge.ends_at:
        pledge.state = State.ENDING
    else:
        pledge.state = State.ACTIVE if paid else State.STARTED
    pledge.save(update_fields=["state", "paid_until"])
    if pledge.state != before:
        note_move(pledge, before)
        letters.moved(pledge, before)


def note_move(pledge, before):
    PledgeMove.objects.create(
        pledge=pledge, before=before, after=pledge.state, minor=pledge.minor, rhythm=pledge.rhythm
    )


def keep(pledge, **values):
    """Set these values of a pledge, and store them."""
    for name, value in values.items():
        setattr(pledge, name, value)
    if values:
        pledge.save(update_fields=list(values))
