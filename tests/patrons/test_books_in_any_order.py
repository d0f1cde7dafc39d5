"""Whatever a provider tells us, in whatever order, twice or not at all: after one look at its books ours are right.

`THOROUGH=1` has five thousand stories instead of some.
"""

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from patrons import letters
from patrons.models import LedgerEntry, PaymentEvent, Pledge, Receipt
from patrons.providers import interface
from patrons.reconciling import end_due, reconcile
from patrons.settling import end_as_planned, settle_due
from patrons.taking import take_in
from tests import factories
from tests.patrons.store import Store, money_of

STORIES = int(os.environ.get("STORIES") or (5000 if os.environ.get("THOROUGH") else 60))
BEGIN = datetime(2026, 1, 31, 12, tzinfo=UTC)
GRACE, DAY = timedelta(days=14), timedelta(days=1)
State = Pledge.State
some = st.integers(0, 10**6)


class Telling(RuleBasedStateMachine):
    """A store and the post between it and us. What happens in the store is true at once; we hear of it when the post
    delivers a message, which it may do twice, late or never."""

    def __init__(self):
        super().__init__()
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.undone.callback(transaction.set_rollback, True)
        self.clock = self.undone.enter_context(time_machine.travel(BEGIN, tick=False))
        self.now, self.on_its_way, self.delivered = BEGIN, [], 0
        self.written = []
        letters.paid = lambda entry: self.written.append("paid")
        letters.refunded = lambda entry: self.written.append("refunded")
        letters.moved = lambda pledge, before: None
        self.store = Store()

    @initialize(closely=st.integers(0, 9))
    def begin(self, closely):
        self.looks_closely = closely == 0
        self.order = factories.order(provider="store", provider_id="checkout", created_at=BEGIN)
        self.account = self.store.opens(self.order, self.now)

    def teardown(self):
        try:
            if hasattr(self, "order"):
                self.end_well()
        finally:
            self.undone.close()

    # --- In the store

    def happen(self, *events):
        self.on_its_way += events

    @rule(seconds=st.sampled_from([0, 1, 1, 60, 3600]), days=st.sampled_from([0, 0, 1, 3, 9, 20, 31]))
    def time_passes(self, seconds, days):
        self.now += timedelta(days=days, seconds=seconds)
        self.clock.move_to(self.now)

    @rule()
    def created(self):
        self.happen(self.account.check_out(self.now), self.account.stands(self.now))

    @precondition(lambda self: not self.is_over())
    @rule(again=st.booleans())
    def paid_or_renewed(self, again):
        self.happen(self.account.pay(self.now, again), self.account.stands(self.now))

    @precondition(lambda self: not self.is_over())
    @rule()
    def failed(self):
        self.happen(self.account.fail(self.now))

    @precondition(lambda self: self.account.payments)
    @rule(which=some, part=st.sampled_from([1, 150, 399, 400]))
    def refunded(self, which, part):
        number = self.a_payment(which)
        part = min(part, self.account.net(number))
        if part > 0:
            fact = interface.Refunded(at=self.now, payment=number, refund=self.next_number(), money=money_of(part))
            self.happen(self.account.move(fact))

    @precondition(lambda self: self.account.payments)
    @rule(which=some)
    def disputed(self, which):
        number = self.a_payment(which)
        money = self.account.payments[number].money
        fact = interface.Disputed(at=self.now, payment=number, dispute=self.next_number(), money=money)
        self.happen(self.account.move(fact))

    @precondition(lambda self: self.open_disputes())
    @rule(which=some)
    def dispute_won(self, which):
        lost = self.open_disputes()[which % len(self.open_disputes())]
        fact = interface.DisputeWon(at=self.now, payment=lost.payment, dispute=lost.dispute, money=lost.money)
        self.happen(self.account.move(fact))

    @precondition(lambda self: not self.is_over())
    @rule(minor=st.sampled_from([300, 400, 800]))
    def changed(self, minor):
        self.account.money = money_of(minor)
        self.happen(self.account.stands(self.now))

    @precondition(lambda self: not self.is_over())
    @rule(days=st.sampled_from([None, 10, 30, 90]))
    def paused_or_resumed(self, days):
        self.account.paused_until = days and self.now + timedelta(days=days)
        self.account.ends_at = None
        self.happen(self.account.stands(self.now))

    @precondition(lambda self: not self.is_over())
    @rule(at_once=st.booleans())
    def cancelled(self, at_once):
        if at_once:
            self.account.ended_at = self.now
        else:
            self.account.ends_at = max(self.account.due, self.now)
        self.happen(self.account.stands(self.now))

    def is_over(self):
        return bool(self.account.ended_at or (self.account.ends_at and self.account.ends_at <= self.now))

    def a_payment(self, which):
        return list(self.account.payments)[which % len(self.account.payments)]

    def open_disputes(self):
        won = {fact.dispute for fact in self.account.moved if isinstance(fact, interface.DisputeWon)}
        lost = [fact for fact in self.account.moved if isinstance(fact, interface.Disputed)]
        return [fact for fact in lost if fact.dispute not in won]

    def next_number(self):
        return f"{self.account.name}-{len(self.account.moved)}"

    # --- The post

    @precondition(lambda self: self.on_its_way)
    @rule(which=some)
    def delivered_once(self, which):
        self.deliver(self.on_its_way.pop(which % len(self.on_its_way)))

    @precondition(lambda self: self.on_its_way)
    @rule(which=some, another=st.booleans())
    def delivered_and_comes_again(self, which, another):
        event = self.on_its_way[which % len(self.on_its_way)]
        self.deliver(replace(event, id=f"{event.id} again {self.delivered}") if another else event)

    @precondition(lambda self: self.on_its_way)
    @rule(which=some)
    def dropped(self, which):
        self.on_its_way.pop(which % len(self.on_its_way))

    @rule()
    def our_clock_ticks(self):
        self.tick()

    def tick(self):
        settle_due()
        end_due()

    def deliver(self, event):
        self.delivered += 1
        take_in(self.store, event)

    # --- What must be true then

    def end_well(self):
        type(self.order).objects.update(created_at=self.now)  # as recent as a daily comparison has it
        reconcile(self.store)
        self.tick()
        self.check_sums()
        told = picture(self.order)
        assert told["pledge"] == self.expected_pledge()
        assert told["entitled"] == [self.is_patron(moment) for moment in moments(self.now)]
        assert not PaymentEvent.objects.filter(state=PaymentEvent.State.WAITING).exists()
        if self.looks_closely:
            self.check_that_nothing_is_left()
            assert told == self.as_if_in_order()

    def check_that_nothing_is_left(self):
        before = PaymentEvent.objects.count(), LedgerEntry.objects.count()
        assert not reconcile(self.store).differences.exists()
        assert (PaymentEvent.objects.count(), LedgerEntry.objects.count()) == before

    def check_sums(self):
        for number, paid in self.account.payments.items():
            payment = self.order.payments.get(provider_id=number)
            assert payment.net == self.account.net(number) == sum(payment.entries.values_list("minor", flat=True))
            assert (payment.covers_from, payment.covers_until) == (paid.covers_from, paid.covers_until)
        assert self.order.payments.paid().count() == len(self.account.payments)
        refunds = [fact for fact in self.account.moved if isinstance(fact, interface.Refunded)]
        assert LedgerEntry.objects.count() == len(self.account.payments) + len(self.account.moved)
        assert (self.written.count("paid"), self.written.count("refunded")) == (
            len(self.account.payments),
            len(refunds),
        )
        receipts = list(Receipt.objects.order_by("number").values_list("number", flat=True))
        assert receipts == list(range(1, len(self.account.payments) + len(refunds) + 1))

    def expected_pledge(self):
        account = self.account
        until = [paid.covers_until for paid in account.payments.values() if account.net(paid.payment) > 0]
        return self.expected_state(), max(until, default=None), account.money, account.rhythm, self.end()

    def end(self):
        return self.account.ended_at or (self.account.ends_at if self.is_over() else None)

    def expected_state(self):
        account = self.account
        paid = max((paid.at for paid in account.payments.values()), default=None)
        refused = max((failure.at for failure in account.failures.values()), default=None)
        if self.is_over():
            return State.ENDED
        if account.paused_until and account.paused_until > self.now:
            return State.PAUSED
        if refused and (not paid or refused > paid):
            return State.PAST_DUE
        if account.ends_at:
            return State.ENDING
        return State.ACTIVE if paid else State.STARTED

    def is_patron(self, moment):
        state, until, _money, _rhythm, ended_at = self.expected_pledge()
        late_by = {State.PAST_DUE: GRACE, State.ACTIVE: DAY}.get(state, timedelta())
        return bool(until and moment < until + late_by and not (ended_at and ended_at <= moment))

    def as_if_in_order(self):
        """The same story told without a fault, to the books of somebody else."""
        twin = factories.order(provider="store", provider_id="twin", created_at=BEGIN)
        for event in self.account.events:
            take_in(self.store, self.of_twin(event, twin))
        self.account.key = str(twin.key)
        self.store.accounts = {}
        last = self.account.all_of_it(self.now)
        self.deliver(self.of_twin(interface.Event("last", "read", self.now, last), twin))
        settle_due()
        end_as_planned(twin.pk)
        return picture(twin)

    @staticmethod
    def of_twin(event, twin):
        facts = []
        for fact in event.facts:
            numbers = ("subscription", "payment", "refund", "dispute")
            own = {name: f"{getattr(fact, name)} twin" for name in numbers if getattr(fact, name, "")}
            facts.append(replace(fact, **own, **({"order": str(twin.key)} if fact.order else {})))
        return replace(event, id=f"{event.id} twin", facts=tuple(facts))


def moments(now):
    return [now + timedelta(days=days) for days in (0, 2, 13, 33)]


def picture(order):
    """Who is a patron, what came in month by month, and how the pledge stands."""
    pledge = Pledge.objects.get(order=order)
    months = {}
    for payment in order.payments.paid():
        months[payment.covers_from] = months.get(payment.covers_from, 0) + payment.net
    return {
        "pledge": (pledge.state, pledge.paid_until, pledge.money, pledge.rhythm, pledge.ended_at),
        "more": (pledge.started_at, pledge.card, pledge.ends_at, pledge.paused_until, pledge.next_due_at),
        "months": months,
        "entitled": [order.patron.is_entitled(at) for at in moments(timezone.now())],
        "order": type(order).objects.values_list("state", flat=True).get(pk=order.pk),
    }


@pytest.mark.django_db
def test_any_order_of_the_news_makes_the_same_books(store, monkeypatch):
    for letter in ("paid", "refunded", "moved"):
        monkeypatch.setattr(letters, letter, getattr(letters, letter))  # put back at the end: each story has its own
    run_state_machine_as_test(
        Telling,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a story of at most 20 steps is short enough to read
            derandomize=not os.environ.get("THOROUGH"),
            suppress_health_check=list(HealthCheck),
        ),
    )
