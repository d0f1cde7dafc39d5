"""A transfer has come: into the books with it, once, however often and by whomever it is said."""

import hashlib
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from patrons import providers
from patrons.models import BankLine, Order, PatronRules, Pledge, Rhythm
from patrons.months import months_later
from patrons.providers.interface import Event, Paid, Standing
from patrons.taking import take_in

NEAR = timedelta(days=4)  # a bank may book a transfer so much before or after the day that staff read on the screen
State = BankLine.State


class NotTaken(Exception):
    """Why a transfer was not taken in; the message is for a member of staff."""


def mark_of(*parts):
    """What a line is known by: the same parts are the same line."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


@transaction.atomic
def confirm_by_hand(order, money, booked_on, by, note="", key=""):
    """A member of staff saw this transfer on the account. `key` is of their form: sent twice, it counts once."""
    mark = mark_of("hand", key or f"{order.key} {money.minor} {booked_on}")
    line, is_new = BankLine.objects.get_or_create(
        mark=mark,
        defaults={
            "booked_on": booked_on,
            "minor": money.minor,
            "currency": money.currency,
            "state": State.ODD,
            "by_hand": True,
        },
    )
    if is_new:
        take(line, order, by, note)
    return line


@transaction.atomic
def take(line, order, by, note=""):
    """This transfer is for that order. False if it was decided before."""
    order = Order.objects.select_for_update(of=["self"]).get(pk=order.pk)
    line = BankLine.objects.select_for_update(of=["self"]).get(pk=line.pk)
    if line.state == State.TAKEN:
        return False
    if order.state in (Order.State.HELD, Order.State.REFUSED):
        raise NotTaken(_("This order is held or was refused. Decide about it first."))
    event = Event(f"line:{line.mark}", "transfer", moment_of(line.booked_on), tuple(facts_of(line, order)))
    take_in(providers.named(order.provider), event, by=by, note=note)
    line.state, line.order, line.why, line.note = State.TAKEN, order, "", note[:300]
    line.decided_by, line.decided_at = by, timezone.now()
    line.save()
    return True


def facts_of(line, order):
    """The money, and for a pledge how it stands from now on."""
    at = moment_of(line.booked_on)
    paid = {"at": at, "order": str(order.key), "payment": f"{order.provider_id}-{line.mark[:16]}", "money": line.money}
    if not order.comes_again:
        return [Paid(**paid)]
    pledge = Pledge.objects.filter(order=order).first()
    begin = first_day(pledge, at)
    until = months_later(begin, 12 if (pledge or order).rhythm == Rhythm.YEARLY else 1)
    known = (
        {"ends_at": pledge.ends_at, "ended_at": pledge.ended_at, "paused_until": pledge.paused_until} if pledge else {}
    )
    stands = Standing(
        at=timezone.now(),
        order=str(order.key),
        subscription=order.provider_id,
        money=(pledge or order).money,
        rhythm=(pledge or order).rhythm,
        next_due_at=None if known.get("ends_at") or known.get("ended_at") else until,
        **known,
    )
    return [Paid(**paid, subscription=order.provider_id, covers_from=begin, covers_until=until), stands]


def first_day(pledge, at):
    """From when on a transfer counts: from the end of what is paid, if it came early or within the grace."""
    if not pledge or not pledge.paid_until:
        return at
    grace = timedelta(days=PatronRules.current().grace_days)
    return pledge.paid_until if at <= pledge.paid_until + grace else at


def moment_of(day):
    """Noon of that day in the newsroom, or now if it is not noon yet."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())


@transaction.atomic
def set_aside(line, by, note=""):
    """This transfer is not support. False if it was decided before."""
    line = BankLine.objects.select_for_update(of=["self"]).get(pk=line.pk)
    if line.state != State.ODD:
        return False
    line.state, line.note, line.decided_by, line.decided_at = State.ASIDE, note[:300], by, timezone.now()
    line.save()
    return True
