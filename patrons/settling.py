"""The state of a pledge, derived from what is known of it."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from patrons import letters
from patrons.models import Order, Payment, Pledge, PledgeMove

State = Pledge.State
AT_ONCE = 200  # pledges a run; the next run takes the others


def settle(pledge, at=None):
    """Derive the state of a pledge, and until when it is paid, from what is known of it. The same whenever it is asked
    of the same; call it with the order held."""
    at = at or timezone.now()
    is_paid = Q(state=Payment.State.PAID)
    known = pledge.payments.aggregate(
        paid=Max("paid_at", filter=is_paid),
        refused=Max("failed_at", filter=~is_paid),
        until=Max("covers_until", filter=Q(net__gt=0)),
    )
    before, until_before = pledge.state, pledge.paid_until
    pledge.paid_until = known["until"]
    pledge.state = state_of(pledge, known["paid"], known["refused"], at)
    if (pledge.state, pledge.paid_until) != (before, until_before):
        pledge.save(update_fields=["state", "paid_until"])
    if pledge.state != before:
        note_move(pledge, before)
        letters.moved(pledge, before)


def state_of(pledge, paid, refused, at):
    """`paid` and `refused` are when a payment last was, and when one last was that has not been paid since."""
    if pledge.ended_at and pledge.ended_at <= at:
        return State.ENDED
    if pledge.paused_until and pledge.paused_until > at:
        return State.PAUSED
    if refused and (not paid or refused > paid):
        return State.PAST_DUE
    if pledge.ends_at or pledge.ended_at:
        return State.ENDING
    return State.ACTIVE if paid else State.STARTED


def settle_due():
    """A job: pauses and ends whose time has come while nobody told us anything."""
    now = timezone.now()
    due = Pledge.objects.not_over().filter(Q(ended_at__lte=now) | Q(state=State.PAUSED, paused_until__lte=now))
    for order in due.order_by("pk").values_list("order", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            settle(held(order))


def end_as_planned(order):
    """What is paid is over, and nobody has changed their mind."""
    now = timezone.now()
    with transaction.atomic():
        pledge = held(order)
        if pledge.ends_at and pledge.ends_at <= now:
            keep(pledge, ended_at=min(pledge.ended_at or pledge.ends_at, pledge.ends_at))
        settle(pledge)


def held(order):
    """The pledge of an order, which is ours until the transaction ends."""
    return Order.objects.select_for_update(of=["self"]).get(pk=order).pledge


def note_move(pledge, before):
    PledgeMove.objects.create(
        pledge=pledge, before=before, after=pledge.state, minor=pledge.minor, rhythm=pledge.rhythm
    )


def keep(pledge, **values):
    """Set these values of a pledge, and store those that are new."""
    new = {name: value for name, value in values.items() if getattr(pledge, name) != value}
    for name, value in new.items():
        setattr(pledge, name, value)
    if new:
        pledge.save(update_fields=list(new))
