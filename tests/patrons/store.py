"""A provider that knows everything and tells it as badly as one likes: the other side of the tests of the books."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from patrons.money import Money
from patrons.providers import interface
from patrons.providers.interface import Event, Fact, Forged, NotPaid, Paid, Silent

numbers = itertools.count(1)


class Account:
    """What the store knows of one order: all that happened, told as facts."""

    def __init__(self, order, now):
        self.key, self.money, self.rhythm = str(order.key), order.money, order.rhythm
        self.name = f"{order.pk}-{next(numbers)}"
        self.payments = {}  # number: Paid
        self.failures = {}  # begin of a period: NotPaid
        self.moved = []  # refunds, disputes, disputes won
        self.begun_at = now
        self.paused_until = self.ends_at = self.ended_at = None
        self.events = []

    @property
    def subscription(self):
        return f"sub-{self.name}"

    @property
    def due(self):
        """When the next period begins."""
        return max((paid.covers_until for paid in self.payments.values()), default=self.begun_at)

    def say(self, fact, kind=""):
        event = Event(f"{self.name}:{len(self.events)}", kind or type(fact).__name__, fact.at, (fact,))
        self.events.append(event)
        return event

    def of_it(self, now):
        return {"at": now, "order": self.key, "subscription": self.subscription}

    def check_out(self, now):
        return self.say(interface.CheckedOut(**self.of_it(now), customer="cus", card="Visa 4242"))

    def stands(self, now):
        return self.say(self.standing(now))

    def standing(self, now):
        return interface.Standing(
            **self.of_it(now),
            money=self.money,
            rhythm=self.rhythm,
            next_due_at=None if self.ends_at or self.ended_at else self.due,
            paused_until=self.paused_until,
            ends_at=self.ends_at,
            ended_at=self.ended_at,
        )

    def number(self, begins):
        return f"pay-{self.name}-{begins:%Y%m%d%H%M}"

    def pay(self, now, again=False):
        begins = self.due
        failed = self.failures.pop(begins, None)
        number = failed.payment if failed and again else self.number(begins) + ("b" if failed else "")
        end = begins + timedelta(days=31)
        paid = Paid(**self.of_it(now), payment=number, money=self.money, covers_from=begins, covers_until=end)
        self.payments[number] = paid
        return self.say(paid)

    def fail(self, now):
        begins = self.due
        failure = NotPaid(
            **self.of_it(now),
            payment=self.number(begins),
            money=self.money,
            covers_from=begins,
            covers_until=begins + timedelta(days=31),
            tries=self.failures[begins].tries + 1 if begins in self.failures else 1,
            why="Insufficient funds",
        )
        self.failures[begins] = failure
        return self.say(failure)

    def net(self, number):
        signs = {"Refunded": -1, "Disputed": -1, "DisputeWon": 1}
        moves = [signs[type(fact).__name__] * fact.money.minor for fact in self.moved if fact.payment == number]
        return self.payments[number].money.minor + sum(moves)

    def move(self, fact):
        self.moved.append(fact)
        return self.say(fact)

    def all_of_it(self, now):
        facts = [interface.CheckedOut(**self.of_it(self.begun_at), customer="cus", card="Visa 4242")]
        facts += [*self.payments.values(), *self.failures.values(), *self.moved]
        return (*facts, self.standing(now))


class Store(interface.Provider):
    """`mood` is how it answers next: one word for each call, the last for ever."""

    key, name = "store", "Store"
    renews_itself = True

    def __init__(self):
        self.accounts, self.mood, self.charges, self.asked, self.refunds = {}, ["well"], {}, [], {}

    def opens(self, order, now=None):
        return self.accounts.setdefault(str(order.key), Account(order, now or timezone.now()))

    def is_in(self):
        mood = self.mood.pop(0) if len(self.mood) > 1 else self.mood[0]
        if mood == "silent":
            raise Silent("no answer")
        return mood

    def hear(self, headers, body):
        if headers.get("X-Store") != "signed":
            raise Forged("not signed")
        said = json.loads(body)
        facts = tuple(Fact.from_json(fact) for fact in said["facts"])
        return Event(said["id"], said["kind"], parse_datetime(said["at"]), facts)

    def read(self, order):
        self.is_in()
        account = self.accounts.get(str(order.key))
        return account.all_of_it(timezone.now()) if account else ()

    def stop(self, pledge, at_once):
        self.is_in()
        account = self.accounts[str(pledge.order.key)]
        account.ended_at = timezone.now()
        return (account.standing(timezone.now()),)

    def refund(self, payment, money, key):
        mood = self.is_in()
        of_it = {"at": timezone.now(), "payment": payment.provider_id}
        refund = self.refunds.setdefault(key, interface.Refunded(**of_it, refund=key, money=money))
        if mood == "lost":
            raise Silent("the line broke")
        return (refund,)

    def charge(self, payment):
        """The same key is the same taking of money, also when the first answer was lost on its way."""
        key = f"{payment.key} {payment.tries}"
        self.asked.append(key)
        mood = self.is_in()
        account = self.accounts[str(payment.order.key)]
        of_it = account.of_it(timezone.now()) | {"payment": f"pay-{payment.key}", "ours": str(payment.key)}
        if mood == "refuses":
            return (NotPaid(**of_it, money=payment.money, tries=payment.tries + 1, why="Insufficient funds"),)
        paid = self.charges.setdefault(key, Paid(**of_it, money=payment.money))
        covered = {"covers_from": payment.covers_from, "covers_until": payment.covers_until}
        account.payments.setdefault(paid.payment, replace(paid, **covered))
        if mood == "lost":  # it took the money, and its answer did not arrive
            raise Silent("the line broke")
        return (paid,)


class ByUs(Store):
    key, renews_itself = "by-us", False


def as_body(event):
    facts = [fact.as_json() for fact in event.facts]
    return json.dumps(
        {"id": event.id, "kind": event.kind, "at": event.occurred_at.isoformat(), "facts": facts}, default=vars
    )


def money_of(minor, currency="EUR"):
    return Money(minor, currency)
