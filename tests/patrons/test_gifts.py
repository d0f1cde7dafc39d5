"""Time as a patron for somebody else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from patrons.models import Currency, Gift, Patron, Price, Tier
from tests import factories
from tests.conftest import client_of
from tests.patrons.facts import MONTH, START, paid, refunded, tell

pytestmark = pytest.mark.django_db
GIFT, REDEEM, YOURS = "/support/gift/", "/support/gift/redeem/", "/support/yours/"


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


@pytest.fixture
def gift():
    """Three months, paid."""
    tell(paid(factories.order(rhythm="once", purpose="gift", gift_months=3, minor=1200), minor=1200))
    return Gift.objects.get()


def text(response):
    return " ".join(response.content.decode().split())


def test_a_gift_is_chosen_by_its_length_and_goes_on_to_be_confirmed(client):
    Currency.objects.all().delete()
    assert "Gifts will be offered here soon." in text(client.get(GIFT))
    euro = Currency.objects.create(code="EUR", minimum=200, maximum=100000)
    Price.objects.create(tier=Tier.objects.create(slug="friend"), currency=euro, rhythm="monthly", minor=400)
    response = client.get(GIFT)
    page = text(response)
    assert "€12<" in page
    assert "€48<" in page
    assert 'name="purpose" value="gift"' in page
    assert "csrf" not in page
    assert not response.cookies
    confirm = client.get("/support/confirm/?purpose=gift&currency=EUR&months=3")
    assert confirm.status_code == 200
    assert "€12" in text(confirm)


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: f"  {code.replace('-', ' ')} ."])
def test_a_code_is_redeemed_however_it_is_typed(reader, gift, typed):
    page = text(reader.post(REDEEM, {"code": typed(gift.code)}, follow=True))
    assert "You are a patron until 17 June 2026" in page
    assert "Patron until" in page
    assert Patron.objects.entitled().get().user == reader.user
    with time_machine.travel(START + MONTH * 4, tick=False):
        assert not Patron.objects.entitled().exists()


def test_it_is_redeemed_once(reader, gift):
    reader.post(REDEEM, {"code": gift.code})
    assert "You have redeemed this gift already." in text(reader.post(REDEEM, {"code": gift.code}))
    other = client_of(factories.user())
    assert "This gift has been redeemed already." in text(other.post(REDEEM, {"code": gift.code}))
    assert not Patron.objects.filter(user=other.user).exists()


def test_codes_that_open_nothing_say_why(reader, gift):
    for code, said in (("", "Type in the code"), ("AAAA-AAAA-AAAA", "We know no gift"), ("x" * 41, "at most 40")):
        assert said in text(reader.post(REDEEM, {"code": code}))
    Gift.objects.update(claim_before=timezone.now())
    assert "had to be redeemed before" in text(reader.post(REDEEM, {"code": gift.code}))
    tell(refunded(minor=1200))
    assert "was given back" in text(reader.post(REDEEM, {"code": gift.code}))
    assert not Patron.objects.entitled().exists()


def test_nobody_tries_codes_for_long(reader, gift):
    for _try in range(10):
        assert reader.post(REDEEM, {"code": "AAAA-AAAA-AAAA"}).status_code == 200
    response = reader.post(REDEEM, {"code": gift.code})
    assert response.status_code == 429
    assert "Too many attempts" in text(response)
    assert gift.code in text(response), "what was typed stays"


def test_strangers_log_in_first(client, gift):
    assert client.get(REDEEM).url.startswith("/accounts/login/")
    assert client.post(REDEEM, {"code": gift.code}).status_code == 302
    assert Gift.objects.get().redeemed_at is None


def test_a_second_gift_begins_when_the_first_ends(reader, gift):
    order = factories.order(rhythm="once", purpose="gift", gift_months=12, minor=4000)
    tell(paid(order, number="second", minor=4000))
    for code in Gift.objects.values_list("code", flat=True):
        reader.post(REDEEM, {"code": code})
    until = max(Gift.objects.values_list("until", flat=True))
    assert timezone.localtime(until).date() == timezone.localdate(START + MONTH / 2).replace(2027, 6)


def test_a_gift_runs_beside_what_somebody_gives(reader, gift):
    patron = factories.patron(user=reader.user)
    tell(paid(factories.order(patron=patron), number="own"))
    page = text(reader.post(REDEEM, {"code": gift.code}, follow=True))
    assert "Active: €4 every month" in page
    assert "somebody has given you time as a patron until" in page
    assert Patron.objects.get(user=reader.user) == patron


def test_a_gift_that_is_given_back_ends_there_and_then(reader, gift):
    reader.post(REDEEM, {"code": gift.code})
    tell(refunded(minor=1200))
    assert not Patron.objects.entitled().exists()


def test_the_giver_sees_what_became_of_it(reader, gift):
    gift.order.patron.user = reader.user
    gift.order.patron.save()
    assert gift.code in text(reader.get(YOURS))
    assert "Not redeemed yet" in text(reader.get(YOURS))
    reader.post(REDEEM, {"code": gift.code})
    assert "<dd>Redeemed</dd>" in text(reader.get(YOURS))
    Gift.objects.update(redeemed_by=None, redeemed_at=None, claim_before=timezone.now() - timedelta(days=1))
    assert "Expired" in text(reader.get(YOURS))
