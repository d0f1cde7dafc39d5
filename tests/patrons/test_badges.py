"""The badge of a patron beside comments."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patrons.models import Patron
from tests import factories
from tests.patrons.facts import MONTH, START, paid, tell

pytestmark = pytest.mark.django_db
BADGE = '<span class="c-badge c-badge--patron">Patron</span>'


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


def giver(**wishes):
    patron = factories.patron(user=factories.user(), **wishes)
    number = f"pay-{patron.pk}"
    order = factories.order(patron=patron, rhythm="monthly")
    fact = paid(order, number=number)
    object.__setattr__(fact, "subscription", f"sub-{patron.pk}")
    tell(fact)
    return patron.user


def page_of(client, article):
    return client.get(article.get_absolute_url()).content.decode()


def test_it_stands_beside_the_words_of_patrons_who_wish_it(client):
    article = factories.article()
    factories.comment(article=article, author=giver(shows_badge=True))
    factories.comment(article=article, author=giver())
    factories.comment(article=article, author=factories.patron(user=factories.user(), shows_badge=True).user)
    assert page_of(client, article).count(BADGE) == 1, "one wishes it not, one does not give"
    with time_machine.travel(START + MONTH * 3, tick=False):
        assert BADGE not in page_of(client, article), "nobody gives any more"


def test_badges_cost_one_query_however_many_speak(client):
    article = factories.article()
    factories.comment(article=article, author=giver(shows_badge=True))
    page_of(client, article)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page_of(client, article)
        return len(queries)

    before = asked()
    for _speaker in range(4):
        factories.comment(article=article, author=giver(shows_badge=True))
    assert page_of(client, article).count(BADGE) == 5
    assert asked() == before


def test_a_patron_can_be_asked_for_without_speaking(db):
    user = giver(shows_badge=True)
    assert list(Patron.objects.with_badge([user.pk, 0])) == [user.pk]
