"""The paper asks strangers, and thanks patrons: on every page, with the books to say who is which."""

import re

import pytest

from tests import factories
from tests.patrons.facts import MONTH, START, paid, refunded, tell

pytestmark = pytest.mark.django_db
ASKS = 'Support <span class="nowrap">The-News</span> by becoming our patron!'
THANKS = "Thank you: you make this possible."


@pytest.fixture(autouse=True)
def in_march(time_machine):
    time_machine.move_to(START + MONTH / 2, tick=False)


@pytest.fixture
def article():
    return factories.article(at=START)


@pytest.fixture
def order(reader):
    return factories.order(patron=factories.patron(user=reader.user))


def words(client, address):
    return client.get(address).content.decode()


def test_every_article_asks_and_says_which_one_it_is(client, article):
    page = words(client, article.get_absolute_url())
    assert ASKS in page
    assert page.count(f'href="/support/?article={article.pk}"') == 3  # masthead, after the text, foot
    other = factories.article(at=START)
    assert f"?article={other.pk}" in words(client, other.get_absolute_url())


def test_home_asks_too_and_names_no_article(client, article):
    page = words(client, "/")
    assert ASKS in page
    assert "?article=" not in page


@pytest.mark.parametrize("address", ["/", "/all-news/", "/support/names/", "/nothing-here/"])
def test_the_foot_of_every_page_leads_to_the_support_page(client, address):
    assert re.search(r'href="/support/">\s*Support The-News by becoming our patron!', words(client, address))


def test_a_patron_reads_thanks_instead(reader, order, article):
    assert ASKS in words(reader, article.get_absolute_url())
    tell(paid(order))
    for address in (article.get_absolute_url(), "/"):
        page = words(reader, address)
        assert THANKS in page
        assert "becoming our patron!" not in page
        assert "Become a patron" not in page
    assert "Your support" in words(reader, "/all-news/")


def test_whose_money_was_given_back_is_asked_again(reader, order, article):
    tell(paid(order), refunded())
    assert ASKS in words(reader, article.get_absolute_url())


def test_giving_once_makes_nobody_a_patron(reader, article):
    tell(paid(factories.order(rhythm="once", patron=factories.patron(user=reader.user))))
    assert ASKS in words(reader, article.get_absolute_url())


def test_what_a_patron_reads_is_kept_by_no_shared_cache(reader, order, article):
    tell(paid(order))
    response = reader.get(article.get_absolute_url())
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_strangers_cost_no_question_and_members_one(client, reader, order, article, django_assert_max_num_queries):
    tell(paid(order))
    for address in ("/all-news/", article.get_absolute_url()):
        with django_assert_max_num_queries(100) as asked:
            words(client, address)
        assert not [one for one in asked.captured_queries if "patron" in one["sql"]]
        with django_assert_max_num_queries(100) as asked:
            words(reader, address)
        assert len([one for one in asked.captured_queries if "patron" in one["sql"]]) == 1


def test_a_preview_of_a_draft_names_no_article(editor):
    draft = factories.draft(body="<p>Body.</p>")
    assert "?article=" not in words(editor, f"/preview/{draft.pk}/")
