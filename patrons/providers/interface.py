"""What a provider is to us: it begins checkouts, moves money, and tells us facts, of the kinds below.

A fact is true whenever and however often it is told; `patrons.taking` makes the same books of them in any order.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar

from django.utils.dateparse import parse_datetime

from patrons.money import Money

PATIENCE = 2.5  # seconds in which a provider must answer while somebody waits; the rest of three is for us


class Forged(Exception):
    """A callback that is not the provider's, not for us, too old or too large. Nothing of it is believed."""


class Silent(Exception):
    """The provider did not answer in time, or with an error of its own. The same request may be sent again: it carries
    the same key, and so takes effect once."""


class Declined(Exception):
    """The provider understood and will not. The message is for whoever asked."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`at` is the provider's clock. `order` is our key of the order, as we gave it when the checkout began;
    `subscription` the provider's number of a pledge. One of them, or a payment known before, leads to our order."""

    at: datetime
    order: str = ""
    subscription: str = ""
    payment: str = ""  # the provider's number of a payment
    kinds: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        Fact.kinds[cls.__name__] = cls

    def as_json(self) -> dict[str, Any]:
        return {"fact": type(self).__name__, **{name: storable(value) for name, value in asdict(self).items()}}

    @staticmethod
    def from_json(said: dict[str, Any]) -> "Fact":
        kind = Fact.kinds[said["fact"]]
        values = {name.name: said[name.name] for name in fields(kind) if name.name in said}
        for name, value in values.items():
            if isinstance(value, dict):
                values[name] = Money(**value)
            elif isinstance(value, str) and (name == "at" or name.endswith(MOMENTS)):
                values[name] = parse_datetime(value)
        return kind(**values)


def storable(value: Any) -> Any:
    """As JSON can hold it; without the character that PostgreSQL cannot."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.replace("\0", "") if isinstance(value, str) else value


MOMENTS = ("_at", "_until", "_from")


@dataclass(frozen=True, kw_only=True)
class CheckedOut(Fact):
    """The giver went through the checkout. The money may still be on its way."""

    customer: str = ""
    card: str = ""  # "Visa 4242"


@dataclass(frozen=True, kw_only=True)
class CheckoutLapsed(Fact):
    """Nobody will pay this checkout any more."""

    why: str = ""


@dataclass(frozen=True, kw_only=True)
class CardRefused(Fact):
    """Cards were refused in the checkout: `count` of them up to now."""

    count: int = 1
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Paid(Fact):
    """Money came in. `ours` is our key of the payment, where we asked for it ourselves."""

    money: Money
    ours: str = ""
    covers_from: datetime | None = None
    covers_until: datetime | None = None
    card: str = ""


@dataclass(frozen=True, kw_only=True)
class NotPaid(Fact):
    """A payment of a pledge was refused, for the `tries`th time."""

    money: Money
    ours: str = ""
    covers_from: datetime | None = None
    covers_until: datetime | None = None
    tries: int = 1
    next_try_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AlsoKnownAs(Fact):
    """The provider knows this payment by a second number, by which other news may speak of it."""

    other: str


@dataclass(frozen=True, kw_only=True)
class Refunded(Fact):
    refund: str
    money: Money


@dataclass(frozen=True, kw_only=True)
class Disputed(Fact):
    """The giver's bank took the money back."""

    dispute: str
    money: Money


@dataclass(frozen=True, kw_only=True)
class DisputeWon(Fact):
    dispute: str
    money: Money


@dataclass(frozen=True, kw_only=True)
class Standing(Fact):
    """How a pledge stands at the provider, whole. The latest counts; an end is final."""

    money: Money
    rhythm: str
    customer: str = ""
    card: str = ""
    next_due_at: datetime | None = None
    paused_until: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Event:
    """One callback, translated. Without facts it is of a kind that says nothing to us, and is kept all the same."""

    id: str
    kind: str  # the provider's own name for it
    occurred_at: datetime
    facts: tuple[Fact, ...] = field(default=())


@dataclass(frozen=True)
class Checkout:
    id: str
    url: str  # where the giver pays: the provider's page, or one of ours


class Provider:
    """All calls that ask the provider raise Silent or Declined, and answer within PATIENCE. What they learn they
    return as facts; whoever calls has them taken in."""

    key: str
    name: str  # for givers: "Card", "Bank transfer"
    renews_itself = True  # False: we ask for each payment of a pledge, with `charge`
    takes_rhythms: tuple[str, ...] = ("monthly", "yearly", "once")
    takes_real_money = True
    asks_for_cards = True  # so that stolen ones may be tried there

    def takes(self, money: Money) -> bool:
        """Whether this currency, and this sum of it, can be paid this way."""
        return True

    def begin(self, order: Any, back_url: str, gave_up_url: str) -> Checkout:
        """Prepare the checkout of an order. Called again with the same order it answers with the same checkout."""
        raise NotImplementedError

    def hear(self, headers: Any, body: bytes) -> Event:
        """Check a callback's signature over its raw bytes, and translate it. Raises Forged. Asks nobody."""
        raise NotImplementedError

    def read(self, order: Any) -> tuple[Fact, ...]:
        """All that the provider knows of an order now: its checkout, pledge, payments, refunds and disputes."""
        raise NotImplementedError

    def change(self, pledge: Any, money: Money, rhythm: str) -> tuple[Fact, ...]:
        """From the next payment on. Nothing is taken for what is already paid."""
        raise NotImplementedError

    def pause(self, pledge: Any, until: datetime) -> tuple[Fact, ...]:
        raise NotImplementedError

    def resume(self, pledge: Any) -> tuple[Fact, ...]:
        """After a pause, or when the giver has changed their mind about the end."""
        raise NotImplementedError

    def stop(self, pledge: Any, at_once: bool) -> tuple[Fact, ...]:
        raise NotImplementedError

    def refund(self, payment: Any, money: Money, key: str) -> tuple[Fact, ...]:
        """Give back all or part. The same key again gives nothing back again."""
        raise NotImplementedError

    def charge(self, payment: Any) -> tuple[Fact, ...]:
        """Take one payment of a pledge that we renew ourselves. `payment.key` makes a second try the same payment."""
        raise NotImplementedError

    def card_url(self, pledge: Any, back_url: str) -> str:
        """Where the giver changes the card; empty if there is no such page."""
        return ""
