"""Stories, corrections and the standing pages."""

from datetime import UTC, datetime

import pytest

from articles.models import Correction
from tests import factories
from tests.articles.test_article_page import words_of


@pytest.fixture
def story(db):
    story = factories.story(title="Clay cities", slug="clay", summary="Three sentences.")
    for date, text in (
        ("about 4000 BC", "Houses of two storeys are built."),
        ("1893", "A dig begins near Kyiv."),
        ("1990-02-14", "A picture is taken."),
        ("1990-02-14", "Another thing happens on the same day."),
        ("1990", "The year as a whole."),
    ):
        factories.fact(story=story, date=date, text=text, source_name="A museum")
    return story


def test_a_timeline_reads_from_the_newest_and_from_the_start(client, story):
    newest = words_of(client.get("/stories/clay/"))
    oldest = words_of(client.get("/stories/clay/?order=oldest"))
    assert newest.index("A picture is taken.") < newest.index("A dig begins") < newest.index("Houses of two storeys")
    assert oldest.index("Houses of two storeys") < oldest.index("A dig begins") < oldest.index("A picture is taken.")
    assert "about 4000 BC" in oldest


def test_two_facts_of_one_day_are_both_there(client, story):
    text = words_of(client.get("/stories/clay/"))
    assert "A picture is taken." in text
    assert "Another thing happens on the same day." in text


def test_a_fact_leads_to_our_own_article(client, story):
    article = factories.article(headline="We were there", story=story)
    factories.fact(story=story, date="2001", text="We report.", article=article)
    response = client.get("/stories/clay/")
    assert article.get_absolute_url() in response.content.decode()


def test_a_story_without_facts_still_opens(client, db):
    factories.story(slug="new", title="New")
    assert "New" in words_of(client.get("/stories/new/"))


def test_the_ledger_shows_every_kind_by_month_and_leads_to_the_article(client, db):
    article = factories.article(headline="Wrong once")
    for month, kind in enumerate(Correction.Kind, start=1):
        factories.correction(
            article=article, kind=kind, wrong=f"Wrong {kind}.", date=datetime(2026, month, 17, tzinfo=UTC)
        )
    response = client.get("/corrections/")
    text = words_of(response)
    assert text.index("Wrong retraction.") < text.index("Wrong update.") < text.index("Wrong clarification.")
    assert "April 2026" in text
    assert article.get_absolute_url() in response.content.decode()


def test_a_correction_dated_ahead_waits(client, db):
    factories.correction(article=factories.article(), wrong="Not yet.", date=datetime(2099, 1, 1, tzinfo=UTC))
    assert "Not yet." not in words_of(client.get("/corrections/"))


def test_standing_pages_are_written_by_the_desk_and_linked_in_the_footer(client, db):
    factories.page(slug="about", title="About us", body="<p>We are few.</p><script>alert(1)</script>")
    factories.page(slug="hidden", title="Not in the footer", in_footer=False)
    home = client.get("/").content.decode()
    assert 'href="/pages/about/"' in home
    assert "Not in the footer" not in home
    page = client.get("/pages/about/").content.decode()
    assert "We are few." in page
    assert "alert(1)" not in page
    assert client.get("/pages/nothing/").status_code == 404
