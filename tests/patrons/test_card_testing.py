from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from patrons import card_testing
from patrons.models import BankAccount, DemoCheckout, Order, PatronRules
from tests.patrons.giving import HIDDEN, ONCE, filled_in, pay, place
from tests.patrons.offers import offers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(db, settings):
    settings.PAYMENTS = ["demo", "manual"]
    euro = offers()
    BankAccount.objects.create(currency=euro, holder="The-News", number="UA1")


def refusals(number, address="127.0.0.1"):
    """Cards were refused in another checkout of this network."""
    client = Client(REMOTE_ADDR=address)
    place(client, ONCE)
    Order.objects.filter(pk=Order.objects.latest("pk").pk).update(refusals=number)


def test_one_browser_begins_five_checkouts_an_hour(client):
    for _time in range(5):
        assert place(client, ONCE).status_code == 303
    response = place(client, ONCE, name="Ada L.")
    words = response.content.decode()
    assert response.status_code == 422
    assert "Try again in 60 minutes." in words
    assert 'value="Ada L."' in words
    assert Order.objects.count() == 5
    assert place(Client(), ONCE).status_code == 303
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        form = {**ONCE, "provider": "demo", "email": "a@example.org", "key": HIDDEN.search(words)[1]}
        assert client.post("/support/confirm/", form).status_code == 303


def test_sending_the_same_form_again_is_not_counted(client):
    form = filled_in(client, ONCE)
    for _time in range(8):
        assert client.post("/support/confirm/", form).status_code == 303
    assert Order.objects.count() == 1


def test_a_network_has_a_limit_of_its_own_whatever_cookies_are_dropped(client):
    PatronRules.objects.create(network_tries_an_hour=3)
    for _time in range(3):
        assert place(Client(), ONCE).status_code == 303
    assert place(Client(), ONCE).status_code == 422
    assert place(Client(REMOTE_ADDR="192.0.2.7"), ONCE).status_code == 303


def test_after_refused_cards_a_person_decides_before_anything_is_asked_of_the_provider(client, mailoutbox):
    refusals(5)
    response = place(client, ONCE)
    order = Order.objects.latest("pk")
    assert response.status_code == 200
    assert "A person looks at this first" in response.content.decode()
    assert (order.state, DemoCheckout.objects.filter(order_key=order.key).exists()) == ("held", False)
    assert "A person looks at this first" in client.get(f"/support/checkout/{order.key}/").content.decode()


def test_who_is_let_go_on_gets_a_letter_with_the_way(client, publisher, mailoutbox):
    refusals(5)
    place(client, ONCE)
    order = Order.objects.latest("pk")
    assert card_testing.release(order, publisher.user, "a reader of ours")
    assert not card_testing.release(order, publisher.user)
    assert not card_testing.refuse(order, publisher.user)
    [letter] = mailoutbox
    assert f"/support/checkout/{order.key}/" in letter.body
    checkout = client.get(f"/support/checkout/{order.key}/")["Location"]
    assert pay(client, checkout)["Location"] == f"/support/thanks/{order.key}/"
    order.refresh_from_db()
    assert (order.state, order.decided_by, order.note) == ("done", publisher.user, "a reader of ours")


def test_who_is_refused_sees_it_and_is_not_written_to(client, publisher, mailoutbox):
    refusals(5)
    place(client, ONCE)
    order = Order.objects.latest("pk")
    card_testing.refuse(order, publisher.user, "the same sum forty times")
    response = client.get(f"/support/checkout/{order.key}/", follow=True)
    assert "We did not take this payment" in response.content.decode()
    assert not mailoutbox


def test_a_transfer_tries_no_cards_and_is_not_held(client):
    refusals(5)
    assert place(client, ONCE, provider="manual").status_code == 303


def test_other_networks_and_yesterdays_refusals_hold_nobody(client):
    refusals(5, address="192.0.2.7")
    refusals(4)
    assert place(client, ONCE).status_code == 303
    Order.objects.update(refusals=9)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert place(client, ONCE).status_code == 303


def test_networks_are_kept_as_nobody_can_read_them_and_forgotten(client):
    place(client, ONCE)
    order = Order.objects.get()
    assert len(order.network) == 64
    assert "127.0.0.1" not in order.network
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        card_testing.forget()
    order.refresh_from_db()
    assert order.network == ""
