"""The threads that tick, one of each name in each process."""

import atexit
import logging
import os
import secrets
import socket
import threading
import time

from django.db import close_old_connections, connections

from articles.models import ClockLease
from articles.models.schedule import THE_CLOCK, THE_POST

from . import jobs
from .jobs import Job

TICK = 1  # seconds
BEAT = 3  # seconds from one sign of life to the next; a lease outlives two that are missed
LAST_WORDS = 10  # seconds a job has to end when the process does

logger = logging.getLogger(__name__)
starting = threading.Lock()


class Clock(threading.Thread):
    """THE_CLOCK keeps the times of publication, THE_POST does what may have to wait for others."""

    def __init__(self, name: str = THE_CLOCK) -> None:
        super().__init__(name=name, daemon=True)
        self.holder = f"{socket.gethostname()[:40]}, process {os.getpid()}, {secrets.token_hex(4)}"
        self.leads = False
        self.stopping = threading.Event()
        self.of_process = jobs.of_every_process(name)
        self.lead = Job("The lease of the clock cannot be held", self.reach_for_lease, every=BEAT)
        self.of_newsroom = jobs.of_the_newsroom(name)

    def run(self) -> None:
        while not self.stopping.wait(TICK):
            close_old_connections()
            self.tick(time.monotonic())

    def tick(self, now: float | None = None) -> None:
        """Do what it is time for; without `now`, everything."""
        self.do(self.of_process, now)
        self.do([self.lead], now)
        if self.leads:
            self.do(self.of_newsroom, now)

    def do(self, these: list[Job], now: float | None) -> None:
        """Each in turn, whatever became of the one before. After a failure the next has a new connection."""
        for job in these:
            if (now is None or job.is_due(now)) and not job.try_to_run(now):
                connections.close_all()

    def reach_for_lease(self) -> None:
        self.leads = False  # should the database not answer
        self.leads = ClockLease.objects.hold(self.name, self.holder)

    def once(self) -> bool:
        """One round of everything, if no other clock is at it: whether it was ours to do."""
        self.tick()
        had_lease = self.leads
        self.let_go()
        return had_lease

    def let_go(self) -> None:
        """Leave the lease to whoever reaches for it next."""
        if self.leads:
            ClockLease.objects.release(self.name, self.holder)
            self.leads = False

    def end(self) -> None:
        """Do for the last time what would be lost with the process."""
        self.stopping.set()
        if self.is_alive() and self is not threading.current_thread():
            self.join(LAST_WORDS)
        self.do(self.of_process, None)
        try:
            self.let_go()
        except Exception:
            logger.exception("The lease of the clock was not given back; it runs out by itself.")


running: list[Clock] = []


def start() -> None:
    """Start the clocks of this process unless they run. (A thread does not survive a fork: a worker has its own.)"""
    if all_run():
        return
    with starting:
        if not all_run():
            running[:] = [Clock(THE_CLOCK), Clock(THE_POST)]
            for clock in running:
                clock.start()
            atexit.register(stop)


def all_run() -> bool:
    return bool(running) and all(clock.is_alive() for clock in running)


def stop() -> None:
    """End the clocks of this process. Raises nothing, as there is nobody left to tell."""
    clocks, running[:] = running[:], []
    for clock in clocks:
        clock.stopping.set()
    for clock in clocks:
        clock.end()
