from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.front import compose
from articles.models import Article, HourlyReads
from articles.readership import recompute
from tests import factories


def everything_on(front):
    single = [front["lead"]] if front["lead"] else []
    lists = ("seconds", "pair", "related", "last", "popular", "opinions", "long_reads")
    blocks = [article for block in front["blocks"] for article in block["articles"]]
    return single + [article for name in lists for article in front[name]] + blocks


def composed(language="en"):
    front = compose(language)
    return {**front, "blocks": list(front["blocks"])}


def make(count, **fields):
    now = timezone.now()
    return [factories.article(at=now - timedelta(minutes=10 * number), **fields) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 15, 60])
def test_no_article_stands_twice_however_many_there_are(db, count):
    sections = [factories.section() for _ in range(4)]
    kinds = list(Article.Kind)
    now = timezone.now()
    for number in range(count):
        article = factories.article(
            section=sections[number % 4],
            kind=kinds[number % 5],
            important=number % 3 == 0,
            at=now - timedelta(hours=number),
        )
        HourlyReads.objects.create(article=article, hour=now, reads=100 + number)
    recompute()
    front = composed()
    times = Counter(article.pk for article in everything_on(front))
    assert set(times.values()) <= {1}
    assert bool(front["lead"]) == bool(count)
    assert all(block["articles"] for block in front["blocks"])


def test_the_newest_important_article_with_a_picture_leads(db):
    make(5)
    picture = factories.picture()
    plain = factories.article(important=True, at=timezone.now() - timedelta(minutes=1))
    lead = factories.article(important=True, picture=picture, at=timezone.now() - timedelta(hours=3))
    front = composed()
    assert front["lead"] == lead
    assert plain in front["seconds"]


def test_an_important_article_does_not_lead_for_ever(db):
    picture = factories.picture()
    factories.article(important=True, picture=picture, at=timezone.now() - timedelta(days=5))
    fresh = factories.article(picture=picture, at=timezone.now() - timedelta(hours=1))
    assert composed()["lead"] == fresh


def test_a_flash_stands_in_the_stream_and_leads_only_when_there_is_nothing_else(db):
    flash = factories.article(kind=Article.Kind.FLASH)
    assert composed()["lead"] == flash
    report = factories.article(kind=Article.Kind.REPORT, at=timezone.now() - timedelta(hours=8))
    front = composed()
    assert front["lead"] == report
    assert flash in front["last"]


def test_a_new_article_is_on_the_front_at_once(client, db):
    assert "Harbour opens" not in client.get("/").content.decode()
    factories.article(headline="Harbour opens")
    assert "Harbour opens" in client.get("/").content.decode()


def test_the_strip_shows_the_latest_facts_of_the_story_last_written_to(db):
    factories.fact(story=factories.story(title="Older"))
    story = factories.story(title="Metre")
    for year in (1875, 1889, 1960, 1983):
        factories.fact(story=story, date=str(year))
    front = composed()
    assert front["story"] == story
    assert [entry["when"].year for entry in front["story_entries"]] == [1889, 1960, 1983]
