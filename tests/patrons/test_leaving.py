"""Givers who leave: the books stay right, and say no more whose they were; what runs is stopped."""

import json
import zipfile
from io import BytesIO

import pytest
import time_machine
from django.apps import apps
from django.core import serializers

from accounts import erasing, limits
from patrons import renewals, stopping
from patrons.models import BankLine, Difference, LedgerEntry, Order, Patron, PaymentEvent, Pledge, Receipt
from patrons.providers.interface import Declined, Event, Silent
from patrons.providers.manual.gateway import Manual
from patrons.taking import take_in
from tests import factories
from tests.patrons.facts import MONTH, START, Somebody, paid, refunded, tell

pytestmark = pytest.mark.django_db
CANARY = "kanarka"
STOP = "patrons.providers.demo.gateway.Demo.stop"


@pytest.fixture(autouse=True)
def in_march(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


@pytest.fixture
def giver(reader):
    """Who gives every month, has given somebody a gift, and is named wherever givers are."""
    user = reader.user
    user.email = f"{CANARY}@example.org"
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    patron = factories.patron(user=user, email=user.email, name=f"Olha {CANARY}", is_listed=True, shows_badge=True)
    order = factories.order(patron=patron, network=CANARY, note=CANARY)
    body = json.dumps({"order": str(order.key), "name": f"Olha {CANARY}"})
    take_in(Somebody(), Event("first", "news", START, (paid(order, card="Visa 4242"),)), body)
    gift = factories.order(
        patron=patron,
        rhythm="once",
        purpose="gift",
        gift_months=3,
        gift_to=f"{CANARY}2@example.org",
        gift_words=CANARY,
    )
    tell(paid(gift, number="gift"), refunded("gift", minor=100))
    Pledge.objects.update(reason_words=CANARY)
    BankLine.objects.create(
        mark="one", booked_on=START.date(), minor=400, currency="EUR", payer=CANARY, purpose=CANARY, order=order
    )
    user.patron_row = patron
    return user


def words_of_patrons():
    return "\n".join(
        serializers.serialize("json", model._base_manager.all())
        for model in apps.get_app_config("patrons").get_models(include_auto_created=True)
    ).lower()


def test_the_books_stay_and_name_nobody(giver):
    before = list(LedgerEntry.objects.values_list("key", "minor")), Receipt.objects.count()
    assert CANARY in words_of_patrons()
    erasing.erase(giver, "erase")
    assert CANARY not in words_of_patrons()
    assert (list(LedgerEntry.objects.values_list("key", "minor")), Receipt.objects.count()) == before
    patron = Patron.objects.get()
    assert (patron.user, patron.email, patron.name, patron.is_listed) == (None, "", "", False)
    assert str(patron).startswith("Patron ")
    assert PaymentEvent.objects.get(event_id="first").facts, "what was understood of the message stays"


def test_what_runs_is_stopped_and_asked_for_until_it_is(giver, monkeypatch):
    erasing.erase(giver, "keep")
    assert not Pledge.objects.get().is_over, "erasing waits for no provider"

    def hang(*args):
        raise Silent("hangs")

    monkeypatch.setattr(STOP, hang)
    stopping.stop_due()
    stopping.stop_due()
    assert not Pledge.objects.get().is_over
    monkeypatch.setattr(STOP, Manual.stop)
    stopping.stop_due()
    assert not Pledge.objects.get().is_over, "a silent provider is given some minutes"
    limits.give_back("stopping", Pledge.objects.get().pk)
    stopping.stop_due()
    assert Pledge.objects.get().is_over
    assert not Patron.objects.entitled().exists()


def test_a_provider_that_will_not_stop_is_for_a_person_to_look_at(giver, monkeypatch):
    def refuse(*args):
        raise Declined("Unknown here.")

    monkeypatch.setattr(STOP, refuse)
    erasing.erase(giver, "keep")
    stopping.stop_due()
    assert Difference.objects.get(kind="state").theirs == "Unknown here."


def test_a_checkout_that_is_paid_after_the_leaving_is_stopped_too(giver, monkeypatch):
    late = factories.order(patron=giver.patron_row)
    erasing.erase(giver, "keep")
    fact = paid(late, number="late")
    object.__setattr__(fact, "subscription", "sub-late")
    tell(fact)
    monkeypatch.setattr(STOP, Manual.stop)
    stopping.stop_due()
    assert Pledge.objects.get(order=late).is_over


def test_whoever_has_left_is_asked_for_no_further_payment(giver, monkeypatch):
    monkeypatch.setattr("patrons.providers.demo.gateway.Demo.renews_itself", False)
    assert renewals.ours().exists()
    erasing.erase(giver, "keep")
    assert not renewals.ours().exists()


def test_nobody_else_is_stopped(giver, monkeypatch):
    monkeypatch.setattr(STOP, Manual.stop)
    stopping.stop_due()
    assert not Pledge.objects.get().is_over


def test_who_comes_back_with_a_backup_is_erased_again(giver, monkeypatch):
    backup = serializers.serialize("json", [giver, *Patron.objects.all(), *Pledge.objects.all(), *Order.objects.all()])
    monkeypatch.setattr(STOP, Manual.stop)
    with time_machine.travel(START + MONTH * 0.6, tick=False):
        erasing.erase(giver, "erase")
        stopping.stop_due()
    for row in serializers.deserialize("json", backup):
        row.save()
    assert CANARY in words_of_patrons()
    with time_machine.travel(START + MONTH, tick=False):
        assert erasing.erase_again() == 1
        assert CANARY not in words_of_patrons()
        limits.give_back("stopping", Pledge.objects.get().pk)
        stopping.stop_due()
        assert Pledge.objects.get().is_over


def test_a_giver_takes_it_all_along(reader, giver):
    reader.user.set_password("three unlikely words")
    reader.user.save()
    reader.force_login(reader.user, backend="django.contrib.auth.backends.ModelBackend")
    reader.post("/accounts/reauthenticate/", {"password": "three unlikely words"})
    response = reader.get("/accounts/data/download/")
    archive = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    names = {name.rpartition("/")[2].partition(".")[0] for name in archive.namelist()}
    assert {"support", "orders", "pledges", "payments", "gifts", "refused_payments"} <= names
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    for said in ("TN-2026-000001", "4.00 EUR", "Visa 4242", f"Olha {CANARY}", f"{CANARY}2@example.org"):
        assert said in everything
