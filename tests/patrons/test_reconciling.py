"""Comparing the books with those of a provider."""

import random
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from patrons.models import Difference, LedgerEntry, Order, Patron, Payment, Pledge, Reconciliation
from patrons.providers.interface import Disputed, Paid, Refunded
from patrons.reconciling import end_due, go_on, read_again, reconcile
from patrons.taking import take_in, take_in_answer
from tests import factories
from tests.patrons.store import money_of

pytestmark = pytest.mark.django_db
BEGIN = datetime(2027, 1, 15, 10, tzinfo=UTC)
DAY = timedelta(days=1)
Kind = Difference.Kind


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def _no_letters(written):
    pass


def begun(store, **fields):
    order = factories.order(provider="store", provider_id="checkout", **fields)
    return order, store.opens(order, BEGIN)


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def told():
    return list(Difference.objects.order_by("pk").values_list("kind", "ours", "theirs"))


def test_what_a_tenth_of_the_messages_said_is_found_and_listed(store, clock):
    chance, events = random.Random(3), []
    for number in range(12):
        _order, account = begun(store)
        events += [account.check_out(BEGIN), account.pay(BEGIN), account.stands(BEGIN)]
        if number % 3 == 0:
            refund = Refunded(at=BEGIN, payment=next(iter(account.payments)), refund=account.name, money=money_of(100))
            events.append(account.move(refund))
    lost = chance.sample(events, len(events) // 10)
    money_lost = [event for event in lost if event.kind in ("Paid", "Refunded")]
    assert money_lost
    chance.shuffle(events)
    for event in events:
        if event not in lost:
            take_in(store, event)
    assert books() != 12 * 400 - 4 * 100
    run = reconcile(store)
    assert (run.compared, run.unanswered) == (12, 0)
    assert books() == 12 * 400 - 4 * 100
    assert Patron.objects.entitled().count() == 12
    listed = Difference.objects.filter(kind=Kind.MISSED, reconciliation=run)
    for event in money_lost:
        [fact] = event.facts
        assert listed.filter(theirs__contains=fact.refund if isinstance(fact, Refunded) else fact.payment).exists()
    assert not reconcile(store).differences.exists()  # and it is whole now


def test_what_we_have_and_they_have_not_is_listed_and_left(store):
    _order, account = begun(store)
    account.pay(BEGIN)
    take_in_answer(store, "read", account.all_of_it(BEGIN))
    [number] = account.payments
    paid = account.payments.pop(number)
    account.begun_at = paid.covers_until  # so that the next payment is due when it was
    reconcile(store)
    assert told() == [(Kind.UNKNOWN_THERE, f"received {number}: 4.00 EUR", "")]
    assert books() == 400
    reconcile(store)
    assert Difference.objects.count() == 1  # it stands there already


def test_contradictions_are_listed_and_left(store):
    _order, account = begun(store)
    take_in(store, account.pay(BEGIN))
    [number] = account.payments
    account.ended_at = BEGIN
    take_in(store, account.stands(BEGIN))
    account.ended_at = None  # their books say now that it goes on
    for kind, name in ((Disputed, "dispute"), (Refunded, "refund")):
        account.move(kind(at=BEGIN, payment=number, money=money_of(400), **{name: f"{name}-1"}))
    paid = account.payments[number]
    account.payments[number] = Paid(**{**vars(paid), "money": money_of(500)})
    reconcile(store)
    found = told()
    assert (Kind.STATE, "ended: 2027-01-15 10:00", "goes on") in found
    assert (Kind.SUM, "4.00 EUR", "5.00 EUR") in found
    assert (Kind.SUM, "4.00 EUR", "net: -4.00 EUR") in found
    assert Pledge.objects.get().state == Pledge.State.ENDED
    assert Payment.objects.get().net == -400


def test_money_after_the_end_is_taken_in_and_listed(store, clock):
    order, account = begun(store)
    account.ended_at = BEGIN
    take_in(store, account.stands(BEGIN))
    clock.shift(DAY)
    take_in(store, account.pay(BEGIN + DAY))
    reconcile(store)
    assert books() == 400
    assert not order.patron.is_entitled()
    assert ("state", "ended: 2027-01-15 10:00", f"paid: {next(iter(account.payments))}") in told()


def test_a_comparison_that_broke_off_goes_on_from_there(store):
    orders = [begun(store)[0] for _number in range(4)]
    for account in store.accounts.values():
        account.pay(BEGIN)

    class Broken(Exception):
        pass

    def break_off(run):
        if run.compared == 2:
            raise Broken

    with pytest.raises(Broken):
        reconcile(store, progress=break_off)
    assert (books(), Reconciliation.objects.get().reached) == (800, orders[1].pk)
    asked = []
    run = reconcile(store, progress=lambda run: asked.append(run.reached))
    assert asked == [orders[2].pk, orders[3].pk]
    assert (books(), run.compared, Reconciliation.objects.count()) == (1600, 4, 1)


def test_an_order_without_an_answer_is_counted_and_asked_about_within_the_hour(store, clock):
    begun(store)[1].pay(BEGIN)
    store.mood = ["silent", "well"]
    go_on()
    assert (Reconciliation.objects.get().unanswered, books()) == (1, 0)
    go_on()
    assert books() == 0
    clock.shift(timedelta(hours=1))
    go_on()
    assert books() == 400


def test_it_is_done_by_itself_once_a_day(store, clock):
    begun(store)
    for hours in range(0, 49, 6):
        clock.move_to(BEGIN + timedelta(hours=hours))
        go_on()
    assert Reconciliation.objects.count() == 3


def test_old_orders_of_pledges_that_are_over_are_left_in_peace(store, clock):
    _order, account = begun(store, created_at=BEGIN - 200 * DAY)
    account.ended_at = BEGIN - 150 * DAY
    take_in(store, account.stands(BEGIN - 150 * DAY))
    assert reconcile(store).compared == 0


def test_two_messages_of_one_second_are_put_in_order_by_asking(store, clock):
    _order, account = begun(store)
    take_in(store, account.pay(BEGIN))
    first = account.stands(BEGIN)
    account.money = money_of(900)
    second = account.stands(BEGIN)
    take_in(store, second)
    take_in(store, first)
    assert Pledge.objects.get().read_again_at
    store.mood = ["silent", "well"]
    read_again()
    clock.shift(timedelta(minutes=10))
    read_again()
    pledge = Pledge.objects.get()
    assert (pledge.minor, pledge.read_again_at) == (900, None)


def test_what_was_to_end_ends_unless_the_provider_says_that_it_goes_on(store, clock):
    stories = [begun(store) for _number in range(3)]
    for _order, account in stories:
        account.pay(BEGIN)
        account.ends_at = account.due
        take_in_answer(store, "read", account.all_of_it(BEGIN))
    stories[0][1].ends_at = None  # and its message got lost
    clock.move_to(stories[0][1].due + timedelta(seconds=1))
    store.mood = ["well", "silent", "well"]
    end_due()
    states = [Pledge.objects.get(order=order).state for order, _account in stories]
    assert states == [Pledge.State.ACTIVE, Pledge.State.ENDING, Pledge.State.ENDED]
    assert Pledge.objects.get(order=stories[2][0]).ended_at == stories[2][1].ends_at


def test_the_command_says_what_it_found(store, monkeypatch):
    monkeypatch.setattr("patrons.management.commands.reconcile.TOLD_EVERY", 2)
    for _number in range(3):
        begun(store)[1].pay(BEGIN)
    said = StringIO()
    call_command("reconcile", stdout=said)
    assert "store: 2 of 3 orders" in said.getvalue()
    missed = Difference.objects.filter(kind=Kind.MISSED).count()
    last = f"store: 3 orders compared, 0 without an answer; {missed} things missed and taken in, 0 to look at."
    assert last in said.getvalue()
    with pytest.raises(CommandError, match="There is no provider 'nobody'"):
        call_command("reconcile", "nobody")


def test_orders_of_a_provider_that_is_gone_stop_nothing(store):
    Order.objects.filter(pk=factories.order(provider="gone").pk).update(provider_id="x")
    begun(store)[1].pay(BEGIN)
    go_on()
    assert books() == 400
