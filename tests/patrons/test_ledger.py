"""The ledger and what is decided by it, in the cases nobody hopes for."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from patrons.models import Difference, Gift, LedgerEntry, Patron, Payment, PaymentEvent, Pledge, Receipt
from patrons.models.ledger import NeverChanged
from patrons.money import Money
from patrons.providers.interface import AlsoKnownAs, Disputed, DisputeWon, NotPaid, Paid, Refunded, Standing
from patrons.settling import end_as_planned, settle_due
from patrons.taking import take_in_what_waited
from tests import factories
from tests.patrons.facts import MONTH, START, checked_out, not_paid, paid, refunded, standing, tell

pytestmark = pytest.mark.django_db
Kind, State = Difference.Kind, Pledge.State


@pytest.fixture(autouse=True)
def clock(written):
    with time_machine.travel(START + MONTH / 2, tick=False) as clock:
        yield clock


@pytest.fixture
def order():
    return factories.order()


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def differences():
    return list(Difference.objects.order_by("pk").values_list("kind", flat=True))


def disputed(number="pay-0", kind=Disputed):
    return kind(at=START, payment=number, dispute="dis-1", money=Money(400, "EUR"))


# --- Never changed


def test_no_entry_is_changed_or_removed(order):
    tell(paid(order))
    entry = LedgerEntry.objects.get()
    entry.minor = 1
    acts = [
        entry.save,
        entry.delete,
        lambda: LedgerEntry.objects.update(minor=1),
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.bulk_update([entry], ["minor"]),
        lambda: LedgerEntry.objects.filter(pk=entry.pk).update(note="x"),
    ]
    for act in acts:
        with pytest.raises(NeverChanged):
            act()
    assert books() == 400


def test_no_entry_has_the_wrong_sign(order):
    tell(paid(order))
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.enter(Payment.objects.get(), LedgerEntry.Kind.REFUNDED, 400, "wrong", START)


def test_a_number_of_a_receipt_that_was_not_used_is_given_again(order):
    with transaction.atomic():
        tell(paid(order))
        transaction.set_rollback(True)
    tell(paid(order), refunded())
    tell(paid(factories.order(rhythm="once"), number="other"))
    assert list(Receipt.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3]


def test_each_year_has_its_own_numbers(order, clock):
    tell(paid(order))
    clock.shift(timedelta(days=366))
    tell(paid(order, month=12))
    assert list(map(str, Receipt.objects.order_by("pk"))) == ["TN-2026-000001", "TN-2027-000001"]


def test_a_payment_takes_as_many_queries_after_many_as_after_one(order):
    asked = []
    for month in range(4):
        with CaptureQueriesContext(connection) as queries:
            tell(paid(order, month=month))
        asked.append(len(queries))
    assert asked[1] == asked[2] == asked[3] <= 30


# --- Who is a patron


def test_two_pledges_of_one_patron_are_two(order, clock):
    other = factories.order(patron=order.patron, minor=800)
    tell(paid(order))
    tell(Paid(**{**vars(paid(other, number="other", minor=800)), "subscription": "sub-2"}))
    tell(standing(at=START, ended_at=START))
    assert {pledge.order: pledge.state for pledge in Pledge.objects.all()} == {order: State.ENDED, other: State.ACTIVE}
    assert order.patron.is_entitled()
    assert books() == 1200


def test_news_of_how_a_pledge_stands_may_come_before_everything_else(order):
    stands = Standing(**{**vars(standing(minor=400)), "order": str(order.key)})
    tell(stands)
    assert (Pledge.objects.get().state, order.patron.is_entitled()) == (State.STARTED, False)
    tell(checked_out(order), paid(order))
    assert (Pledge.objects.get().state, order.patron.is_entitled()) == (State.ACTIVE, True)


def test_money_that_comes_after_the_end_makes_no_patron(order):
    tell(checked_out(order), standing(at=START, ended_at=START))
    tell(paid(order))
    assert (books(), Pledge.objects.get().state) == (400, State.ENDED)
    assert not Patron.objects.entitled().exists()


def test_a_renewal_may_take_until_tomorrow_to_be_heard_of(order, clock):
    tell(paid(order))
    clock.move_to(START + MONTH + timedelta(hours=20))
    assert order.patron.is_entitled()
    clock.move_to(START + MONTH + timedelta(hours=25))
    assert not order.patron.is_entitled()


def test_a_dispute_ends_it_and_one_that_is_won_brings_it_back(order):
    tell(disputed(kind=DisputeWon))  # overtakes everything
    tell(disputed())
    assert set(PaymentEvent.objects.values_list("state", flat=True)) == {"waiting"}
    tell(paid(order))
    assert (books(), order.patron.is_entitled()) == (400, True)
    other = factories.order()
    tell(Paid(**{**vars(paid(other, number="other")), "subscription": "sub-2"}))
    tell(Disputed(at=START, payment="other", dispute="dis-2", money=Money(400, "EUR")))
    assert not other.patron.is_entitled()


def test_money_that_goes_back_twice_leaves_less_than_nothing_and_no_patron(order):
    tell(paid(order), disputed(), refunded())
    payment = Payment.objects.get()
    assert (payment.net, payment.remaining.minor, books()) == (-400, 0, -400)
    assert not order.patron.is_entitled()


def test_pauses_and_ends_come_due_without_any_news(order, clock):
    tell(paid(order), standing(at=START, paused_until=START + MONTH * 0.6))
    assert Pledge.objects.get().state == State.PAUSED
    clock.move_to(START + MONTH * 0.7)
    settle_due()
    assert Pledge.objects.get().state == State.ACTIVE
    tell(standing(at=START + MONTH * 0.7, ends_at=START + MONTH))
    assert Pledge.objects.get().state == State.ENDING
    clock.move_to(START + MONTH)
    end_as_planned(order.pk)
    assert (Pledge.objects.get().state, Pledge.objects.get().ended_at) == (State.ENDED, START + MONTH)


def test_a_refusal_of_what_was_paid_under_another_number_says_nothing(order):
    tell(paid(order, number="second try"))
    tell(not_paid(0, number="first try", at=START + MONTH / 4))
    assert Pledge.objects.get().state == State.ACTIVE
    assert Payment.objects.count() == 1


def test_a_payment_with_two_numbers_is_one(order):
    tell(refunded(number="charge-1", minor=100))
    tell(AlsoKnownAs(at=START, order=str(order.key), payment="pay-0", other="charge-1"))
    tell(paid(order))
    tell(paid(order, number="charge-1"))
    assert (books(), Payment.objects.count(), Difference.objects.count()) == (300, 1, 0)


# --- What cannot be right is listed, and breaks nothing


def test_a_sum_of_nothing_is_listed(order):
    tell(paid(order, minor=0), paid(order, month=1, minor=-5))
    assert (books(), differences()) == (0, [Kind.SUM, Kind.SUM])


def test_a_refund_in_another_currency_is_listed(order):
    tell(paid(order))
    tell(Refunded(at=START, payment="pay-0", refund="ref-1", money=Money(400, "USD")))
    assert (books(), differences()) == (400, [Kind.SUM])


def test_another_sum_for_the_same_payment_is_listed_and_the_first_stands(order):
    tell(paid(order))
    tell(paid(order, minor=40_000))
    assert (books(), differences()) == (400, [Kind.SUM])


def test_what_is_given_once_and_taken_twice_is_listed():
    order = factories.order(rhythm="once")
    tell(paid(order), paid(order, number="again"))
    assert (books(), differences()) == (800, [Kind.TWICE])


def test_a_gift_paid_twice_stays_when_one_payment_goes_back():
    order = factories.order(rhythm="once", purpose="gift", gift_months=3)
    tell(paid(order), paid(order, number="again"), refunded(number="again"))
    assert Gift.objects.get().withdrawn_at is None
    tell(refunded(number="pay-0", refund="ref-2"))
    assert Gift.objects.get().withdrawn_at == START


@pytest.mark.parametrize("fact", [standing, not_paid])
def test_news_of_a_pledge_about_something_given_once_breaks_nothing(fact):
    order = factories.order(rhythm="once")
    row = tell(type(fact())(**{**vars(fact()), "order": str(order.key)}))
    assert row.state == PaymentEvent.State.APPLIED
    assert not Pledge.objects.exists()


def test_two_pledges_under_one_number_of_the_provider_are_listed(order):
    tell(checked_out(order))
    tell(checked_out(factories.order()))
    assert differences() == [Kind.STATE]
    assert Pledge.objects.count() == 2


@pytest.mark.parametrize("key", ["invoice 4711", "00000000-0000-0000-0000-000000000000", ""])
def test_payments_of_another_shop_on_the_same_account_wait_and_break_nothing(key):
    fact = Paid(at=START, order=key, payment="theirs", money=Money(100, "EUR"), ours="nothing of ours")
    assert tell(fact).state == PaymentEvent.State.WAITING
    take_in_what_waited()
    assert not Payment.objects.exists()


def test_characters_that_a_database_cannot_store_break_nothing(order):
    why = NotPaid(**{**vars(not_paid(0)), "order": str(order.key), "why": "no\0thing " * 100})
    assert tell(paid(order)).state == tell(why).state == PaymentEvent.State.APPLIED


# --- Messages that crossed each other


def test_a_message_that_nobody_woke_is_taken_in_by_the_clock(order):
    row = tell(refunded())
    PaymentEvent.objects.filter(pk=row.pk).update(waits_for="")  # as if its payment came in the same moment
    tell(paid(order))
    PaymentEvent.objects.filter(pk=row.pk).update(waits_for="payment:pay-0")
    assert books() == 400
    take_in_what_waited()
    row.refresh_from_db()
    assert (row.state, books()) == (PaymentEvent.State.APPLIED, 0)
