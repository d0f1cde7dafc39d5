from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from patrons.models import Currency, DemoCheckout, DemoMood, Order, Patron, Payment, Pledge, Tier
from tests import factories
from tests.patrons.giving import HIDDEN, MONTHLY, ONCE, filled_in, give, pay, place
from tests.patrons.offers import offers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(db, settings):
    settings.PAYMENTS = ["demo"]
    return offers()


def test_somebody_without_an_account_gives_once(client, mailoutbox):
    words = give(client, ONCE, name="Ada L.", is_listed="on")
    assert "Thank you" in words
    payment = Payment.objects.get()
    assert (payment.minor, payment.currency, payment.net) == (500, "EUR", 500)
    assert payment.patron.email == "giver@example.org"
    assert (payment.patron.name, payment.patron.is_listed) == ("Ada L.", True)
    assert [letter.to for letter in mailoutbox] == [["giver@example.org"]]
    assert not Patron.objects.entitled().exists()


def test_a_member_becomes_a_patron(reader):
    give(reader, MONTHLY)
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.patron.user, pledge.card) == ("active", reader.user, "Visa 4242")
    assert Patron.objects.entitled().get().user == reader.user


def test_which_article_brought_the_patron_is_kept_on_the_order(client):
    article = factories.article()
    place(client, {**ONCE, "article": article.pk})
    assert Order.objects.get().article == article


def test_the_form_sent_again_is_the_same_order_and_checkout(client):
    form = filled_in(client, ONCE)
    first, second = (client.post("/support/confirm/", form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == DemoCheckout.objects.count() == 1


def test_a_form_sent_again_after_it_was_paid_leads_to_the_thanks(client):
    form = filled_in(client, ONCE)
    pay(client, client.post("/support/confirm/", form)["Location"])
    assert "/support/thanks/" in client.post("/support/confirm/", form)["Location"]
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "0"}, "The smallest sum is €2."),
        ({"amount": "-4"}, "Write the sum in digits"),
        ({"amount": "1000000000000"}, "larger than we can take"),
        ({"amount": "4.005"}, "at most 2 digits"),
        ({"amount": "1.99"}, "The smallest sum is €2."),
        ({"currency": "JPY"}, "We do not take this currency."),
        ({"currency": "KWD"}, "We do not take this currency."),
        ({"rhythm": "daily"}, "Choose how often you want to give."),
        ({"provider": "stripe"}, "Choose how you want to pay."),
        ({"provider": "somebody"}, "Choose how you want to pay."),
        ({"key": ""}, "This page could not be read."),
        ({"key": "3f2a:forged"}, "This page could not be read."),
        ({"email": "nobody"}, "Write the address like name@example.org."),
    ],
)
def test_what_was_tampered_with_comes_back_as_a_form(client, changed, words):
    response = client.post("/support/confirm/", {**filled_in(client, ONCE), **changed})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Order.objects.exists()


def test_a_sum_is_what_the_price_list_says_of_it_and_never_what_the_form_says_of_the_tier(reader):
    tier = Tier.objects.get(slug="patron")
    place(reader, {**MONTHLY, "tier": tier.pk, "minor": "1", "state": "done", "patron": "1", "user": "1"})
    order = Order.objects.get()
    assert (order.minor, order.tier.slug, order.state, order.patron.user) == (400, "reader", "open", reader.user)


def test_a_return_address_of_somebody_else_is_not_listened_to(client):
    place(client, ONCE, back_url="https://evil.example/", next="https://evil.example/")
    assert "evil" not in DemoCheckout.objects.get().back_path


def test_a_currency_that_is_taken_back_meanwhile_is_said(client):
    form = filled_in(client, ONCE)
    Currency.objects.filter(code="EUR").update(is_offered=False)
    response = client.post("/support/confirm/", form)
    assert response.status_code == 422
    assert "We do not take this currency." in response.content.decode()


def test_a_tier_that_is_gone_meanwhile_takes_nothing_away(reader):
    form = filled_in(reader, MONTHLY)
    Tier.objects.all().delete()
    assert reader.post("/support/confirm/", form).status_code == 303
    assert Order.objects.get().tier is None


def test_a_form_that_was_open_for_long_comes_back_with_all_that_was_typed(client):
    form = filled_in(client, ONCE, name="Ada L.")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        response = client.post("/support/confirm/", form)
        words = response.content.decode()
        assert response.status_code == 422
        assert "open for a long time" in words
        assert 'value="Ada L."' in words
        again = {**form, "key": HIDDEN.search(words)[1]}
        assert client.post("/support/confirm/", again).status_code == 303


def test_changing_ones_mind_under_the_same_key_is_asked_about(client):
    form = filled_in(client, ONCE)
    client.post("/support/confirm/", form)
    response = client.post("/support/confirm/", {**form, "amount": "9.00"})
    assert response.status_code == 422
    assert "You changed your mind" in response.content.decode()
    again = {**form, "amount": "9.00", "key": HIDDEN.search(response.content.decode())[1]}
    assert client.post("/support/confirm/", again).status_code == 303
    assert sorted(Order.objects.values_list("minor", flat=True)) == [500, 900]


def test_nobody_without_an_account_can_rename_a_patron(client):
    give(client, ONCE, name="Ada L.", is_listed="on")
    place(client, ONCE, name="A fool", is_listed="on")
    assert Patron.objects.get().name == "Ada L."


@pytest.mark.parametrize("answers", ["hangs", "resets", "breaks"])
def test_a_silent_provider_is_said_and_the_same_is_asked_again(client, answers):
    mood = DemoMood.objects.create(answers=answers)
    form = filled_in(client, ONCE)
    response = client.post("/support/confirm/", form)
    words = response.content.decode()
    assert response.status_code == 503
    assert "The payment service does not answer" in words
    order = Order.objects.get()
    assert f"/support/checkout/{order.key}/" in words
    assert client.get(f"/support/checkout/{order.key}/").status_code == 503
    mood.delete()
    assert client.get(f"/support/checkout/{order.key}/").status_code == 303
    assert client.post("/support/confirm/", form).status_code == 303
    assert DemoCheckout.objects.get().order_key == order.key


def test_giving_up_leads_back_to_the_same_wish(client):
    checkout = place(client, ONCE)["Location"]
    back = client.post(checkout, {"do": "give_up"})
    assert back["Location"] == "/support/confirm/?rhythm=once&amount=5.00&currency=EUR"
    assert Order.objects.get().state == "lapsed"


def test_an_order_that_nobody_made_is_no_page(client):
    assert client.get("/support/checkout/6ba7b810-9dad-11d1-80b4-00c04fd430c8/").status_code == 404
