import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from patrons import providers
from patrons.models import Currency, Order
from patrons.providers import interface
from tests import factories
from tests.articles.test_html_validity import faults
from tests.patrons.facts import MONTH, START, checked_out, paid, refunded, standing, tell
from tests.patrons.offers import offers
from tests.patrons.test_goal import a_goal

pytestmark = pytest.mark.django_db
MONTHLY = {"rhythm": "monthly", "monthly": "4.00", "currency": "EUR"}
ONCE = {"rhythm": "once", "once": "5.00", "currency": "EUR"}


class Card(interface.Provider):
    key = "card"
    name = "Card"


class Post(interface.Provider):
    """Takes hryvnias, once."""

    key = "post"
    name = "By post"
    takes_rhythms = ("once",)

    def takes(self, money):
        return money.currency == "UAH"


@pytest.fixture(autouse=True)
def offered(db, settings, monkeypatch):
    monkeypatch.setattr(providers, "offered", lambda: [Card(), Post()])
    return offers()


def page(client, said, **more):
    response = client.get("/support/confirm/", said, **more)
    return response, response.content.decode()


def test_it_says_what_will_happen_before_anything_does(reader):
    response, words = page(reader, MONTHLY)
    assert "You will give €4 every month." in words
    assert "Become a patron for €4 a month" in words
    assert "That makes you “Reader” among our patrons." in words
    assert not Order.objects.exists()
    assert "no-store" in response["Cache-Control"]


def test_of_three_rows_of_sums_the_one_of_the_rhythm_counts(client):
    said = {"rhythm": "once", "currency": "EUR", "monthly": "16.00", "yearly": "40.00", "once": "15.00"}
    assert "You will give €15 once." in page(client, said)[1]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"rhythm": "yearly", "yearly": "other", "other-yearly": "55"}, "You will give €55 every year."),
        ({"rhythm": "yearly", "yearly": "40.00", "other-yearly": " 55,50 "}, "You will give €55.50 every year."),
        ({"rhythm": "once", "amount": "7"}, "You will give €7 once."),
        ({"rhythm": "monthly", "amount": "10000"}, "You will give €10,000 every month."),
    ],
)
def test_a_sum_of_ones_own_counts_when_it_is_typed(client, said, sentence):
    assert sentence in page(client, said | {"currency": "EUR"})[1]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"amount": "1.99"}, "The smallest sum is €2."),
        ({"amount": "0"}, "The smallest sum is €2."),
        ({"amount": "-5"}, "Write the sum in digits, like 4 or 4.50."),
        ({"amount": "1e3"}, "Write the sum in digits"),
        ({"amount": "four"}, "Write the sum in digits"),
        ({"amount": "4.005"}, "Write at most 2 digits after the point."),
        ({"amount": "10000.01"}, "The largest sum that can be given here is €10,000."),
        ({"amount": "1000000000000"}, "This sum is larger than we can take here."),
        ({"amount": "9" * 5000}, "There is a problem"),
        ({"monthly": "other"}, "Write how much you want to give."),
        ({}, "Write how much you want to give."),
        ({"amount": "4", "rhythm": "hourly"}, "Choose how often you want to give."),
        ({"amount": "4", "currency": "XYZ"}, "We do not take this currency."),
        ({"amount": "4", "currency": ""}, "Choose a currency."),
    ],
)
def test_a_wish_that_cannot_be_is_shown_again_with_a_sentence(client, said, words):
    response, text = page(client, {"rhythm": "monthly", "currency": "EUR"} | said)
    assert response.status_code == 422
    assert words in text
    assert "Where the money goes" in text or "How often" in text
    assert response.has_header("Cache-Control")
    assert client.post("/support/confirm/", {"rhythm": "monthly", "currency": "EUR"} | said).status_code == 422


def test_what_was_typed_stands_there_again(client):
    text = page(client, {"rhythm": "yearly", "other-yearly": "1", "yearly": "other", "currency": "EUR"})[1]
    assert 'value="yearly" id="rhythm-yearly" checked' in text
    assert 'name="other-yearly" value="1"' in text


@pytest.mark.one_database
def test_currencies_without_minor_units_and_with_three(client):
    Currency.objects.create(code="JPY", minimum=300, maximum=10**6)
    Currency.objects.create(code="KWD", minimum=1000, maximum=10**7)
    assert "You will give ¥500 once." in page(client, {"rhythm": "once", "amount": "500", "currency": "JPY"})[1]
    assert "whole units" in page(client, {"rhythm": "once", "amount": "500.5", "currency": "JPY"})[1]
    once = {"rhythm": "once", "amount": "1.250", "currency": "KWD"}
    assert "You will give KWD\xa01.250 once." in page(client, once)[1]


def test_whoever_gives_again_and_again_logs_in_first_and_comes_back(client):
    text = page(client, MONTHLY | {"article": factories.article().pk})[1]
    assert 'name="provider"' not in text
    way = html.unescape(re.search(r'href="(/accounts/login/\?next=[^"]+)"', text)[1])
    back = parse_qs(urlsplit(way).query)["next"][0]
    factories.user(email="ivan@example.org", password="a-kite-over-the-river")
    sent = client.post(way, {"login": "ivan@example.org", "password": "a-kite-over-the-river"}, follow=True)
    assert sent.redirect_chain[-1][0] == back
    assert "You will give €4 every month." in sent.content.decode()
    assert "Give €4 once instead, without an account" in text


def test_once_can_be_given_without_an_account(client):
    text = page(client, ONCE)[1]
    assert 'type="email"' in text
    assert "never again" in text
    assert "badge" not in text


def test_the_article_goes_along_if_it_is_one(client):
    article = factories.article()
    assert f'name="article" value="{article.pk}"' in page(client, ONCE | {"article": article.pk})[1]
    for odd in ("0", "-1", "x", "9" * 30, factories.draft().pk):
        response, text = page(client, ONCE | {"article": odd})
        assert response.status_code == 200
        assert 'name="article"' not in text


def test_only_ways_that_take_the_sum_are_offered(client):
    assert 'type="radio"' not in page(client, ONCE)[1].split("</main>")[0].split("<main")[1]
    both = page(client, {"rhythm": "once", "amount": "100", "currency": "UAH"})[1]
    assert "By post" in both
    assert "Card" in both


def test_where_no_way_takes_the_sum_it_says_so(client, monkeypatch):
    monkeypatch.setattr(providers, "offered", lambda: [Post()])
    assert "This sum cannot be paid here in this currency." in page(client, ONCE)[1]
    assert client.post("/support/confirm/", ONCE | {"email": "a@example.org", "provider": "post"}).status_code == 422


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email": ""}, "Write your e-mail address: the receipt goes there."),
        ({"email": "nobody"}, "Write the address like name@example.org."),
        ({"provider": "gold"}, "Choose how you want to pay."),
        ({"provider": "post"}, "Choose how you want to pay."),
        ({"is_listed": "on"}, "Write the name that shall be shown"),
        ({"name": "admin@example.org"}, "do not write an e-mail address here"),
        ({"name": "The-News"}, "speak for the newsroom"),
        ({"name": "<b>Ivan</b>"}, "without &lt; and &gt;"),
        ({"name": "x" * 500}, "at most 60 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, said, words):
    typed = {"email": "ivan@example.org", "name": "", "provider": "card", "key": "kept"}
    response = client.post("/support/confirm/", ONCE | typed | said)
    text = response.content.decode()
    assert response.status_code == 422
    assert "We could not go on" in text
    assert words in text
    assert "You will give €5 once." in text
    assert 'name="rhythm" value="once"' in text
    assert (said.get("email") or typed["email"]) in text or "email" in said
    assert not Order.objects.exists()


def test_a_patron_is_not_let_to_give_twice_by_mistake(reader):
    order = factories.order(patron=factories.patron(user=reader.user))
    tell(checked_out(order), replace(paid(order), at=timezone.now()))
    text = page(reader, MONTHLY)[1]
    assert "You give €4 every month." in text
    assert 'name="provider"' not in text
    assert reader.post("/support/confirm/", MONTHLY | {"provider": "card"}).status_code == 422
    assert 'name="provider"' in page(reader, ONCE)[1]


def test_a_member_finds_the_choices_of_last_time(reader):
    assert f'value="{reader.user.display_name}"' in page(reader, MONTHLY)[1]
    factories.patron(user=reader.user, name="Chess club", is_listed=True)
    text = page(reader, MONTHLY)[1]
    assert 'value="Chess club"' in text
    assert re.search(r'name="is_listed"[^>]* checked', text)


def test_a_gift_costs_what_its_months_cost(client):
    for months, sum_ in ((3, "€12"), (6, "€24"), (12, "€40")):
        text = page(client, {"purpose": "gift", "months": months, "currency": "EUR"})[1]
        assert f"You will give {sum_} once, for a gift of {months} months." in text
        assert 'name="gift_to"' in text
    response, text = page(client, {"purpose": "gift", "months": 12, "currency": "EUR", "amount": "10"})
    assert response.status_code == 422
    assert "The smallest sum is €40." in text


def test_the_page_of_thanks_claims_nothing_that_the_books_do_not_say(client, reader):
    order = factories.order(patron=factories.patron(user=reader.user))
    address = f"/support/thanks/{order.key}/"
    assert "Your payment is on its way" in client.get(address).content.decode()
    tell(checked_out(order))
    assert "Your payment is on its way" in client.get(address).content.decode()
    tell(paid(order), standing(next_due_at=START + MONTH))
    stranger, member = client.get(address).content.decode(), reader.get(address).content.decode()
    assert f"Thank you, {reader.user.display_name}." in member
    assert reader.user.email in member
    assert "Receipt TN-" in member
    assert "The next payment is on" in member
    assert reader.user.email not in stranger
    assert reader.user.display_name not in stranger
    tell(refunded())
    assert "This payment was given back" in client.get(address).content.decode()
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.get("/support/thanks/7d4e1a52-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize(("state", "words"), [("lapsed", "Nothing was taken"), ("refused", "We did not take")])
def test_an_order_that_came_to_nothing_says_so(client, state, words):
    order = factories.order(rhythm="once", minor=700, state=state)
    text = client.get(f"/support/thanks/{order.key}/").content.decode()
    assert words in text
    if state == "lapsed":
        again = html.unescape(re.search(r'href="(/support/confirm/[^"]+)"', text)[1])
        assert "You will give €7 once." in client.get(again).content.decode()


def test_an_order_that_a_person_has_to_look_at_leads_to_the_page_that_says_so(client):
    order = factories.order(rhythm="once", state="held")
    response = client.get(f"/support/thanks/{order.key}/", follow=True)
    assert response.redirect_chain == [(f"/support/checkout/{order.key}/", 302)]
    assert "A person looks at this first" in response.content.decode()


@pytest.mark.one_database
def test_the_pages_are_valid_html(client, reader):
    factories.page(slug="support", title="Support", body="<p>By bank transfer.</p>")
    a_goal()
    tell(paid(order := factories.order(patron=factories.patron(user=reader.user, name="A & <b>", is_listed=True))))
    once = "/support/confirm/?rhythm=once&amount=7&currency=UAH"
    for who in (client, reader):
        for address in ("/support/?article=1", "/support/names/", f"/support/thanks/{order.key}/"):
            assert faults(who.get(address)) == []
        for said in ("", "?rhythm=monthly&amount=4&currency=EUR", "?purpose=gift&months=3&currency=EUR"):
            assert faults(who.get(f"/support/confirm/{said}")) == []
        assert faults(who.post(once.replace("=7", "=70"), {"email": "x", "name": "@"})) == []
