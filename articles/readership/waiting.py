"""Reads that wait in memory until they are counted, many in one go."""

import itertools
import logging
import threading

from . import counting
from .counting import Read

LIMIT = 50_000  # some 20 MB; more than this in a few seconds is no readership
PORTION = 500  # reads counted in one transaction

logger = logging.getLogger(__name__)


class Reads:
    """The reads of one process. What arrives twice waits once; what has been counted is let go, and not before."""

    def __init__(self) -> None:
        self.waiting: set[Read] = set()
        self.turned_away = 0
        self.changing = threading.Lock()
        self.flushing = threading.Lock()

    def __len__(self) -> int:
        return len(self.waiting)

    def add(self, read: Read) -> None:
        with self.changing:
            if len(self.waiting) < LIMIT:
                self.waiting.add(read)
            elif read not in self.waiting:
                self.turned_away += 1
                if self.turned_away == 1:
                    logger.warning("%d reads wait to be counted; more are turned away.", LIMIT)

    def flush(self) -> None:
        """Have everything counted that waits now. After an error what has not been counted goes on waiting."""
        with self.flushing:
            with self.changing:
                reads = iter(list(self.waiting))
            while portion := list(itertools.islice(reads, PORTION)):
                counting.count(portion)
                with self.changing:
                    self.waiting.difference_update(portion)
            if self.turned_away:
                logger.warning("%d reads were turned away.", self.turned_away)
                self.turned_away = 0


reads = Reads()


def flush() -> None:
    """Have counted what waits in this process."""
    reads.flush()
