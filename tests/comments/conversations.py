"""Members and comments as they have been for a while."""

import itertools
from datetime import timedelta

from django.utils import timezone

from comments.models import Comment, HouseRules
from tests import factories

numbers = itertools.count(1)
LONG_AGO = timedelta(days=30)
AN_HOUR = timedelta(hours=1)


def said(article, author, state="visible", ago=AN_HOUR, **fields):
    """A comment that stands there already; `ago` is how long."""
    at = timezone.now() - ago
    fields = {"text": f"Thought number {next(numbers)}.", "posted_at": at, **fields}
    return Comment.objects.create(
        article=article, author=author, state=state, shown_at=at if state in ("visible", "removed") else None, **fields
    )


def newcomer(**fields):
    return factories.user(**fields)


def member(article, **fields):
    """Somebody whose next comment shows at once, and whose reports count."""
    known = factories.user(**fields)
    type(known).objects.filter(pk=known.pk).update(joined_at=timezone.now() - LONG_AGO)
    known.refresh_from_db()
    for _ in range(2):
        said(article, known, ago=LONG_AGO)
    return known


def rules(**numbers):
    """The house rules, with these numbers changed."""
    set_so = HouseRules.current()
    for name, value in numbers.items():
        setattr(set_so, name, value)
    set_so.save()
    return set_so
