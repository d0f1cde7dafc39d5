"""What belongs to a member: what they may take with them, and what goes when they go.

Each app says so of its own tables, in its AppConfig.ready(): `register(Belonging(export, erase))`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Part:
    """One kind of thing in the archive: a file, and a chapter to read. `rows` can be asked for more than once."""

    name: str  # of the file
    title: str
    columns: dict[str, str]  # name in the file → words for the reader
    rows: Callable[[], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True)
class Belonging:
    """`export` gives the parts, of rows that are fetched as they are read; `erase` leaves nothing that names the
    member, within the transaction in which the account is deleted afterwards."""

    export: Callable[[User], Iterable[Part]]
    erase: Callable[[User, str], None]


registered: list[Belonging] = []


def register(belonging: Belonging) -> None:
    registered.append(belonging)


def parts_of(member: User) -> Iterator[Part]:
    for belonging in registered:
        yield from belonging.export(member)


def erase(member: User, wish: str) -> None:
    """Last registered, first erased: what stands above goes before what it stands on."""
    for belonging in reversed(registered):
        belonging.erase(member, wish)
