"""Pledges for which we ask for each payment ourselves."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from patrons import renewals
from patrons.models import LedgerEntry, Payment, Pledge
from patrons.months import months_later, next_period
from patrons.providers.interface import Declined, Refunded
from patrons.renewals import renew_due
from patrons.settling import settle_due
from patrons.taking import take_in, take_in_answer
from tests import factories
from tests.patrons.store import money_of

pytestmark = pytest.mark.django_db
BEGIN = datetime(2027, 1, 31, 10, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
State = Pledge.State


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


@pytest.fixture
def pledge(by_us, written):
    """€4 a month since 31 January, paid until 28 February."""
    return begun(by_us)


def begun(by_us, **fields):
    order = factories.order(provider="by-us", provider_id="checkout", **fields)
    account = by_us.opens(order, BEGIN)
    take_in(by_us, account.check_out(BEGIN))
    paid = account.pay(BEGIN).facts[0]
    until = months_later(BEGIN, 12 if order.rhythm == "yearly" else 1)
    account.payments[paid.payment] = paid = type(paid)(**{**vars(paid), "covers_until": until})
    take_in_answer(by_us, "paid", [paid])
    return Pledge.objects.get(order=order)


def go_to(clock, moment):
    clock.move_to(moment)
    renew_due()


def test_the_last_day_of_a_month_stays_the_last_day(pledge, clock):
    for month, last in [(2, 28), (3, 31), (4, 30), (5, 31)]:
        go_to(clock, datetime(2027, month, last, 10, 1, tzinfo=UTC))
    days = pledge.payments.order_by("covers_from").values_list("covers_from", flat=True)
    assert [f"{day:%d.%m.}" for day in days] == ["31.01.", "28.02.", "31.03.", "30.04.", "31.05."]
    assert sum(LedgerEntry.objects.values_list("minor", flat=True)) == 5 * 400
    pledge.refresh_from_db()
    assert (pledge.state, pledge.paid_until) == (State.ACTIVE, datetime(2027, 6, 30, 10, tzinfo=UTC))


@pytest.mark.one_database
def test_months_are_counted_as_people_count_them():
    day = datetime(2028, 1, 31, tzinfo=UTC)
    assert [months_later(day, months).day for months in range(5)] == [31, 29, 31, 30, 31]
    assert months_later(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2029, 2, 28, tzinfo=UTC)
    assert months_later(datetime(2028, 12, 5, tzinfo=UTC), 2) == datetime(2029, 2, 5, tzinfo=UTC)
    assert next_period(day, months_later(day, 1), 1) == datetime(2028, 3, 31, tzinfo=UTC)


def test_nothing_is_asked_for_before_its_time_nor_twice_after_it(pledge, by_us, clock):
    go_to(clock, pledge.paid_until - MINUTE)
    assert by_us.asked == []
    go_to(clock, pledge.paid_until + MINUTE)
    renew_due()
    go_to(clock, pledge.paid_until + 3 * DAY)
    assert len(by_us.asked) == len(by_us.charges) == 1


def test_a_year_is_renewed_after_a_year(by_us, written, clock):
    pledge = begun(by_us, rhythm="yearly", minor=4000)
    go_to(clock, BEGIN + 364 * DAY)
    assert by_us.asked == []
    go_to(clock, BEGIN + 366 * DAY)
    assert pledge.payments.latest("covers_from").covers_until == datetime(2029, 1, 31, 10, tzinfo=UTC)


def test_one_period_cannot_be_written_down_twice(pledge):
    payment = pledge.payments.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            **{name: getattr(payment, name) for name in ("patron_id", "order_id", "pledge_id", "period", "minor")},
            currency="EUR",
            provider="by-us",
            state=Payment.State.DUE,
        )


def test_what_was_given_back_is_not_taken_again(pledge, by_us, clock):
    payment = pledge.payments.get()
    account = by_us.accounts[str(pledge.order.key)]
    number = account.subscription
    refund = Refunded(at=BEGIN, payment=payment.provider_id, refund=number, money=money_of(400))
    take_in_answer(by_us, "refund", [refund])
    go_to(clock, BEGIN + 10 * DAY)
    assert by_us.asked == []


def test_a_refused_card_is_tried_again_by_the_rules_and_then_the_pledge_ends(pledge, by_us, clock):
    by_us.mood = ["refuses"]
    due, tried = pledge.paid_until, []
    for day in range(16):
        go_to(clock, due + day * DAY + MINUTE)
        if len(by_us.asked) > len(tried):
            tried += [day] * (len(by_us.asked) - len(tried))
        pledge.refresh_from_db()
        assert pledge.state == (State.PAST_DUE if day < 14 else State.ENDED)
        assert pledge.patron.is_entitled() == (day < 14)
    assert tried == [0, 3, 5, 7]
    assert len(set(by_us.asked)) == 4  # after a refusal it is another try, with another key
    assert pledge.reason == Pledge.Reason.UNPAID


def test_a_mended_card_is_asked_at_once(pledge, by_us, clock):
    by_us.mood = ["refuses", "well"]
    go_to(clock, pledge.paid_until + MINUTE)
    renewals.try_now(pledge)
    renew_due()
    pledge.refresh_from_db()
    assert pledge.state == State.ACTIVE
    assert pledge.payments.latest("covers_from").tries == 1


def test_a_provider_that_will_not_is_a_refusal(pledge, by_us, clock, monkeypatch):
    def refuse(payment):
        raise Declined("The card is not known any more.")

    monkeypatch.setattr(by_us, "charge", refuse)
    go_to(clock, pledge.paid_until + MINUTE)
    payment = pledge.payments.latest("covers_from")
    assert (payment.state, payment.failure) == (Payment.State.FAILED, "The card is not known any more.")
    assert payment.next_try_at == pledge.paid_until + MINUTE + 3 * DAY


@pytest.mark.parametrize("said", ["paused", "ending", "ended"])
def test_nothing_is_asked_for_of_who_paused_or_left(pledge, by_us, clock, said):
    account, until = by_us.accounts[str(pledge.order.key)], pledge.paid_until
    if said == "paused":
        account.paused_until = until + 20 * DAY
    elif said == "ending":
        account.ends_at = until
    else:
        account.ended_at = BEGIN
    take_in(by_us, account.stands(BEGIN))
    go_to(clock, until + DAY)
    assert by_us.asked == []


def test_after_a_pause_a_period_begins_where_it_ended(pledge, by_us, clock):
    account = by_us.accounts[str(pledge.order.key)]
    account.paused_until = back = pledge.paid_until + 20 * DAY
    take_in(by_us, account.stands(BEGIN))
    clock.move_to(back + MINUTE)
    settle_due()
    renew_due()
    payment = pledge.payments.latest("covers_from")
    assert (payment.covers_from, payment.covers_until) == (back, months_later(back, 1))


def test_nobody_pays_for_months_in_which_we_were_away(pledge, by_us, clock):
    late = pledge.paid_until + 70 * DAY
    go_to(clock, late)
    renew_due()
    payment = pledge.payments.latest("covers_from")
    assert (payment.covers_from, len(by_us.charges)) == (late, 1)


def test_the_sum_of_the_moment_is_asked_for(pledge, by_us, clock):
    by_us.accounts[str(pledge.order.key)].money = money_of(800)
    take_in(by_us, by_us.accounts[str(pledge.order.key)].stands(BEGIN))
    go_to(clock, pledge.paid_until + MINUTE)
    assert pledge.payments.latest("covers_from").net == 800


def test_what_a_provider_renews_by_itself_is_left_to_it(store, written, clock):
    order = factories.order(provider="store")
    account = store.opens(order, BEGIN)
    take_in(store, account.pay(BEGIN))
    go_to(clock, account.due + DAY)
    assert store.asked == []
    assert order.payments.count() == 1


def test_a_silent_provider_ends_nothing(pledge, by_us, clock):
    by_us.mood = ["refuses", "silent"]
    due = pledge.paid_until
    go_to(clock, due + MINUTE)
    for day in (3, 15, 16):
        go_to(clock, due + day * DAY + 2 * MINUTE)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason) == (State.PAST_DUE, "")
    assert Pledge.objects.not_over().count() == 1
