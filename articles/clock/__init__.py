"""The clock of the newsroom: what happens by itself, and when.

Each process that serves pages has a clock, a thread that ticks every second (`ticking`). It counts the reads that wait
in its process; what concerns the whole newsroom (`jobs`) is done by the clock that holds the lease, of which there is
one at a time (`articles.models.ClockLease`). Whatever is due is done exactly once by itself (`due`), so a lease that
changes hands does no harm. `lateness` says whether anybody keeps time.

Beside it ticks the post, with a lease of its own: it carries letters to the mail server, which may keep it waiting.
"""

from articles.models.schedule import THE_CLOCK, THE_POST

from .lateness import lateness
from .ticking import Clock, start, stop

__all__ = ["THE_CLOCK", "THE_POST", "Clock", "lateness", "start", "stop"]
