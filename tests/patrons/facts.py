"""Facts as a provider would tell them, for tests of the books."""

import itertools
from datetime import UTC, datetime, timedelta

from patrons.money import Money
from patrons.providers import interface
from patrons.providers.interface import Event
from patrons.taking import take_in

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONTH = timedelta(days=31)
numbers = itertools.count(1)


class Somebody(interface.Provider):
    """A provider of whom the books know no more than its name."""

    key = "demo"


def tell(*facts, id=None):
    """The provider tells these facts in one message."""
    event = Event(id or f"event-{next(numbers)}", "news", facts[-1].at if facts else START, facts)
    return take_in(Somebody(), event)


def checked_out(order, at=START, subscription="sub-1"):
    return interface.CheckedOut(at=at, order=str(order.key), subscription=subscription)


def paid(order, month=0, number=None, minor=400, currency="EUR", **more):
    at = START + month * MONTH
    return interface.Paid(
        at=at,
        order=str(order.key),
        subscription="sub-1" if order.comes_again else "",
        payment=number or f"pay-{month}",
        money=Money(minor, currency),
        covers_from=at if order.comes_again else None,
        covers_until=at + MONTH if order.comes_again else None,
        **more,
    )


def not_paid(month=0, number=None, at=None, **more):
    due = START + month * MONTH
    return interface.NotPaid(
        at=at or due,
        subscription="sub-1",
        payment=number or f"pay-{month}",
        money=Money(400, "EUR"),
        covers_from=due,
        covers_until=due + MONTH,
        **more,
    )


def refunded(number="pay-0", minor=400, refund="ref-1", at=START):
    return interface.Refunded(at=at, payment=number, refund=refund, money=Money(minor, "EUR"))


def standing(at=START, minor=400, rhythm="monthly", **more):
    return interface.Standing(at=at, subscription="sub-1", money=Money(minor, "EUR"), rhythm=rhythm, **more)
