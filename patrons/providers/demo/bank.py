"""What the demonstration's bank does: checkouts, payments that come again, cards that are refused, money given back.

Each deed holds the row of its checkout, so that it happens once however often it is asked for, and puts what it has
to tell into the outbox in the same transaction.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from patrons.models import Rhythm
from patrons.months import months_later, next_period
from patrons.providers.interface import Declined

from . import facts
from .models import Card, DemoCharge, DemoCheckout, DemoReturn, DemoSubscription
from .post import tell

RETRY_AFTER = [timedelta(days=3), timedelta(days=5), timedelta(days=7)]  # since the first refusal
GIVES_UP_AFTER = timedelta(days=14)  # since the first refusal; until then the card can be changed
CARDS_A_CHECKOUT = 5
State = DemoCheckout.State


def months_of(rhythm):
    return 12 if rhythm == Rhythm.YEARLY else 1


def held(number):
    """The checkout, and nobody else's until the transaction ends."""
    return DemoCheckout.objects.select_for_update().get(pk=number)


def held_subscription(number):
    """The subscription, with its checkout held."""
    checkout = DemoSubscription.objects.values_list("checkout", flat=True).filter(pk=number).first()
    if not checkout:
        raise Declined(_("The payment service does not know this pledge."))
    held(checkout)
    return DemoSubscription.objects.select_related("checkout").get(pk=number)


# --- The checkout


def open_checkout(order, back_url, gave_up_url):
    """One for each order, however often it is asked for."""
    return DemoCheckout.objects.get_or_create(
        order_key=order.key,
        defaults={
            "minor": order.minor,
            "currency": order.currency,
            "rhythm": order.rhythm,
            "back_path": here(back_url),
            "gave_up_path": here(gave_up_url),
        },
    )[0]


def here(url):
    """Without its host: the bank lives where the paper does, at whichever of its names somebody came by."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="").geturl()


@transaction.atomic
def pay(number, card, news, has_said_yes=False):
    """Try a card. The checkout as it stands then: paid, still open (the card was refused), asking, or over."""
    checkout = held(number)
    if not checkout.is_open:
        return checkout
    checkout.card, checkout.news, checkout.changed_at = card, news, timezone.now()
    if card == Card.REFUSED:
        refuse(checkout)
    elif card == Card.ASKS and not has_said_yes:
        checkout.state = State.ASKING
        checkout.save()
    else:
        complete(checkout)
    return checkout


@transaction.atomic
def answer(number, is_me):
    """What the giver said when the bank asked."""
    checkout = held(number)
    if checkout.state != State.ASKING:
        return checkout
    if is_me:
        return pay(number, checkout.card, checkout.news, has_said_yes=True)
    checkout.state, checkout.changed_at = State.OPEN, timezone.now()
    refuse(checkout)
    return checkout


def refuse(checkout):
    checkout.refusals += 1
    if checkout.refusals >= CARDS_A_CHECKOUT:
        checkout.state = State.OVER
    checkout.save()
    tell(checkout, ("card.refused", facts.card_refused(checkout)))
    if checkout.state == State.OVER:
        tell(checkout, ("checkout.lapsed", facts.lapsed(checkout)))


@transaction.atomic
def give_up(number):
    checkout = held(number)
    if checkout.is_open:
        checkout.state, checkout.changed_at = State.OVER, timezone.now()
        checkout.save()
        tell(checkout, ("checkout.lapsed", facts.lapsed(checkout)))
    return checkout


def complete(checkout):
    now, subscription, until = checkout.changed_at, None, None
    checkout.state = State.PAID
    checkout.save()
    if checkout.rhythm != Rhythm.ONCE:
        until = months_later(now, months_of(checkout.rhythm))
        subscription = DemoSubscription.objects.create(
            checkout=checkout,
            minor=checkout.minor,
            currency=checkout.currency,
            rhythm=checkout.rhythm,
            card=checkout.card,
            anchor_at=now,
            paid_until=until,
            next_due_at=until,
            said_at=now,
        )
    charge = DemoCharge.objects.create(
        checkout=checkout,
        subscription=subscription,
        minor=checkout.minor,
        currency=checkout.currency,
        covers_from=now if subscription else None,
        covers_until=until,
        state=DemoCharge.State.PAID,
        card=checkout.card,
        first_at=now,
        at=now,
    )
    told = [("checkout.completed", facts.checked_out(checkout)), ("payment.paid", facts.of_charge(charge))]
    if subscription:
        told.append(("pledge.stands", facts.standing(subscription)))
    tell(checkout, *told)


# --- What comes again


def carry_on():
    """A job: take what is due, try refused cards again, and end what has ended."""
    now = timezone.now()
    due = DemoSubscription.objects.filter(Q(next_due_at__lte=now) | Q(ends_at__lte=now), ended_at=None)
    for number in list(due.values_list("pk", flat=True)[:100]):
        take_due(number)


@transaction.atomic
def take_due(number, now=None):
    """The next thing that happens to a subscription, if its time has come; `now` lets it come earlier."""
    subscription, is_early = held_subscription(number), now is not None
    now = now or timezone.now()
    if subscription.ended_at:
        return
    if subscription.ends_at:
        if is_early or subscription.ends_at <= now:
            end(subscription, now if is_early else subscription.ends_at)
    elif subscription.next_due_at and (is_early or subscription.next_due_at <= now):
        if is_early and subscription.paused_until:
            subscription.next_due_at = max(now, subscription.paid_until)
        subscription.paused_until = None
        take_payment(subscription, now)


def take_payment(subscription, now):
    """Take the period that begins where the last one ended; after a pause it begins now."""
    charge = subscription.charges.filter(state=DemoCharge.State.REFUSED).first()
    if charge:
        charge.tries += 1
    else:
        start = subscription.paid_until
        if subscription.next_due_at > start:  # there was a pause between
            start = subscription.anchor_at = subscription.next_due_at
        charge = DemoCharge(
            checkout=subscription.checkout,
            subscription=subscription,
            minor=subscription.minor,
            currency=subscription.currency,
            covers_from=start,
            covers_until=next_period(subscription.anchor_at, start, months_of(subscription.rhythm)),
            first_at=now,
        )
    charge.card, charge.at, charge.next_try_at = subscription.card, now, None
    charge.state = DemoCharge.State.PAID
    if subscription.card in (Card.REFUSED, Card.LATER):
        charge.state = DemoCharge.State.REFUSED
        charge.next_try_at = next_try(charge)
    if charge.state == DemoCharge.State.REFUSED and charge.tries > len(RETRY_AFTER) + 1:
        end(subscription, now)  # the time to change the card is over
        return
    charge.save()
    if charge.state == DemoCharge.State.PAID:
        subscription.paid_until = subscription.next_due_at = charge.covers_until
    else:
        subscription.next_due_at = charge.next_try_at
    subscription.said_at = now
    subscription.save()
    kind = "payment.paid" if charge.state == DemoCharge.State.PAID else "payment.refused"
    told = [(kind, facts.of_charge(charge)), ("pledge.stands", facts.standing(subscription))]
    tell(subscription.checkout, *told)


def next_try(charge):
    """On the days of the plan, and at last when we give up."""
    plan = [*RETRY_AFTER, GIVES_UP_AFTER]
    return charge.first_at + plan[min(charge.tries, len(plan)) - 1]


def end(subscription, at):
    subscription.ended_at, subscription.next_due_at, subscription.paused_until = at, None, None
    subscription.said_at = timezone.now()
    subscription.save()
    tell(subscription.checkout, ("pledge.ended", facts.standing(subscription)))


# --- What the giver and the paper ask for


@transaction.atomic
def steer(number, **values):
    """Change these of a subscription that has not ended. What it stands at then."""
    subscription = held_subscription(number)
    if subscription.ended_at:
        raise Declined(_("This support has ended already. You can begin anew."))
    for name, value in values.items():
        setattr(subscription, name, value)
    subscription.said_at = timezone.now()
    subscription.save()
    tell(subscription.checkout, ("pledge.stands", facts.standing(subscription)))
    return subscription


@transaction.atomic
def change(number, money, rhythm):
    subscription = held_subscription(number)
    values = {"minor": money.minor, "currency": money.currency, "rhythm": rhythm}
    if rhythm != subscription.rhythm:
        values["anchor_at"] = subscription.paid_until
    return steer(number, **values)


@transaction.atomic
def pause(number, until):
    subscription = held_subscription(number)
    return steer(number, paused_until=until, next_due_at=max(until, subscription.paid_until))


@transaction.atomic
def resume(number):
    subscription, now = held_subscription(number), timezone.now()
    return steer(number, paused_until=None, ends_at=None, next_due_at=max(now, subscription.paid_until))


@transaction.atomic
def stop(number, at_once):
    """Asked again, or after it has ended by itself, it stays as it is."""
    subscription, now = held_subscription(number), timezone.now()
    if subscription.ended_at:
        return subscription
    if at_once or subscription.paid_until <= now:
        end(subscription, now)
        return subscription
    return steer(number, ends_at=subscription.paid_until, next_due_at=None, paused_until=None)


@transaction.atomic
def change_card(number, card):
    """The new card is tried at once if a payment is late."""
    subscription = steer(number, card=card)
    if subscription.charges.filter(state=DemoCharge.State.REFUSED).exists():
        take_payment(subscription, timezone.now())
    return subscription


@transaction.atomic
def give_back(number, money, key, kind=DemoReturn.Kind.REFUND):
    charge = DemoCharge.objects.filter(pk=number).first()
    if not charge:
        raise Declined(_("The payment service does not know this payment."))
    held(charge.checkout_id)
    if back := DemoReturn.objects.filter(key=key).first():
        return back
    gone = sum(back.minor for back in charge.returns.exclude(kind=DemoReturn.Kind.WON))
    if charge.state != DemoCharge.State.PAID or money.currency != charge.currency or money.minor + gone > charge.minor:
        raise Declined(_("There is not so much of this payment left to give back."))
    back = DemoReturn.objects.create(charge=charge, kind=kind, minor=money.minor, key=key, at=timezone.now())
    tell(charge.checkout, (f"payment.{kind}", facts.of_return(back)))
    return back
