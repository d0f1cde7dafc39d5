"""A pledge that is paid by transfer and was not paid in time is late: no bank tells us of money that did not come."""

from django.utils import timezone
from django.utils.translation import gettext as _

from patrons import providers
from patrons.models import Pledge, Rhythm
from patrons.months import months_later
from patrons.providers.interface import Event, NotPaid
from patrons.taking import take_in

from .gateway import Manual

AT_ONCE = 200  # pledges a run; the next run takes the others


def look_after():
    """A job of the clock: may be run as often as one likes."""
    now, gateway = timezone.now(), providers.named(Manual.key)
    late = Pledge.objects.filter(provider=Manual.key, state=Pledge.State.ACTIVE, paid_until__lte=now)
    for pledge in late.select_related("order").order_by("paid_until")[:AT_ONCE]:
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
