"""Ids of rows and keys of forms, as strangers send them."""

import uuid

LARGEST = 2**63 - 1


def id_of(text: object) -> int:
    """The id a text names, or 0, which no row has: for nonsense, and for more than a database can be asked for."""
    digits = str(text)
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0
    return number if number <= LARGEST else 0


def uuid_of(text: object) -> uuid.UUID | None:
    """The UUID a text spells, or None."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
