"""Receipts as their readers find them: by their name, and only their own; and all of a year together."""

import re

from django.core import signing

from patrons.models import Receipt
from patrons.money import Money

NAME = re.compile(r".*-(\d{4})-(\d{6,9})", re.ASCII)
KEY = signing.Signer(salt="patrons.receipt")


def named(name):
    """The receipt of a name like TN-2026-000123; None if there is none."""
    found = NAME.fullmatch(name)
    if not found:
        return None
    receipts = Receipt.objects.select_related("entry__payment__patron__user", "entry__payment__order")
    receipt = receipts.filter(year=int(found[1]), number=int(found[2])).first()
    return receipt if receipt and str(receipt) == name else None


def key_of(receipt):
    """What a letter carries for whoever has no account: it opens this one receipt."""
    return KEY.signature(str(receipt))


def opens(key, name):
    return bool(key) and signing.constant_time_compare(key, KEY.signature(name))


def sums_of(entries):
    """What entries of the ledger come to, a Money for each currency."""
    sums = {}
    for entry in entries:
        sums[entry.currency] = sums.get(entry.currency, Money(0, entry.currency)) + entry.money
    return list(sums.values())
