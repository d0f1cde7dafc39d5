"""The mail that goes out. Whoever writes a letter does so as anywhere in Django (`EmailMessage(…).send()`).

It becomes a row for each recipient (`Outbox`), in the transaction of what the letter is about, dressed as HTML where
its writer gave only a text (`looks`). A thread of its own carries the rows to the mail server (`sending`).
"""

from .outbox import Outbox

__all__ = ["Outbox"]
