"""Asking for the next payment of a pledge, where the provider does not do so by itself; and the end of what stays
unpaid.

A payment is written down before anybody is asked for it, one for each period of a pledge. Whoever asks carries its key
to the provider: asked again after silence, it is the same payment and is taken once.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from patrons import providers, steering
from patrons.models import Order, PatronRules, Payment, Pledge, Rhythm
from patrons.months import next_period
from patrons.providers.interface import Declined, NotPaid, Silent
from patrons.taking import take_in_answer

LASTS = 3  # seconds a round may take before others of the post have their turn
PAUSE = timedelta(minutes=10)  # until a provider that did not answer is asked again
AT_ONCE = 200
OPEN = (Payment.State.DUE, Payment.State.ASKED, Payment.State.FAILED)
State = Pledge.State


def renew_due():
    """A job: write down what has become due, ask for what is written down, end what stays unpaid."""
    now, until = timezone.now(), time.monotonic() + LASTS
    for number in due(now).values_list("order", flat=True)[:AT_ONCE]:
        write_down(number, now)
    for payment in to_ask_for(now).select_related("pledge__order")[:AT_ONCE]:
        if time.monotonic() > until:
            return
        ask_for(payment, now)
    for pledge in unpaid(now).select_related("order")[:AT_ONCE]:
        if time.monotonic() > until:
            return
        end(pledge)


def ours():
    """Pledges that nobody renews unless we do, and that are to go on. Of whoever was erased nothing is asked."""
    keys = [key for key in Pledge.objects.order_by().values_list("provider", flat=True).distinct() if we_renew(key)]
    going_on = Pledge.objects.filter(provider__in=keys, ended_at=None, ends_at=None, patron__pseudonym="")
    return going_on.filter(state__in=[State.ACTIVE, State.PAST_DUE])


def we_renew(provider):
    try:
        return not providers.named(provider).renews_itself
    except providers.NotOffered:
        return False


def due(now):
    """Pledges whose paid time is over, and of which no payment is open. What was given back counts as paid here: it is
    not taken a second time."""
    payments = Payment.objects.filter(pledge=OuterRef("pk"))
    last = Max("payments__covers_until", filter=Q(payments__state=Payment.State.PAID))
    is_over = Q(paid_until__lte=now) | Q(paid_until=None)  # few of all, by the index
    found = ours().filter(is_over, ~Exists(payments.filter(state__in=OPEN)))
    return found.annotate(last=last).filter(last__lte=now).order_by("last", "pk")


@transaction.atomic
def write_down(order, now):
    """The payment of a pledge's next period; nothing if somebody was faster."""
    Order.objects.select_for_update(of=["self"]).get(pk=order)
    pledge = due(now).filter(order=order).first()
    if not pledge:
        return
    begins = period_begins(pledge, now)
    Payment.objects.get_or_create(
        pledge=pledge,
        period=begins.date(),
        defaults={
            "patron_id": pledge.patron_id,
            "order_id": order,
            "covers_from": begins,
            "covers_until": next_period(anchor(pledge, begins), begins, 12 if pledge.rhythm == Rhythm.YEARLY else 1),
            "minor": pledge.minor,
            "currency": pledge.currency,
            "provider": pledge.provider,
            "state": Payment.State.DUE,
            "created_at": now,
            "next_try_at": now,
        },
    )


def period_begins(pledge, now):
    """Where the last one ended, or the pause; now, if we come so late that the giver has had nothing of it."""
    begins = max(filter(None, [pledge.last, pledge.paused_until]))
    return begins if begins >= now - timedelta(days=PatronRules.current().grace_days) else now


def anchor(pledge, begins):
    """Where the unbroken row of periods began that goes on at `begins`: its day of the month is kept."""
    paid = pledge.payments.filter(state=Payment.State.PAID).order_by("-covers_from")
    for covers_from, covers_until in paid.values_list("covers_from", "covers_until"):
        if covers_until != begins:
            break
        begins = covers_from
    return begins


def to_ask_for(now):
    payments = Payment.objects.filter(state__in=OPEN, next_try_at__lte=now, pledge__in=ours())
    return payments.order_by("next_try_at", "pk")


def ask_for(payment, now):
    """Ask the provider for it. Until it answers, or the pause is over, nobody else does."""
    mine = Payment.objects.filter(pk=payment.pk, state=payment.state, next_try_at=payment.next_try_at)
    if not mine.filter(pledge__in=ours()).update(state=Payment.State.ASKED, next_try_at=now + PAUSE):
        return
    gateway = providers.named(payment.provider)
    try:
        facts = gateway.charge(payment)
    except Silent:
        return  # asked again after the pause, with the same key
    except Declined as error:
        facts = [refusal(payment, str(error))]
    take_in_answer(gateway, "charge", facts)


def refusal(payment, why):
    return NotPaid(
        at=timezone.now(),
        order=str(payment.pledge.order.key),
        subscription=payment.pledge.provider_id,
        payment=payment.provider_id,
        ours=str(payment.key),
        money=payment.money,
        tries=payment.tries + 1,
        why=why,
    )


def try_now(pledge):
    """The giver has changed the card: what was refused is asked for again at once."""
    pledge.payments.filter(state=Payment.State.FAILED).update(next_try_at=timezone.now())


def unpaid(now):
    """Late for longer than the grace: since the end of what was paid, or since the first refusal."""
    late_since = Coalesce(Greatest("paid_until", "paused_until"), "paid_until", "paused_until", "started_at")
    grace = timedelta(days=PatronRules.current().grace_days)
    late = Pledge.objects.filter(state=State.PAST_DUE).annotate(late_since=late_since)
    return late.filter(late_since__lte=now - grace).order_by("late_since", "pk")


def end(pledge):
    try:
        steering.stop(pledge, at_once=True, reason=Pledge.Reason.UNPAID)
    except (Silent, Declined):
        return  # the next round asks again
