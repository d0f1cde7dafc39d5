"""Against those who try stolen cards on us: how many checkouts may be begun, and when a person decides first.

Thieves try many cards with small sums. What is counted is kept for two days and names nobody; who is in doubt is held,
not shut out, and may transfer the money at once.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from accounts import limits
from accounts.network import network_name
from patrons import letters
from patrons.models import Order, PatronRules

AN_HOUR = 3600
REMEMBERED = timedelta(days=1)
FORGOTTEN = timedelta(days=2)


class TooMany(Exception):
    """Many checkouts were begun from here. The message is for whoever wants to give."""


def network_of(request):
    """Their network, so that the same is known again; nobody who reads the table learns which it is."""
    return salted_hmac("patrons.network", network_name(request), algorithm="sha256").hexdigest()


def browser_of(request):
    if request.user.is_authenticated:
        return f"member {request.user.pk}"
    if not request.session.session_key:
        request.session.create()
    return f"browser {request.session.session_key}"


def count(request):
    """Count one more checkout of this browser and of its network; TooMany if there were enough within the hour."""
    rules = PatronRules.current()
    browser = ("checkouts, browser", browser_of(request))
    network = ("checkouts, network", network_of(request))
    wait = limits.take(*browser, rules.tries_an_hour, AN_HOUR)
    if wait is None:
        wait = limits.take(*network, rules.network_tries_an_hour, AN_HOUR)
        if wait is not None:
            limits.give_back(*browser)
    if wait is not None:
        minutes = int(wait // 60) + 1
        raise TooMany(
            ngettext(
                "Many payments have been begun from here. Nothing was taken. Try again in a minute.",
                "Many payments have been begun from here. Nothing was taken. Try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )


def is_doubtful(network):
    """Whether so many cards of this network were refused within a day that a person should look."""
    recent = Order.objects.filter(network=network, created_at__gte=timezone.now() - REMEMBERED)
    refused = recent.aggregate(cards=Sum("refusals"))["cards"] or 0
    return bool(network) and refused >= PatronRules.current().refusals_a_day


def release(order, by, note=""):
    """Let a held order go on: the giver gets a letter with the way to its checkout. False: it is decided already."""
    with transaction.atomic():
        done = decided(order, Order.State.OPEN, by, note)
        if done:
            letters.released(Order.objects.select_related("patron").get(pk=order.pk))
    return done


def refuse(order, by, note=""):
    """False: it is decided already. The giver sees it on the page of the order, and is not written to: whoever tries
    stolen cards writes the addresses of others."""
    return decided(order, Order.State.REFUSED, by, note)


def decided(order, state, by, note):
    held = Order.objects.filter(pk=order.pk, state=Order.State.HELD)
    return bool(held.update(state=state, decided_by=by, note=note[:300]))


def forget():
    """A job: the networks of orders that are of no use any more."""
    Order.objects.filter(created_at__lt=timezone.now() - FORGOTTEN).exclude(network="").update(network="")
