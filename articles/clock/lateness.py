"""How late the clock is: for whoever watches the server, and for the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.db.models.functions import Now

from articles.models import Article, ClockLease, PlannedAct
from articles.models.schedule import THE_CLOCK

LATE = 30  # seconds


@dataclass(frozen=True)
class Lateness:
    silent: float | None  # seconds since the leading clock's last sign of life; None when there never was one
    overdue: float = 0  # seconds since the time of the oldest thing that is due and not done

    @property
    def seconds(self) -> float | None:
        return None if self.silent is None else max(self.silent, self.overdue)

    @property
    def is_late(self) -> bool:
        return self.seconds is None or self.seconds > LATE

    def __str__(self) -> str:
        return "has never run" if self.seconds is None else f"{self.seconds:.1f} s"


def lateness() -> Lateness:
    """By the database's clock, in one query."""
    waiting = {
        "article": Article.objects.going_live().order_by().values("status").annotate(first=Min("published_at")),
        "act": PlannedAct.objects.due().order_by().values("done_at").annotate(first=Min("at")),
    }
    found = ClockLease.objects.annotate(now=Now(), **{name: rows.values("first") for name, rows in waiting.items()})
    lease: Any = found.filter(name=THE_CLOCK).first()
    if lease is None:
        return Lateness(None)
    moments = [moment for moment in (lease.article, lease.act) if moment]
    return Lateness(since(lease.beat_at, lease.now), max((since(moment, lease.now) for moment in moments), default=0))


def since(moment: datetime, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0)
