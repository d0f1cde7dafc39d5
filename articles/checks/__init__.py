"""What speaks against publishing an article, and what is only worth a second look.

Each rule is a small function in one of the modules of this folder: `blocking` holds what stops publication;
`sourcing`, `wording`, `links`, `reading` and `setting` hold what is advice. docs/checks.md says how to add one.
"""

from itertools import islice

from . import blocking, links, reading, setting, sourcing, wording  # noqa: F401 - importing them lists their rules
from .piece import Piece
from .rules import STOP, WARN, Finding, advice, stopping

SHOWN = 3  # of one kind of advice: who has put three right finds the others

__all__ = ["STOP", "WARN", "Finding", "advice_on", "findings", "missing"]


def findings(article, at=None):
    """All there is to say about publishing the article at `at` (default: now): what stops it first."""
    stops = [Finding(STOP, field, words) for field, words in missing(article, at).items()]
    return [*stops, *advice_on(article)]


def missing(article, at=None):
    """What stops publication, a sentence for each field; nothing when ready."""
    piece, found = Piece(article, at), {}
    for rule in stopping:
        for field, words in rule(piece):
            found.setdefault(field, words)
    return found


def advice_on(article):
    """What is worth a look, but no reason to wait."""
    piece = Piece(article)
    return [Finding(WARN, *found) for rule in advice for found in islice(rule(piece), SHOWN)]
