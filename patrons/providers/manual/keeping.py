"""What happens by itself to pledges that are paid by transfer: one that is not paid in time is late, and one that was
to end at the end of what is paid has ended. No bank tells us either."""

from django.utils import timezone
from django.utils.translation import gettext as _

from patrons import providers
from patrons.models import Pledge, Rhythm
from patrons.providers.interface import Event, NotPaid
from patrons.steering import months_later
from patrons.taking import take_in

from .gateway import Manual, standing

AT_ONCE = 200  # pledges a run; the next run takes the others


def look_after():
    """A job of the clock: may be run as often as one likes."""
    now, gateway = timezone.now(), providers.named(Manual.key)
    mine = Pledge.objects.filter(provider=Manual.key).select_related("order")
    over = mine.filter(ends_at__lte=now).exclude(state=Pledge.State.ENDED)
    for pledge in over.order_by("ends_at")[:AT_ONCE]:
        ended = standing(pledge, ended_at=pledge.ends_at, next_due_at=None)
        take_in(gateway, Event(f"over:{pledge.pk}:{pledge.ends_at:%Y%m%d%H%M}", "over", now, (ended,)))
    late = mine.filter(state=Pledge.State.ACTIVE, paid_until__lte=now)
    for pledge in late.order_by("paid_until")[:AT_ONCE]:
        number = f"late-{pledge.pk}-{pledge.paid_until:%Y%m%d}"
        take_in(gateway, Event(number, "late", now, (not_come(pledge, number),)))


def not_come(pledge, number):
    return NotPaid(
        at=timezone.now(),
        order=str(pledge.order.key),
        subscription=pledge.provider_id,
        payment=number,
        money=pledge.money,
        covers_from=pledge.paid_until,
        covers_until=months_later(pledge.paid_until, 12 if pledge.rhythm == Rhythm.YEARLY else 1),
        why=_("The transfer has not come yet."),
    )
