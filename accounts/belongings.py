"""What belongs to a member: what they may take with them, and what goes when they go.

Each app says so of its own tables, in its AppConfig.ready(): `register(Belonging(export, erase))`. Upper apps stand
first in INSTALLED_APPS, and so in the list.
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
    """The account first: whatever stands above it has registered before."""
    for belonging in reversed(registered):
        yield from belonging.export(member)


def erase(member: User, wish: str) -> None:
    """What stands above goes before what it stands on."""
    for belonging in registered:
        belonging.erase(member, wish)
