"""The clock of a process: a thread that has waiting reads counted, the ranking computed and past days forgotten."""

import atexit
import logging
import threading
import time
from datetime import date

from django.db import close_old_connections, connections
from django.utils import timezone

from . import counting, ranking, waiting

TICK = 3  # seconds

logger = logging.getLogger(__name__)
starting = threading.Lock()


class Clock(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="readership", daemon=True)
        self.day: date | None = None
        self.is_failing = False

    def run(self) -> None:
        while True:
            time.sleep(TICK)
            close_old_connections()
            self.try_to_tick()

    def try_to_tick(self) -> None:
        """Tick, and outlive any error: the reads go on waiting, and the next tick has a new connection."""
        try:
            self.tick()
            self.is_failing = False
        except Exception:
            if not self.is_failing:  # said once, not every few seconds of an outage
                logger.exception("Reads cannot be counted; %d wait.", len(waiting.reads))
            self.is_failing = True
            connections.close_all()

    def tick(self) -> None:
        waiting.flush()
        today = counting.start_of_day(timezone.now()).date()
        if today != self.day:
            counting.forget()
            self.day = today
        ranking.recompute_if_due()


the_clock: Clock | None = None


def start() -> None:
    """Start the clock of this process unless it runs. (A thread does not survive a fork: a worker has its own.)"""
    global the_clock
    if the_clock and the_clock.is_alive():
        return
    with starting:
        if not (the_clock and the_clock.is_alive()):
            the_clock = Clock()
            the_clock.start()
            atexit.register(stop)


def stop() -> None:
    """Count what still waits before the process ends. Raises nothing, as there is nobody left to tell."""
    try:
        waiting.flush()
    except Exception:
        logger.exception("%d reads could not be counted and are lost.", len(waiting.reads))
