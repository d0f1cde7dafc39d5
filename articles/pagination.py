"""Pages of a long list that stay put while news arrives: the cursor is the last row seen, not a count."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")  # microseconds of publication, id
SIZE = 20


def cursor_of(row, along):
    """The place of a row in time order, as it stands in an address."""
    when, which = (getattr(row, field) for field in along)
    return f"{(when - EPOCH) // timedelta(microseconds=1)}-{which}"


def place(cursor):
    """The publication time and id a cursor names. Raises Http404 for anything that is no cursor."""
    match = CURSOR.fullmatch(cursor)
    if not match:
        raise Http404("no such page")
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError as error:
        raise Http404("no such page") from error


def newer_than(queryset, cursor, along=("published_at", "id")):
    """The rows above the one a cursor names, newest first. Raises Http404 for anything that is no cursor."""
    when, which = along
    at, pk = place(cursor)
    later = queryset.filter(Q(**{f"{when}__gt": at}) | Q(**{f"{which}__gt": pk}), **{f"{when}__gte": at})
    return later.order_by(f"-{when}", f"-{which}")


@dataclass
class KeysetPage:
    """One page of rows, newest first, with the addresses of its neighbours (empty at the ends)."""

    rows: list
    newer: str
    older: str
    is_first: bool


def keyset_page(request, queryset, size=SIZE, along=("published_at", "id")):
    """The page of `queryset` that `?older=` or `?newer=` asks for; the newest one without either.

    `along` names the time and the number that an index orders the rows by. One query (two when somebody has paged back
    to the newest page); the index bounds it however deep the page lies.
    """
    when, which = along
    descending = queryset.order_by(f"-{when}", f"-{which}")
    older, newer = request.GET.get("older"), request.GET.get("newer")
    if newer:
        found = list(newer_than(queryset, newer, along).order_by(when, which)[: size + 1])
        has_newer, has_older, rows = len(found) > size, True, found[:size][::-1]
    elif older:
        at, pk = place(older)
        earlier = descending.filter(Q(**{f"{when}__lt": at}) | Q(**{f"{which}__lt": pk}), **{f"{when}__lte": at})
        found = list(earlier[: size + 1])
        has_newer, has_older, rows = True, len(found) > size, found[:size]
        if not rows:
            raise Http404("no such page")
    if not (newer or older) or (newer and len(rows) < size):  # the newest page is always a full one
        found = list(descending[: size + 1])
        has_newer, has_older, rows = False, len(found) > size, found[:size]
    return KeysetPage(
        rows,
        f"{request.path}?newer={cursor_of(rows[0], along)}" if has_newer else "",
        f"{request.path}?older={cursor_of(rows[-1], along)}" if has_older else "",
        is_first=not has_newer,
    )
