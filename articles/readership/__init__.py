"""Popular news, counted first-party, without a cookie and without knowing who reads.

A page that has been looked at for some seconds sends a beacon (`beacons`). It waits in memory (`waiting`) until the
clock of the process has it counted (`counting`): once for an article, hour and address. From these counts the ranking
is computed (`ranking`), which lists read.
"""

from .beacons import record
from .counting import forget
from .ranking import most_read, recompute
from .waiting import flush

__all__ = ["flush", "forget", "most_read", "recompute", "record"]
