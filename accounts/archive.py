"""Everything a member may take along, as one ZIP: to read (index.html), and for programs (JSON).

Neither the archive nor a list of comments is ever held as a whole: rows are fetched, written and sent in handfuls.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.belongings import Part, parts_of
from accounts.models import User

HANDFUL = 200  # rows
FONTS = ("literata-text", "literata-text-cyrillic", "tn-sans", "tn-sans-cyrillic")


def file_name() -> str:
    return f"{slugify(settings.SITE_NAME)}-{timezone.localdate():%Y-%m-%d}.zip"


def pieces(member: User, language: str) -> Iterator[bytes]:
    """The archive, as pieces to send: the page has been left when they are made, and its language with it."""
    spout = Spout()
    with translation.override(language), zipfile.ZipFile(spout, "w") as archive:
        parts = list(parts_of(member))
        for part in parts:
            yield from spout.pour(archive, f"{part.name}.json", as_json(part))
        yield from spout.pour(archive, "index.html", as_page(member, parts))
        for font in FONTS:
            with open(finders.find(f"fonts/{font}.woff2"), "rb") as file:
                archive.writestr(f"fonts/{font}.woff2", file.read(), zipfile.ZIP_STORED)
            yield spout.taken()
    yield spout.taken()


class Spout(io.RawIOBase):
    """A file that a ZIP is written into at one end and sent from at the other."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.waiting.append(bytes(content))
        return len(content)

    def taken(self) -> bytes:
        content = b"".join(self.waiting)
        self.waiting.clear()
        return content

    def pour(self, archive: zipfile.ZipFile, name: str, content: Iterator[str]) -> Iterator[bytes]:
        entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w") as file:
            for piece in content:
                file.write(piece.encode())
                if self.waiting:
                    yield self.taken()


def as_json(part: Part) -> Iterator[str]:
    yield "["
    for number, row in enumerate(part.rows()):
        told = dict(zip(part.columns, row, strict=True))
        yield (",\n" if number else "\n") + json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder)
    yield "\n]\n"


def as_page(member: User, parts: list[Part]) -> Iterator[str]:
    about = {"site_name": settings.SITE_NAME, "language": translation.get_language(), "at": words(timezone.now())}
    yield render_to_string("accounts/archive/top.html", {"member": member, "parts": parts, **about})
    for part in parts:
        yield render_to_string("accounts/archive/part.html", {"part": part})
        is_empty = True
        for rows in handfuls(part.rows()):
            is_empty = False
            records = [in_words(part.columns.values(), row) for row in rows]
            yield render_to_string("accounts/archive/records.html", {"records": records})
        yield render_to_string("accounts/archive/end.html", {"is_empty": is_empty})
    yield render_to_string("accounts/archive/bottom.html")


def in_words(labels: Iterable[str], row: tuple[Any, ...]) -> list[tuple[str, str]]:
    """What a record says; what is empty is left out."""
    said = ((label, words(value)) for label, value in zip(labels, row, strict=True))
    return [(label, value) for label, value in said if value]


def handfuls(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    coming = iter(rows)
    while rows_now := list(islice(coming, HANDFUL)):
        yield rows_now


def words(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j E Y, H:i")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(words(inner) for inner in value)
    return str(value)
