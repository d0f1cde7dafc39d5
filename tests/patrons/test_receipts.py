"""Receipts and statements: to their owners, and to whoever holds the link of the letter."""

import re

import pytest
import time_machine
from django.core import mail

from tests import factories
from tests.conftest import client_of
from tests.patrons.facts import MONTH, START, paid, refunded, tell

pytestmark = pytest.mark.django_db
RECEIPT = "/support/receipts/TN-2026-000001/"


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


@pytest.fixture
def order(reader):
    order = factories.order(patron=factories.patron(user=reader.user, email=reader.user.email))
    tell(paid(order, card="Visa 4242"))
    return order


def text(response):
    return " ".join(response.content.decode().split())


def test_a_receipt_says_who_gave_what_when_and_what_for(reader, order):
    response = reader.get(RECEIPT)
    page = text(response)
    for said in (
        '<span class="nowrap">TN-2026-000001<',
        "€4.00",
        reader.user.email,
        "Visa 4242",
        "1 March 2026",
        "Support,",
    ):
        assert said in page
    assert 'name="robots" content="noindex"' in page
    assert "no-store" in response["Cache-Control"]


def test_what_went_back_has_a_receipt_of_its_own(reader, order):
    tell(refunded(minor=150))
    page = text(reader.get("/support/receipts/TN-2026-000002/"))
    assert "Given back" in page
    assert "-€1.50" in page.replace("−", "-")
    assert "TN-2026-000001" in page


def test_no_receipt_can_be_guessed(client, order):
    other = client_of(factories.user())
    for name in (
        "TN-2026-000001",
        "TN-2026-000002",
        "TN-2026-1",
        "XX-2026-000001",
        "TN-2026-000001-000001",
        "nothing",
    ):
        assert other.get(f"/support/receipts/{name}/").status_code == 404
        assert client.get(f"/support/receipts/{name}/").url.startswith("/accounts/login/"), (
            "whether or not there is one"
        )


def test_the_letter_opens_the_receipt_of_whoever_has_no_account(client, order):
    tell(paid(factories.order(rhythm="once"), 1, number="other"))
    (address,) = re.findall(r"http\S+/support/receipts/\S+", mail.outbox[-1].body)
    page = address.replace("http://localhost:8000", "")
    page = page[page.index("/support/") :]
    assert "TN-2026-000002<" in text(client.get(page))
    assert client.get(page.replace("000002", "000001")).status_code == 302, "the key is of one receipt"
    assert client.get(page[:-1]).status_code == 302


def test_the_letter_to_a_member_holds_no_key(order):
    assert "receipts/TN-2026-000001/" in mail.outbox[-1].body
    assert "?key=" not in mail.outbox[-1].body


def test_a_statement_has_all_of_one_year_and_what_it_comes_to(reader, order):
    tell(paid(order, 1), refunded(minor=150))
    page = text(reader.get("/support/yours/statement/2026/"))
    assert page.count("TN-2026-") == 6, "three receipts, each in its address and its words"
    assert "€6.50" in page
    for year in (2025, 1999, 0, 99999999):
        assert reader.get(f"/support/yours/statement/{year}/").status_code == 404


def test_currencies_are_not_added_up(reader, order):
    more = factories.order(patron=order.patron, rhythm="once", currency="JPY", minor=1000)
    tell(paid(more, number="yen", minor=1000, currency="JPY"))
    page = text(reader.get("/support/yours/statement/2026/"))
    assert "¥1,000" in page
    assert page.count("Together") == 2
