"""The paper does not notice the size of its archive."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import readership
from articles.models import Article, Author, HourlyReads, Section
from tests import factories

SMALL, LARGE = 100, 20_000
GOALS = {"article": 13, "home": 12}  # of an article two are about its comments
LIST_GOAL = 7


def pages():
    """The addresses measured, by name; those that lie deep do so in the archive as it is now."""
    published = Article.objects.published("en")
    middle = published.latest_first()[published.count() // 2]
    section, author = Section.objects.first(), Author.objects.first()
    day = timezone.localtime(middle.published_at)
    cursor = f"{int(middle.published_at.timestamp() * 1_000_000)}-{middle.pk}"
    return {
        "home": "/",
        "section": section.get_absolute_url(),
        "all news": "/all-news/",
        "all news, deep": f"/all-news/?older={cursor}",
        "day": f"/all-news/{day.year}/{day.month}/{day.day}/",
        "article": middle.get_absolute_url(),
        "author": author.get_absolute_url(),
        "author, deep": f"{author.get_absolute_url()}?older={cursor}",
        "popular": "/popular/",
    }


def generate(count):
    call_command("generate_archive", articles=count, verbosity=0)
    recent = Article.objects.published("en").latest_first()[:40]
    this_hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    HourlyReads.objects.filter(hour=this_hour).delete()
    HourlyReads.objects.bulk_create(HourlyReads(article=a, hour=this_hour, reads=50) for a in recent)
    readership.recompute()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(client):
    found = {}
    for name, path in pages().items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200, f"{name}: {path}"
        found[name] = [query["sql"] for query in queries]
    return found


@pytest.fixture
def newsroom(db):
    picture = factories.picture()
    factories.article(picture=picture, important=True)
    factories.fact(story=factories.story())
    factories.page(slug="about")


def test_every_page_asks_the_same_number_of_questions_of_a_small_and_of_a_large_archive(client, newsroom, capsys):
    generate(SMALL)
    small = {name: len(queries) for name, queries in measure(client).items()}
    generate(LARGE)
    queries = measure(client)
    large = {name: len(found) for name, found in queries.items()}
    assert large == small
    for name, count in large.items():
        assert count <= GOALS.get(name, LIST_GOAL), f"{name} takes {count} queries:\n" + "\n".join(queries[name])
    if connection.vendor == "postgresql":
        assert_no_scan_over_articles(queries)


def assert_no_scan_over_articles(queries):
    for name, statements in queries.items():
        for statement in statements:
            if not statement.startswith(("SELECT", "(SELECT")):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {statement}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
            for table in ("articles_article", "articles_byline"):
                assert f"Seq Scan on {table} " not in plan, f"{name}:\n{statement}\n{plan}"
