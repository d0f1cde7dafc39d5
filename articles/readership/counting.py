"""Counting reads once for an article, hour and address, with nothing left after the day that says whose they were."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from articles.models import Article, HourlyReads, ReadMark, ReadSalt

READS_A_NETWORK = 30  # of one article in one hour: a school or an office may read, but not lift an article alone
SLICE = 5000  # marks deleted at a time, so that no writer waits long


class Read(NamedTuple):
    """A read as it waits in memory. The addresses are never written down."""

    article: int
    hour: datetime
    address: str
    network: str


@transaction.atomic
def count(reads: Iterable[Read]) -> None:
    """Add to the counts of the hours what has not been counted before.

    Whoever counts holds the row of the day's salt, so that two processes count one after the other and what is looked
    up stays true until it is written. (SQLite has one writer at a time anyway.) All or nothing: reads whose count
    failed, or may have failed, can safely be counted again.
    """
    midnight = start_of_day(timezone.now())
    salt = hold_salt(midnight.date())
    # What comes after midnight finds the salt of its day gone, and belongs to the first hour of the new day.
    reads = {read._replace(hour=max(read.hour, midnight)) for read in reads}
    visible = set(Article.objects.published().filter(pk__in={r.article for r in reads}).values_list("pk", flat=True))
    new = only_new([read for read in reads if read.article in visible], salt)
    ReadMark.objects.bulk_create(new.values())
    add_to_hours(new)


def only_new(reads: Collection[Read], salt: bytes) -> dict[Read, ReadMark]:
    """The reads whose address has no mark yet and whose network is below its cap, with the marks they leave."""
    keys = {read: digest(salt, read.article, read.hour, "address", read.address) for read in reads}
    networks = {read: digest(salt, read.article, read.hour, "network", read.network) for read in reads}
    known = ReadMark.objects.filter(key__in=set(keys.values())).values_list("key", flat=True)
    marked = ReadMark.objects.filter(network__in=set(networks.values())).values_list("network").annotate(Count("pk"))
    counted = {bytes(key) for key in known}
    taken = Counter({bytes(network): marks for network, marks in marked})
    new = {}
    for read in reads:
        if keys[read] not in counted and taken[networks[read]] < READS_A_NETWORK:
            taken[networks[read]] += 1
            new[read] = ReadMark(key=keys[read], network=networks[read], hour=read.hour)
    return new


def add_to_hours(reads: Iterable[Read]) -> None:
    added = Counter((read.article, read.hour) for read in reads)
    rows = HourlyReads.objects.filter(article__in={a for a, _ in added}, hour__in={hour for _, hour in added})
    before = {(article, hour): reads for article, hour, reads in rows.values_list("article", "hour", "reads")}
    HourlyReads.objects.bulk_create(
        [
            HourlyReads(article_id=article, hour=hour, reads=before.get((article, hour), 0) + more)
            for (article, hour), more in added.items()
        ],
        update_conflicts=True,
        unique_fields=["article", "hour"],
        update_fields=["reads"],
    )


def digest(salt: bytes, *parts: object) -> bytes:
    return hashlib.blake2b(" ".join(map(str, parts)).encode(), key=salt, digest_size=16).digest()


def hold_salt(day: date) -> bytes:
    """The salt of the day, its row locked until the transaction ends. Whoever comes first makes it."""
    salts = ReadSalt.objects.select_for_update().filter(day=day)
    if not (row := salts.first()):
        ReadSalt.objects.bulk_create([ReadSalt(day=day, salt=secrets.token_bytes(32))], ignore_conflicts=True)
        row = salts.get()
    return bytes(row.salt)


def forget() -> None:
    """Delete the salts of past days, after which nothing says whose the marks were; then the marks."""
    midnight = start_of_day(timezone.now())
    ReadSalt.objects.filter(day__lt=midnight.date()).delete()
    past = ReadMark.objects.filter(hour__lt=midnight).values_list("pk", flat=True)
    while keys := list(past[:SLICE]):
        ReadMark.objects.filter(pk__in=keys).delete()


def start_of_day(moment: datetime) -> datetime:
    """Of a day of UTC, because an hour must not lie in two days; in the newsroom's time zone it might."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
