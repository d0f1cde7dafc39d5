"""The books of the demonstration's bank, told as facts."""

from patrons.providers.interface import (
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

from .models import Card, DemoCharge, DemoCheckout, DemoReturn, DemoSubscription

WHY_REFUSED = "Refused by the bank of the card"
WHY_LAPSED = "Nobody paid"


def everything(checkout):
    """All that is known of a checkout now."""
    told = []
    if checkout.refusals:
        told.append(card_refused(checkout))
    if checkout.state == DemoCheckout.State.OVER:
        told.append(lapsed(checkout))
    if checkout.state != DemoCheckout.State.PAID:
        return tuple(told)
    told.append(checked_out(checkout))
    for charge in checkout.charges.order_by("first_at", "number"):
        told.append(of_charge(charge))
        told += [of_return(back) for back in charge.returns.order_by("at", "number")]
    if subscription := subscription_of(checkout):
        told.append(standing(subscription))
    return tuple(told)


def subscription_of(checkout):
    return DemoSubscription.objects.filter(checkout=checkout).first()


def named(checkout, subscription=None):
    """By what the paper knows whom a fact is about."""
    return {"order": str(checkout.order_key), "subscription": subscription.number if subscription else ""}


def checked_out(checkout):
    return CheckedOut(
        at=checkout.changed_at,
        customer=checkout.customer,
        card=Card(checkout.card).short,
        **named(checkout, subscription_of(checkout)),
    )


def card_refused(checkout):
    return CardRefused(at=checkout.changed_at, count=checkout.refusals, why=WHY_REFUSED, **named(checkout))


def lapsed(checkout):
    return CheckoutLapsed(at=checkout.changed_at, why=WHY_LAPSED, **named(checkout))


def of_charge(charge):
    said = {
        "at": charge.at,
        "payment": charge.number,
        "money": charge.money,
        "covers_from": charge.covers_from,
        "covers_until": charge.covers_until,
        **named(charge.checkout, charge.subscription),
    }
    if charge.state == DemoCharge.State.PAID:
        return Paid(card=Card(charge.card).short, **said)
    return NotPaid(tries=charge.tries, next_try_at=charge.next_try_at, why=WHY_REFUSED, **said)


def of_return(back):
    said = {"at": back.at, "payment": back.charge.number, "money": back.money, **named(back.charge.checkout)}
    if back.kind == DemoReturn.Kind.REFUND:
        return Refunded(refund=back.number, **said)
    dispute = f"dis_{back.charge_id[4:]}"
    return (Disputed if back.kind == DemoReturn.Kind.DISPUTE else DisputeWon)(dispute=dispute, **said)


def standing(subscription):
    return Standing(
        at=subscription.said_at,
        money=subscription.money,
        rhythm=subscription.rhythm,
        customer=subscription.checkout.customer,
        card=Card(subscription.card).short,
        next_due_at=subscription.next_due_at,
        paused_until=subscription.paused_until,
        ends_at=subscription.ends_at,
        ended_at=subscription.ended_at,
        **named(subscription.checkout, subscription),
    )
