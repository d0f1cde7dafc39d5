"""The list of erased accounts outside the database, which a restored backup does not turn back.

One line of JSON for each: the number of the account, what it wished for its comments, and when. No names. Only ever
added to; a line that a crash has torn is skipped, and written again from the table.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from accounts.models.leaving import Erasure, Wish

FILE_NAME = "erasures.jsonl"


@contextmanager
def opened() -> Iterator[BinaryIO]:
    """The file, for one process at a time; readable to its owner alone."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    number = os.open(settings.DATA_DIR / FILE_NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def write_down() -> None:
    """Add what the table knows and the file does not, and come back when it lies on the disk."""
    with opened() as file:
        content = file.read()
        known = {erasure.number for erasure in read(content)}
        lines = [line_of(erasure) for erasure in Erasure.objects.exclude(number__in=known).order_by("at", "number")]
        if not lines:
            return
        torn = b"\n" if content and not content.endswith(b"\n") else b""
        file.write(torn + b"".join(lines))
        os.fsync(file.fileno())


def everybody() -> list[Erasure]:
    """Everyone who was ever erased, by the file and by the table, unsaved."""
    with opened() as file:
        written = {erasure.number: erasure for erasure in read(file.read())}
    return list({**written, **{erasure.number: erasure for erasure in Erasure.objects.all()}}.values())


def line_of(erasure: Erasure) -> bytes:
    line = {"number": erasure.number, "wish": erasure.wish, "at": erasure.at.isoformat()}
    return json.dumps(line).encode() + b"\n"


def read(content: bytes) -> Iterator[Erasure]:
    for line in content.splitlines():
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            yield Erasure(int(told["number"]), Wish(told["wish"]), datetime.fromisoformat(told["at"]))
