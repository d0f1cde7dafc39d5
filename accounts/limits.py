"""How often somebody may try something within a time: counted in the database, for all processes together."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from accounts.models import Tally


def take(name, subject, amount, seconds):
    """Count one try of `name` by `subject` (an account, a network): None, or seconds to wait if there were `amount`.

    The time begins with the first try and ends for all of them together. One conditional UPDATE decides, so that no
    two processes take the last try both; what is refused is not counted. Outside a transaction (as requests are here)
    it counts whatever becomes of the request; within one it would be undone with it, so take before you begin.
    """
    key, now = key_of(name, subject), timezone.now()
    begins_anew, ends_at = Q(ends_at__lte=now), now + timedelta(seconds=seconds)
    tallies = Tally.objects.filter(key=key)
    for _attempt in range(3):  # a row that others make or tidy away at this very moment
        if tallies.filter(begins_anew | Q(count__lt=amount)).update(
            count=Case(When(begins_anew, then=Value(1)), default=F("count") + 1),
            ends_at=Case(When(begins_anew, then=Value(ends_at)), default=F("ends_at")),
        ):
            return None
        if amount < 1:
            return seconds
        tally = tallies.first()
        if tally and tally.count >= amount:
            return max((tally.ends_at - now).total_seconds(), 1)
        if tally:
            continue  # made since we looked, by somebody who had another of the tries
        try:
            with transaction.atomic():
                Tally.objects.create(key=key, count=1, ends_at=ends_at)
        except IntegrityError:
            continue
        return None
    return 1


def give_back(name, subject):
    """Count one try less: it was no guess."""
    Tally.objects.filter(key=key_of(name, subject), count__gt=0).update(count=F("count") - 1)


def tidy():
    """Forget the tries whose time is over."""
    Tally.objects.filter(ends_at__lte=timezone.now()).delete()


def key_of(name, subject):
    """Neither addresses nor networks stand in the table."""
    return hashlib.sha256(f"{name}\0{subject}".encode()).hexdigest()
