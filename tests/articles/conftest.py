from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article
from tests import factories


@pytest.fixture
def clock():
    """It stands at half past, so that no test runs across the end of an hour; a test may move it."""
    with time_machine.travel(timezone.now().replace(minute=30, second=0, microsecond=0), tick=False) as traveller:
        yield traveller


@pytest.fixture
def article(db):
    return factories.article()


@pytest.fixture
def ready(db):
    """A draft that lacks nothing."""
    fields = {"headline": "Rain", "body": "<p>It rains.</p>", "section": factories.section(slug="weather")}
    return factories.draft(authors=[factories.author()], **fields)


@pytest.fixture(scope="module")
def reports(kept):
    now = timezone.now()
    sections = [factories.section() for _ in range(3)]
    picture = factories.picture()
    return [
        factories.article(
            headline=f"Report {number}",
            at=now - timedelta(minutes=10 * number),
            section=sections[number % 3],
            picture=picture if number == 1 else None,
        ).pk
        for number in range(1, 15)
    ]


@pytest.fixture
def newsroom(reports, db):
    """Fourteen reports and no front: the newest with a picture leads."""
    return list(Article.objects.filter(pk__in=reports).order_by("pk"))
