"""What is done by itself, and how often."""

import logging
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts import devices, erasing, limits
from accounts.letters.sending import Sender
from accounts.models import Letter
from articles.models import Autosave, HourlyReads, Presence
from articles.models.presence import KEPT_FOR, REMEMBERED_FOR
from articles.models.schedule import THE_CLOCK, THE_POST
from articles.readership import counting, ranking, waiting

from . import due

TABS_KEPT = timedelta(days=1)
READS_KEPT = timedelta(days=365)

logger = logging.getLogger(__name__)


class Job:
    """Something to be done every so many seconds. `trouble` is what to say when it cannot be done."""

    def __init__(self, trouble: str, run: Callable[[], object], every: float) -> None:
        self.trouble, self.run, self.every = trouble, run, every
        self.last: float | None = None
        self.is_failing = False

    def is_due(self, now: float) -> bool:
        return self.last is None or now - self.last >= self.every

    def try_to_run(self, now: float | None = None) -> bool:
        """Run, and outlive any error: what could not be done is done the next time."""
        self.last = now
        try:
            self.run()
        except Exception:
            if not self.is_failing:  # said once, not every few seconds of an outage
                logger.exception("%s.", self.trouble)
            self.is_failing = True
            return False
        self.is_failing = False
        return True


Registered = tuple[str, Callable[[], object], float]
from_above: dict[str, list[Registered]] = {THE_CLOCK: [], THE_POST: []}


def register(trouble: str, run: Callable[[], object], every: float, clock: str = THE_CLOCK) -> None:
    """Add a job of an app above this one, in its AppConfig.ready(). What may take seconds belongs to THE_POST: the
    clock of publication waits for nobody."""
    from_above[clock].append((trouble, run, every))


def of_every_process(clock: str = THE_CLOCK) -> list[Job]:
    """What waits in the memory of one process, only that process can do."""
    return [Job("Reads cannot be counted", waiting.flush, every=3)] if clock == THE_CLOCK else []


def of_the_newsroom(clock: str = THE_CLOCK) -> list[Job]:
    """What one process does for all."""
    own = of_the_clock() if clock == THE_CLOCK else of_the_post()
    return own + [Job(*registered) for registered in from_above[clock]]


def of_the_clock() -> list[Job]:
    return [
        Job("What is due cannot be done", due.carry_out, every=1),
        Job("The ranking cannot be computed", ranking.recompute_if_due, every=15),
        Job("Yesterday's read marks cannot be forgotten", counting.forget, every=60),
        Job("What has had its time cannot be deleted", tidy, every=3600),
    ]


def of_the_post() -> list[Job]:
    return [
        Job("Letters cannot be sent", Sender().send_due, every=1),
        Job("Members whose day is over cannot be erased", erasing.carry_out_due, every=60),
        Job("Letters that were sent cannot be forgotten", Letter.objects.forget, every=3600),
    ]


def tidy() -> None:
    """Delete tabs long closed, typing that nobody came back for, counts older than a year, sessions that ended and
    limits that are over."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - TABS_KEPT).delete()
    Autosave.objects.filter(Q(at__lt=now - KEPT_FOR) | Q(saved=True, at__lt=now - REMEMBERED_FOR)).delete()
    HourlyReads.objects.filter(hour__lt=now - READS_KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    devices.tidy()
    limits.tidy()
