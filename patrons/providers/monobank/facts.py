"""What monobank says of an invoice, as facts. A callback and an answer say it in the same words.

An invoice's `reference` is the key of an order, for its first payment, or that of a payment which we asked for.
"""

import uuid
from datetime import UTC

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from patrons.models import Payment
from patrons.money import Money
from patrons.providers.interface import CardRefused, CheckedOut, CheckoutLapsed, NotPaid, Paid, Refunded

CURRENCIES = {980: "UAH", 840: "USD", 978: "EUR"}
NUMBERS = {code: number for number, code in CURRENCIES.items()}
PAID = ("success", "reversed")


def told(said):
    """The facts; none while nothing has come of it, or if it is of somebody else's shop."""
    try:
        key = uuid.UUID(said.get("reference") or "")
    except ValueError:
        return ()
    payment = Payment.objects.filter(key=key, provider="monobank").select_related("order").first()
    order = payment.order.key if payment else key
    known = {"order": str(order), "subscription": order.hex}
    if said["status"] in PAID:
        return (*([] if payment else [checked_out(said, known)]), paid(said, known, payment), *given_back(said))
    if said["status"] == "failure":
        return (not_paid(said, known, payment) if payment else card_refused(said, known),)
    if said["status"] == "expired" and not payment:
        return (CheckoutLapsed(at=modified(said), order=str(order)),)
    return ()


def modified(said):
    return moment(said.get("modifiedDate")) or moment(said.get("createdDate")) or timezone.now()


def moment(text):
    found = parse_datetime(text) if text else None
    return found.replace(tzinfo=UTC) if found and timezone.is_naive(found) else found


def money_of(said):
    return Money(said["amount"], CURRENCIES[said["ccy"]])


def card_of(said):
    """“Visa 1902”, of “444403******1902”."""
    info = said.get("paymentInfo") or {}
    if not info.get("maskedPan"):
        return ""
    return f"{info.get('paymentSystem', '').title()} {info['maskedPan'][-4:]}".strip()


def checked_out(said, known):
    """The token of the card comes with a callback of its own, once the bank has kept it."""
    kept = said.get("walletData") or {}
    token = kept.get("cardToken", "") if kept.get("status") == "created" else ""
    return CheckedOut(at=paid_at(said), customer=token, card=card_of(said), **known)


def paid_at(said):
    return moment(said.get("createdDate")) or modified(said)


def paid(said, known, payment):
    return Paid(
        at=paid_at(said),
        payment=said["invoiceId"],
        ours=str(payment.key) if payment else "",
        money=money_of(said),
        card=card_of(said),
        **known,
    )


def not_paid(said, known, payment):
    """Each try has an invoice of its own."""
    is_new = payment.provider_id != said["invoiceId"]
    return NotPaid(
        at=modified(said),
        payment=said["invoiceId"],
        ours=str(payment.key),
        money=money_of(said),
        covers_from=payment.covers_from,
        covers_until=payment.covers_until,
        tries=payment.tries + is_new,
        why=said.get("failureReason", ""),
        **known,
    )


def card_refused(said, known):
    return CardRefused(at=modified(said), why=said.get("failureReason", ""), **known)


def given_back(said):
    """Each part that went back. Without a list, the bank reversed the whole."""
    listed = said.get("cancelList") or []
    for part in listed:
        if part["status"] == "success":
            number = part.get("extRef") or f"{said['invoiceId']}:{part['createdDate']}"
            money = Money(part["amount"], CURRENCIES[part.get("ccy", said["ccy"])])
            yield Refunded(at=modified(part), payment=said["invoiceId"], refund=number, money=money)
    if said["status"] == "reversed" and not listed:
        number = f"{said['invoiceId']}:all"
        yield Refunded(at=modified(said), payment=said["invoiceId"], refund=number, money=money_of(said))
