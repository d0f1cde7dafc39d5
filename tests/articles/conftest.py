import pytest
import time_machine
from django.utils import timezone

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
