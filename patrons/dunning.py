"""Letters about a refused payment, by the days since. They stop with the payment, or with the pledge."""

from datetime import timedelta
from itertools import zip_longest

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from patrons import letters
from patrons.models import DunningStep, Order, Payment, Pledge, Told
from patrons.providers import named

State = Pledge.State
TRANSFERS_TAKE = 3  # days; nobody is asked after a standing order that is on its way
LAST_REFUSED = Payment.objects.filter(pledge=OuterRef("pk"), state=Payment.State.FAILED).order_by("-failed_at", "-pk")


def due(now):
    """Which letters are to be written: `(pledge, step)`, by number. After days without the clock, only the latest."""
    steps = list(DunningStep.objects.order_by("day"))
    found = []
    for step, following in zip_longest(steps, steps[1:]):
        pledges = late(now).filter(since__lte=now - timedelta(days=step.day))
        if following:
            pledges = pledges.filter(since__gt=now - timedelta(days=following.day))
        told = Told.objects.filter(kind=Told.Kind.CARD, number=OuterRef("refused"), part=step.day)
        found += [(pledge, step.pk) for pledge in pledges.filter(~Exists(told)).values_list("pk", flat=True)]
    return found


def late(now):
    """Pledges whose payment is refused, since when, and which payment."""
    since = Max("moves__at", filter=Q(moves__after=State.PAST_DUE))
    refused = Subquery(LAST_REFUSED.values("pk")[:1])
    pledges = Pledge.objects.filter(state=State.PAST_DUE).annotate(since=since, refused=refused)
    return pledges.filter(refused__isnull=False).order_by("since", "pk")


@transaction.atomic
def write(pledge, step, now):
    """Unless it was paid, ended or written about meanwhile. News of it waits, as its order is held."""
    Order.objects.select_for_update(of=["self"]).get(pledge=pledge)
    pledge = late(now).filter(pk=pledge).first()
    step = DunningStep.objects.prefetch_related("words").filter(pk=step).first()
    if not pledge or not step or (not named(pledge.provider).asks_for_cards and step.day < TRANSFERS_TAKE):
        return
    if Told.objects.first_time(Told.Kind.CARD, pledge.refused, step.day):
        letters.late(Payment.objects.select_related("pledge__patron__user").get(pk=pledge.refused), step)
