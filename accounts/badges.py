"""Badges beside a member's name, where members speak: each app that has one says who holds it.

An app registers its own in AppConfig.ready(); whoever draws names asks for all of them together, and knows none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Holders = Callable[[set[int]], Iterable[int]]


@dataclass(frozen=True)
class Badge:
    key: str  # a word for its looks
    words: str  # may be lazy
    holders: Holders  # which of these accounts hold it now, in one query


registered: list[Badge] = []


def register(key: str, words: str, holders: Holders) -> None:
    registered.append(Badge(key, words, holders))


def held_by(members: Iterable[int | None]) -> dict[int, list[Badge]]:
    """The badges of these accounts, by account: one query for each kind of badge, none for nobody."""
    numbers = {number for number in members if number}
    held: dict[int, list[Badge]] = {}
    for badge in registered if numbers else []:
        for number in badge.holders(numbers):
            held.setdefault(number, []).append(badge)
    return held
