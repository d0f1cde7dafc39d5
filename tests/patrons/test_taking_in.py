import pytest
import time_machine

from patrons.models import Difference, LedgerEntry, Patron, PaymentEvent, Pledge, Receipt
from tests import factories
from tests.patrons.facts import MONTH, START, checked_out, not_paid, paid, refunded, standing, tell

pytestmark = pytest.mark.django_db
State = Pledge.State


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


@pytest.fixture
def order():
    return factories.order()


def books():
    """What the ledger comes to, in minor units."""
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def test_a_paid_month_makes_a_patron(order):
    tell(checked_out(order))
    assert not Patron.objects.entitled().exists()
    tell(paid(order))
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.paid_until) == (State.ACTIVE, START + MONTH)
    assert Patron.objects.entitled().get() == order.patron
    assert books() == 400


def test_the_same_message_twice_takes_effect_once(order, mailoutbox):
    assert tell(paid(order), id="one")
    assert tell(paid(order), id="one") is None
    tell(paid(order), id="the same fact in another message")
    assert books() == 400
    assert Receipt.objects.count() == 1


def test_a_refund_that_comes_before_its_payment_waits_for_it(order):
    event = tell(refunded())
    assert event.state == PaymentEvent.State.WAITING
    tell(paid(order))
    event.refresh_from_db()
    assert event.state == PaymentEvent.State.APPLIED
    assert books() == 0
    assert not Patron.objects.entitled().exists()


def test_a_part_given_back_leaves_the_patron(order):
    tell(paid(order), refunded(minor=150))
    assert books() == 250
    assert Patron.objects.entitled().exists()


def test_a_refused_payment_is_late_until_it_is_paid(order):
    tell(paid(order))
    with time_machine.travel(START + MONTH * 1.2, tick=False):
        tell(not_paid(1))
        assert Pledge.objects.get().state == State.PAST_DUE
        assert Patron.objects.entitled().exists()  # within the grace
        tell(paid(order, 1))
        assert Pledge.objects.get().state == State.ACTIVE
        tell(not_paid(1))  # old news
        assert Pledge.objects.get().state == State.ACTIVE
    with time_machine.travel(START + MONTH * 2.1, tick=False):
        assert not Patron.objects.entitled().exists()


def test_the_latest_word_about_a_pledge_counts_and_its_end_is_final(order):
    tell(paid(order))
    tell(standing(at=START + MONTH / 4, minor=800))
    tell(standing(at=START + MONTH / 8, minor=600))
    assert Pledge.objects.get().minor == 800
    tell(standing(at=START + MONTH / 3, ended_at=START + MONTH / 3))
    tell(standing(at=START + MONTH / 2))
    assert Pledge.objects.get().state == State.ENDED
    assert not Patron.objects.entitled().exists()


def test_a_period_taken_twice_is_in_the_ledger_and_on_the_list_of_differences(order):
    tell(paid(order), paid(order, number="again"))
    assert books() == 800
    assert Difference.objects.get().kind == Difference.Kind.TWICE


def test_another_sum_than_asked_for_is_in_the_ledger_and_on_the_list_of_differences():
    tell(paid(factories.order(rhythm="once"), minor=1))
    assert books() == 1
    assert Difference.objects.get().kind == Difference.Kind.SUM


def test_a_message_of_an_unknown_kind_is_kept(order):
    assert tell().state == PaymentEvent.State.UNKNOWN
