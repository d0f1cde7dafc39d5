import itertools
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from articles import archive
from articles.pagination import SIZE
from tests import factories

START = datetime(2026, 3, 17, 12, tzinfo=UTC)


@pytest.fixture
def fifty(db):
    """Fifty articles of one section, two of them always within the same microsecond."""
    section = factories.section(slug="science")
    return [factories.article(section=section, at=START - timedelta(minutes=number // 2)) for number in range(50)]


def articles_of(pages):
    """The ids of the articles on some pages; an author's page lists bylines."""
    return [getattr(row, "article_id", row.pk) for page in pages for row in page.rows]


def walk(client, path, direction):
    """Follow “Older” or “Newer” to the end: the articles of each page."""
    pages = []
    while path:
        response = client.get(path)
        assert response.status_code == 200
        pages.append(response.context["page"])
        path = getattr(pages[-1], direction)
    return pages


@pytest.mark.parametrize("path", ["/science/", "/authors/marta/", "/topics/rain/"])
def test_walking_to_the_end_and_back_shows_every_article_once(client, db, path):
    section, author, topic = (
        factories.section(slug="science"),
        factories.author(slug="marta"),
        factories.topic(slug="rain"),
    )
    wanted = {
        factories.article(section=section, authors=[author], topics=[topic], at=START - timedelta(minutes=n // 2)).pk
        for n in range(45)
    }
    there = walk(client, path, "older")
    back = walk(client, there[-2].older, "newer")
    seen = articles_of(there)
    assert len(seen) == 45
    assert set(seen) == wanted
    assert [len(page.rows) for page in there] == [20, 20, 5]
    assert set(articles_of(back)) == wanted
    assert there[0].newer == ""
    assert back[-1].is_first


def test_older_pages_stay_put_while_news_arrives(client, fifty):
    older = client.get("/science/").context["page"].older
    before = [article.pk for article in client.get(older).context["page"].rows]
    factories.article(section=fifty[0].section)
    assert [article.pk for article in client.get(older).context["page"].rows] == before


def test_the_newest_page_is_full_however_one_came_to_it(client, fifty):
    second = client.get(client.get("/science/").context["page"].older).context["page"]
    factories.article(section=fifty[0].section)
    first = client.get(second.newer).context["page"]
    assert len(first.rows) == SIZE


def test_nonsense_in_a_page_address_is_never_an_error(client, fifty):
    cursors = ["abc", "-1", "1-", "1-2-3", "99999999999999999-1", "1-999999999999999999", "٣-٤", "%00", "0-0"]
    for cursor, direction in itertools.product([*cursors, "1&newer=2"], ("older", "newer")):
        assert client.get(f"/science/?{direction}={cursor}").status_code in (200, 404), cursor


def test_a_day_holds_what_was_published_between_its_midnights_in_the_newsroom(client, db):
    last = factories.article(headline="Last of the 16th", at=datetime(2026, 3, 16, 21, 59, tzinfo=UTC))
    first = factories.article(headline="First of the 17th", at=datetime(2026, 3, 16, 22, 0, tzinfo=UTC))
    assert client.get("/all-news/2026/3/16/").context["articles"] == [last]
    assert client.get("/all-news/2026/3/17/").context["articles"] == [first]


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_the_days_of_the_clock_change_lose_nothing_and_show_nothing_twice(client, db, day, hours):
    start, end = archive.bounds(date(*day))
    start, end = start.astimezone(UTC), end.astimezone(UTC)  # local times of one zone are subtracted as if on paper
    assert end - start == timedelta(hours=hours)
    made = [factories.article(at=start + timedelta(hours=hour)) for hour in range(hours)]
    year, month, number = day
    shown = client.get(f"/all-news/{year}/{month}/{number}/").context["articles"]
    assert {article.pk for article in shown} == {article.pk for article in made}
    for article in made:
        assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path", ["/all-news/2026/2/30/", "/all-news/2026/13/1/", "/all-news/0/1/1/", "/all-news/99999/1/1/",
             "/all-news/?date=soon", "/all-news/?date=2026-99-99", "/popular/?hours=7"],
)  # fmt: skip
def test_days_that_do_not_exist_are_not_found(client, db, path):
    response = client.get(path, follow=True)
    assert response.status_code == 404


def test_the_date_field_leads_to_the_day(client, db):
    assert client.get("/all-news/?date=2026-03-17")["Location"] == "/all-news/2026/3/17/"


def test_a_day_leads_to_the_nearest_days_with_news(client, db):
    for number in (1, 10, 20):
        factories.article(at=datetime(2026, 3, number, 9, tzinfo=UTC))
    response = client.get("/all-news/2026/3/10/")
    assert response.context["previous_day"]["url"] == "/all-news/2026/3/1/"
    assert response.context["next_day"]["url"] == "/all-news/2026/3/20/"
    counts = {
        cell["day"].day: cell["count"] for week in response.context["calendar"]["weeks"] for cell in week if cell
    }
    assert (counts[1], counts[2], counts[10]) == (1, 0, 1)


def test_an_empty_paper_still_opens(client, db):
    today = timezone.localdate()
    for path in ("/", "/all-news/", "/popular/", "/corrections/", f"/all-news/{today:%Y/%-m/%-d}/", "/uk/"):
        assert client.get(path).status_code == 200, path
    assert not re.search(r"<h2[^>]*>\s*</h2>", client.get("/").content.decode())
