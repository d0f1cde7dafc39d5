"""What Stripe's objects say, as facts. They come in callbacks and as answers, and mean the same in both.

A payment of a pledge is known by its invoice, one given once by its payment intent. Refunds and disputes speak of
intents only, and an invoice does not name its own: `invoice_payment.paid` says which belong together.
"""

from datetime import UTC, datetime

from patrons.providers.interface import (
    AlsoKnownAs,
    CardRefused,
    CheckedOut,
    CheckoutLapsed,
    Disputed,
    DisputeWon,
    NotPaid,
    Paid,
    Refunded,
    Standing,
)

from .sums import money_of

RHYTHMS = {("month", 1): "monthly", ("month", 12): "yearly", ("year", 1): "yearly"}
OVER = ("canceled", "incomplete_expired")
NEVER_BEGUN = ("incomplete", "incomplete_expired")
UNTIL_FURTHER_NOTICE = datetime(2100, 1, 1, tzinfo=UTC)  # paused in Stripe's dashboard without an end


def told(kind, said, at):
    """The facts of an event; none if it is of a kind that says nothing to us, or of somebody else's shop."""
    return tuple(TELLERS[kind](said, at)) if kind in TELLERS else ()


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def number_of(said):
    """Of an object that may be whole, or its number alone."""
    return (said["id"] if isinstance(said, dict) else said) or ""


def order_of(said):
    return (said.get("metadata") or {}).get("order", "")


def card_of(said):
    """“Visa 4242”, of a payment method or of the details of a charge."""
    card = (said or {}).get("card") or {}
    return f"{card['brand'].replace('_', ' ').title()} {card['last4']}" if card.get("last4") else ""


# --- The checkout


def completed(said, at):
    order = order_of(said)
    if not order:
        return
    if said["mode"] == "subscription":
        yield CheckedOut(
            at=at,
            order=order,
            subscription=number_of(said["subscription"]),
            customer=number_of(said.get("customer")),
        )
        return
    yield CheckedOut(at=at, order=order, customer=number_of(said.get("customer")))
    if said["payment_status"] == "paid" and said.get("payment_intent"):
        yield paid_once(said, order, at)


def paid_once(said, order, at, card=""):
    return Paid(
        at=at,
        order=order,
        payment=number_of(said["payment_intent"]),
        money=money_of(said["amount_total"], said["currency"]),
        card=card,
    )


def lapsed(said, at):
    if order := order_of(said):
        yield CheckoutLapsed(at=at, order=order)


def card_refused(said, at):
    """Each refusal comes by itself and none says how many there were before; one is certain."""
    if order := order_of(said):
        yield CardRefused(at=at, order=order, why=(said.get("last_payment_error") or {}).get("message") or "")


# --- Payments of a pledge


def subscription_of(said):
    """The subscription of an invoice, and our key of its order."""
    details = (said.get("parent") or {}).get("subscription_details") or said.get("subscription_details") or {}
    number = number_of(details.get("subscription") or said.get("subscription"))
    return number, (details.get("metadata") or {}).get("order", "")


def invoice_paid(said, at, card=""):
    subscription, order = subscription_of(said)
    if not subscription or said["amount_paid"] <= 0:
        return  # a bill of somebody else's, or the empty one that begins another rhythm
    begins, until = covered(said)
    yield Paid(
        at=moment((said.get("status_transitions") or {}).get("paid_at")) or at,
        order=order,
        subscription=subscription,
        payment=said["id"],
        money=money_of(said["amount_paid"], said["currency"]),
        covers_from=begins,
        covers_until=until,
        card=card,
    )
    yield from (AlsoKnownAs(at=at, payment=said["id"], other=intent) for intent in intents_of(said)[:1])


def invoice_not_paid(said, at, why=""):
    subscription, order = subscription_of(said)
    if not subscription:
        return
    if said.get("billing_reason") == "subscription_create":  # still in the checkout
        yield CardRefused(at=at, order=order, subscription=subscription, count=said["attempt_count"], why=why)
        return
    begins, until = covered(said)
    yield NotPaid(
        at=at,
        order=order,
        subscription=subscription,
        payment=said["id"],
        money=money_of(said["amount_due"], said["currency"]),
        covers_from=begins,
        covers_until=until,
        tries=said["attempt_count"],
        next_try_at=moment(said.get("next_payment_attempt")),
        why=why,
    )


def covered(said):
    """From when and until when: the period of its line. The invoice's own period is the one before."""
    lines = [line for line in said["lines"]["data"] if not is_proration(line)]
    period = max((line["period"] for line in lines), key=lambda period: period["end"], default={})
    return moment(period.get("start")), moment(period.get("end"))


def is_proration(line):
    details = (line.get("parent") or {}).get("subscription_item_details") or {}
    return bool(details.get("proration") or line.get("proration"))


def intents_of(said):
    """The payment intents that paid an invoice, where it names them."""
    payments = (said.get("payments") or {}).get("data") or []
    intents = [number_of(row["payment"].get("payment_intent")) for row in payments if row["status"] == "paid"]
    return [intent for intent in [*intents, number_of(said.get("payment_intent"))] if intent]


def invoice_and_intent(said, at):
    if intent := number_of(said["payment"].get("payment_intent")):
        yield AlsoKnownAs(at=at, payment=number_of(said["invoice"]), other=intent)


# --- Money that went back


def refunded(said, at, payment=""):
    payment = payment or number_of(said.get("payment_intent"))
    if payment and said["status"] == "succeeded":
        money = money_of(said["amount"], said["currency"])
        yield Refunded(at=moment(said.get("created")) or at, payment=payment, refund=said["id"], money=money)


def charge_refunded(said, at):
    """Older versions of the API list the refunds of a charge in it; newer ones tell of each by itself."""
    for refund in (said.get("refunds") or {}).get("data") or []:
        yield from refunded({"payment_intent": said.get("payment_intent"), **refund}, at)


def disputed(said, at, payment=""):
    """A bank that only inquires (`warning_…`) has taken nothing."""
    payment = payment or number_of(said.get("payment_intent"))
    if not payment or said["status"].startswith("warning"):
        return
    known = {"payment": payment, "dispute": said["id"], "money": money_of(said["amount"], said["currency"])}
    yield Disputed(at=moment(said.get("created")) or at, **known)
    if said["status"] == "won":
        yield DisputeWon(at=at, **known)


# --- The pledge


def standing(said, at, card=""):
    if said["status"] in NEVER_BEGUN:
        return
    item = said["items"]["data"][0]
    price = item["price"]
    recurring = (price["recurring"]["interval"], price["recurring"].get("interval_count") or 1)
    due = moment(item.get("current_period_end") or said.get("current_period_end"))
    ends = moment(said.get("cancel_at")) or (due if said.get("cancel_at_period_end") else None)
    ended = moment(said.get("ended_at") or said.get("canceled_at")) or at if said["status"] in OVER else None
    paused = said.get("pause_collection")
    yield Standing(
        at=at,
        order=order_of(said),
        subscription=said["id"],
        money=money_of(price["unit_amount"] * (item.get("quantity") or 1), price["currency"]),
        rhythm=RHYTHMS.get(recurring, " ".join(map(str, recurring))),
        customer=number_of(said.get("customer")),
        card=card or card_of(method_of(said)),
        next_due_at=None if ends or ended else due,
        paused_until=moment(paused.get("resumes_at")) or UNTIL_FURTHER_NOTICE if paused else None,
        ends_at=None if ended else ends,
        ended_at=ended,
    )


def method_of(said):
    method = said.get("default_payment_method")
    return method if isinstance(method, dict) else {}


TELLERS = {
    "checkout.session.completed": completed,
    "checkout.session.async_payment_succeeded": completed,
    "checkout.session.async_payment_failed": lapsed,
    "checkout.session.expired": lapsed,
    "payment_intent.payment_failed": card_refused,
    "invoice.paid": invoice_paid,
    "invoice.payment_succeeded": invoice_paid,
    "invoice.payment_failed": invoice_not_paid,
    "invoice_payment.paid": invoice_and_intent,
    "charge.refunded": charge_refunded,
    "refund.created": refunded,
    "refund.updated": refunded,
    "charge.refund.updated": refunded,
    "charge.dispute.created": disputed,
    "charge.dispute.funds_withdrawn": disputed,
    "charge.dispute.funds_reinstated": disputed,
    "charge.dispute.closed": disputed,
    "customer.subscription.created": standing,
    "customer.subscription.updated": standing,
    "customer.subscription.paused": standing,
    "customer.subscription.resumed": standing,
    "customer.subscription.deleted": standing,
}
