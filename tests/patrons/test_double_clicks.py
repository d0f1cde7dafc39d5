"""Many clicks on one button at one moment, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from patrons.models import DemoCheckout, LedgerEntry, Order
from tests.patrons.giving import ONCE, filled_in
from tests.patrons.offers import offers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]  # SQLite in memory locks whole tables
CLICKS = 20


@pytest.fixture(autouse=True)
def offered(db, settings):
    settings.PAYMENTS = ["demo"]
    return offers()


def at_once(clients, address, said):
    """What each of them was answered."""

    def click(client):
        try:
            return client.post(address, said)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as hands:
        return list(hands.map(click, clients))


def test_twenty_clicks_on_one_donation_are_one_order_one_checkout_and_one_payment():
    first = Client()
    form = filled_in(first, ONCE)
    clients = [Client() for _click in range(CLICKS)]
    for client in clients:
        client.cookies = first.cookies
    answers = at_once(clients, "/support/confirm/", form)
    assert Order.objects.count() == DemoCheckout.objects.count() == 1
    ways = {answer["Location"] for answer in answers if answer.status_code == 303}
    assert len(ways) == 1
    others = [answer for answer in answers if answer.status_code != 303]
    assert all(answer.status_code in (200, 422) for answer in others)  # “being prepared”: they waited long enough
    paid = at_once(clients, ways.pop(), {"do": "pay", "card": "4242", "news": "at_once"})
    assert {answer["Location"] for answer in paid} == {f"/support/thanks/{Order.objects.get().key}/"}
    assert LedgerEntry.objects.count() == 1
