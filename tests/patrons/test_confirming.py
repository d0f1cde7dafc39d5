import pytest

from patrons import providers
from patrons.models import Order, Price
from patrons.providers import interface
from tests import factories
from tests.patrons.facts import checked_out, paid, tell
from tests.patrons.offers import offers

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
