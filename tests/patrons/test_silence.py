"""A provider that hangs, or breaks off after it has taken the money. `TRIES=1000` tries a thousand."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import Count

from patrons import steering
from patrons.models import LedgerEntry, Payment, Pledge
from patrons.providers.interface import Silent
from patrons.renewals import PAUSE, renew_due
from patrons.taking import take_in
from tests import factories

pytestmark = pytest.mark.django_db
BEGIN = datetime(2027, 1, 15, 10, tzinfo=UTC)
TRIES = int(os.environ.get("TRIES") or 20)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


def begun(by_us):
    order = factories.order(provider="by-us")
    take_in(by_us, by_us.opens(order, BEGIN).pay(BEGIN))
    return Pledge.objects.get(order=order)


def test_whatever_breaks_between_no_payment_is_taken_twice(by_us, written, clock, monkeypatch):
    monkeypatch.setattr("patrons.renewals.LASTS", 600)
    monkeypatch.setattr("patrons.renewals.AT_ONCE", TRIES)
    chance = random.Random(1)
    for _number in range(TRIES):
        begun(by_us)
    by_us.mood = [*chance.choices(["well", "lost", "silent"], [2, 4, 4], k=TRIES * 4), "well"]
    now = BEGIN + timedelta(days=31, minutes=1)
    while Pledge.objects.filter(paid_until__lte=now).exists():
        clock.move_to(now)
        renew_due()
        now += PAUSE
    assert len(by_us.charges) == TRIES  # what the provider took
    assert len(set(by_us.asked)) == TRIES < len(by_us.asked)  # with one key each, however often it was asked
    renewed = Payment.objects.filter(covers_from__gt=BEGIN)
    assert renewed.values("pledge").annotate(number=Count("pk")).filter(number=1).count() == TRIES
    assert sum(LedgerEntry.objects.values_list("minor", flat=True)) == 2 * TRIES * 400
    assert written.count("paid") == 2 * TRIES
    print(f"{len(by_us.asked)} askings, {len(by_us.charges)} payments")  # noqa: T201


def test_a_refund_that_was_given_but_not_answered_is_given_once(by_us, written):
    pledge = begun(by_us)
    payment = pledge.payments.get()
    by_us.mood = ["lost", "well"]
    with pytest.raises(Silent):
        steering.refund(payment, 400, None, "")
    assert LedgerEntry.objects.count() == 1  # nothing that the provider has not said
    steering.refund(payment, 400, None, "")
    assert len(by_us.refunds) == 1
    payment.refresh_from_db()
    assert payment.net == 0


def test_a_change_without_an_answer_changes_nothing_here(by_us, written):
    pledge = begun(by_us)
    by_us.mood = ["silent"]
    with pytest.raises(Silent):
        steering.stop(pledge, at_once=True, reason="money")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason) == (Pledge.State.ACTIVE, "")
