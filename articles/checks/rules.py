"""The list of rules, which the two decorators fill.

A rule takes a Piece and yields the name of the field it concerns, a sentence for the person at the form, and, where it
is about some words of a long text, these words too.
"""

from dataclasses import dataclass

STOP, WARN = "stop", "warn"
stopping, advice = [], []


@dataclass(frozen=True)
class Finding:
    kind: str  # STOP or WARN
    field: str  # a name that articles/admin/checks.py knows the place of
    words: str
    place: str = ""  # words of the text it is about, by which they are found


def stops(rule):
    """A rule without which nothing is published."""
    stopping.append(rule)
    return rule


def warns(rule):
    """A rule whose findings are shown, and stop nobody."""
    advice.append(rule)
    return rule
