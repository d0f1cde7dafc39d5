from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import PastAddress
from articles.slugs import slug_for
from tests import factories

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("The day the kilogram stopped being an object", "the-day-the-kilogram-stopped-being-an-object"),
        ("Щедрик: пісня на чотири ноти", "shchedryk-pisnia-na-chotyry-noty"),
        ("Їжак, юшка та мить", "yizhak-yushka-ta-myt"),
        ("Згорани й Розгін", "zghorany-y-rozghin"),
        ("Об’єкт п'яти", "obiekt-piaty"),
        ("中文標題", "中文標題"),
        ("عنوان", "عنوان"),
        ("!!!", ""),
    ],
)
def test_slugs_are_made_from_headlines_of_any_alphabet(headline, slug):
    assert slug_for(headline) == slug


@given(st.text(max_size=300))
def test_a_slug_is_never_too_long_nor_does_it_hold_anything_an_address_cannot(text):
    slug = slug_for(text)
    assert len(slug) <= 80
    assert not set(slug) & set("/?#% \n")


def test_the_same_headline_twice_gets_a_number(db):
    factories.draft(headline="Rain")
    assert factories.draft(headline="Rain").slug == "rain-2"
    assert factories.draft(headline="Rain", language="uk").slug == "rain"


def test_an_address_holds_section_day_and_slug(db, client):
    at = datetime(2026, 3, 17, 0, 30, tzinfo=KYIV)  # still the 16th in Greenwich
    article = factories.article(headline="Rain", section=factories.section(slug="science"), at=at)
    assert article.get_absolute_url() == "/science/2026/03/17/rain/"
    assert client.get("/science/2026/03/17/rain/").status_code == 200
    assert client.get("/science/2026/03/16/rain/").status_code == 404
    assert client.get("/uk/science/2026/03/17/rain/").status_code == 404


SLUGS = {"Chinese": "中文標題", "Arabic": "عنوان-الخبر", "Cyrillic": "їжак-і-ґанок", "long": "я" * 100}


@pytest.mark.parametrize("slug", SLUGS.values(), ids=SLUGS)
def test_an_address_of_any_alphabet_opens_and_can_be_left(db, client, slug):
    article = factories.article(headline="Rain", slug=slug, section=factories.section(slug="небо" * 25))
    assert client.get(article.get_absolute_url()).status_code == 200
    old = rename(article, "я" * 99)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())
    assert client.get(article.get_absolute_url()).status_code == 200
    path = article.path
    article.section.slug = "хмари" * 20
    article.section.save()
    article.section.leave_addresses("небо" * 25)
    article.refresh_from_db()
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize("path", ["/science/2026/99/17/rain/", "/science/abcd/03/17/rain/", "/science/2026/03/rain/"])
def test_nonsense_dates_are_not_found(db, client, path):
    factories.article(headline="Rain", section=factories.section(slug="science"))
    assert client.get(path).status_code == 404


def rename(article, slug):
    """What the admin does when an address changes."""
    old, path = article.get_absolute_url(), article.path
    article.slug = slug
    article.save()
    article.leave_address(path)
    return old


def test_an_old_address_leads_to_the_new_one_in_one_hop(db, client):
    article = factories.article(headline="Rain")
    first, second = rename(article, "drizzle"), rename(article, "shower")
    for old in (first, second):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


def test_going_back_to_an_earlier_address_never_loops(db, client):
    article = factories.article(headline="Rain")
    home = article.get_absolute_url()
    away = rename(article, "drizzle")
    away = article.get_absolute_url()
    rename(article, "rain")
    assert article.get_absolute_url() == home
    assert client.get(home).status_code == 200
    assert client.get(away)["Location"] == home
    assert not PastAddress.objects.filter(path=home).exists()


def test_an_old_address_does_not_tell_of_an_article_that_is_a_draft_again(db, client):
    article = factories.article(headline="Rain")
    old = rename(article, "drizzle")
    article.status = article.Status.DRAFT
    article.save()
    assert client.get(old).status_code == 404
    assert client.get(article.get_absolute_url()).status_code in (302, 404)


def test_an_address_in_use_beats_an_old_one(db, client):
    science = factories.section(slug="science")
    at = datetime(2026, 3, 17, 9, tzinfo=KYIV)
    moved = factories.article(headline="Rain", section=science, at=at)
    rename(moved, "drizzle")
    newcomer = factories.article(headline="Rain", section=science, at=at)
    response = client.get("/science/2026/03/17/rain/")
    assert response.status_code == 200
    assert response.context["article"] == newcomer


def test_a_withdrawn_article_answers_gone_with_the_note_also_at_its_old_address(db, client):
    article = factories.article(headline="Rain")
    old = rename(article, "drizzle")
    article.withdraw(by=None, note="The weight was converted wrongly.")
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "The weight was converted wrongly." in response.content.decode()
    assert client.get(old, follow=True).status_code == 410
