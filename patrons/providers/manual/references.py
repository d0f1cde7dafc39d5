"""The reference of a transfer, “TN-K7QM2R”: made of the key of its order, and found again in what a bank prints."""

import hashlib
import itertools

from django.conf import settings

from patrons.models import Order
from patrons.models.gifts import LETTERS

LENGTH = 6
# Cyrillic letters that look like Latin ones: who types a reference on a Ukrainian keyboard may not see the difference.
LOOKALIKES = str.maketrans("АВЕКМОРСТУХІЈЅ", "ABEKMOPCTYXIJS")
EN = "Н"  # the Cyrillic one looks like H and sounds like N: it may stand for either


def prefix():
    return "".join(filter(str.isalnum, settings.RECEIPT_PREFIX.upper())) or "TN"


def reference_of(order):
    """The same each time it is asked for; another if somebody else's order has it already."""
    taken = Order.objects.filter(provider=order.provider).exclude(pk=order.pk)
    for number in range(100):
        digest = int.from_bytes(hashlib.sha256(f"{order.key}:{number}".encode()).digest())
        letters = []
        for _place in range(LENGTH):
            digest, letter = divmod(digest, len(LETTERS))
            letters.append(LETTERS[letter])
        reference = f"{prefix()}-{''.join(letters)}"
        if not taken.filter(provider_id=reference).exists():
            return reference
    raise LookupError("no reference is free")


def plain(text):
    """Capital letters and digits, whatever alphabet, blanks and dashes they came with."""
    return "".join(filter(str.isalnum, text.upper().translate(LOOKALIKES)))


def references_in(text):
    """Every reference that the words of a transfer may hold."""
    text, start = plain(text), folded(plain(prefix()))
    found, at = [], folded(text).find(start)
    while at >= 0:
        letters = text[at + len(start) : at + len(start) + LENGTH]
        if len(letters) == LENGTH and set(letters) <= {*LETTERS, EN}:
            readings = itertools.product(*("HN" if letter == EN else letter for letter in letters))
            found += [f"{prefix()}-{''.join(reading)}" for reading in readings]
        at = folded(text).find(start, at + 1)
    return found


def folded(text):
    return text.replace("H", "N").replace(EN, "N")
