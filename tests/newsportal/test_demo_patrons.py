"""Those who give to the demonstration: their books add up, agree with those of its bank, and send nobody a letter."""

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.db.models import F, Sum
from django.utils import timezone

from newsportal.demo import patrons, people
from patrons import providers, reconciling, reminders, renewals, settling
from patrons.models import (
    Difference,
    DunningStep,
    Gift,
    Goal,
    LedgerEntry,
    Order,
    Patron,
    Payment,
    Pledge,
    PledgeMove,
    Question,
    Receipt,
    ReceiptBook,
    Reconciliation,
    Tier,
)
from tests import factories

NOW = datetime(2026, 3, 17, 17, 0, tzinfo=timezone.get_default_timezone())
State = Pledge.State


@pytest.fixture(scope="module")
def loaded(kept):
    with time_machine.travel(NOW, tick=False):
        for login in people.LOGINS:
            factories.user(email=login.email, display_name=login.display_name)
        for name in ("olha", "nina", "tomas", "zoya"):
            factories.user(email=f"{name}@readers.example.org")
        DunningStep.objects.get_or_create(day=0)
        patrons.give(SimpleNamespace(now=NOW, texts={"en": None, "uk": None}, articles={}))


@pytest.fixture(autouse=True)
def demo(loaded, db):
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_has_patrons_of_every_kind():
    assert 280 <= Patron.objects.count() <= 340
    assert 190 <= Patron.objects.entitled().count() < Goal.objects.get().target
    assert set(Pledge.objects.values_list("state", flat=True)) == set(State) - {State.STARTED}
    assert set(Pledge.objects.filter(state=State.ENDED).values_list("reason", flat=True)) >= {"money", "unpaid", ""}
    assert set(Payment.objects.values_list("currency", flat=True)) == {"EUR", "UAH", "USD"}
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) >= {"received", "refunded", "disputed"}
    assert set(Order.objects.values_list("state", flat=True)) >= {"open", "held", "done", "lapsed"}
    assert Gift.objects.unredeemed(NOW).exists()
    assert Gift.objects.entitling(NOW).filter(until__lte=NOW + timedelta(days=14)).exists()
    assert Payment.objects.filter(paid_at__lt=NOW - timedelta(days=400)).exists()


def test_its_support_page_says_everything_in_both_editions():
    for edition in ("en", "uk"):
        assert Question.objects.filter(language=edition).count() == 8
        assert Tier.objects.filter(words__language=edition, perks__words__language=edition).distinct().count() == 3


def test_what_remains_of_each_payment_is_what_its_entries_come_to():
    assert not Payment.objects.annotate(sum=Sum("entries__minor", default=0)).exclude(net=F("sum")).exists()
    assert not LedgerEntry.objects.filter(at__gt=NOW).exists()


def test_its_receipts_have_no_gaps():
    for book in ReceiptBook.objects.all():
        numbers = Receipt.objects.filter(year=book.year).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, book.last + 1))
    in_order = Receipt.objects.order_by("year", "number").values_list("entry__entered_at", flat=True)
    assert list(in_order) == sorted(in_order)


def test_each_pledge_stands_where_its_last_move_led():
    last = {}
    for pledge, before, after in PledgeMove.objects.order_by("at", "pk").values_list("pledge", "before", "after"):
        assert last.get(pledge, "") == before
        last[pledge] = after
    assert last == dict(Pledge.objects.values_list("pk", "state"))


def test_settling_them_anew_changes_nothing():
    for pledge in Pledge.objects.order_by("state", "pk")[::9]:
        was = (pledge.state, pledge.paid_until)
        settling.settle(pledge)
        assert (pledge.state, pledge.paid_until) == was


def test_its_bank_says_the_same():
    """One order of each kind is enough: they are made alike."""
    seen, bank = Counter(), providers.named("demo")
    run = Reconciliation.objects.create(provider="demo")
    for order in Order.objects.filter(provider="demo").select_related("pledge").order_by("pk"):
        pledge = getattr(order, "pledge", None)
        refunds = LedgerEntry.objects.filter(payment__order=order).count() if order.rhythm == "once" else 0
        kind = (order.state, order.purpose, order.rhythm, pledge and pledge.state, pledge and pledge.reason, refunds)
        seen[kind] += 1
        if seen[kind] == 1:
            reconciling.compare(run, bank, order)
    assert len(seen) > 12
    assert list(Difference.objects.values_list("kind", "ours", "theirs")) == []


def test_nobody_is_sent_a_letter():
    settling.settle_due()
    renewals.renew_due()
    reminders.write_due()
    assert mail.outbox == []


def test_who_can_sign_in_can_be_met_there():
    mine = Pledge.objects.get(patron__user__email="patron@example.org")
    assert mine.patron.is_entitled()
    assert mine.patron.shows_badge
    assert mine.payments.exclude(failed_at=None).count() == 1
    assert Pledge.objects.get(patron__user__email="late-patron@example.org").state == State.PAST_DUE
    assert not Patron.objects.filter(user__email="reader@example.org").exists()
