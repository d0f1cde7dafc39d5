"""From the page of confirming to the provider's checkout, and what is shown when the way there takes longer."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from patrons import ordering
from patrons.models import Order
from patrons.providers.interface import Declined, Silent

SEE_OTHER = 303
LOOKS_AGAIN = 2  # seconds
State = Order.State


def to_checkout(request, form):
    """Make the order of a valid ConfirmForm and lead on to its checkout. None: the form says why not, and has a fresh
    key for the next time."""
    try:
        order = ordering.place(request, form.cleaned_data)
    except ordering.NotPlaced as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["key"] = ordering.new_key()
        return None
    return go_on(request, order)


@never_cache
@require_safe
def checkout(request, key):
    """Go on with an order that was begun: after a pause, a silence of the provider, or a person's decision."""
    order = Order.objects.filter(key=key).first()
    if not order:
        raise Http404("no such order")
    return go_on(request, order)


def go_on(request, order):
    if order.state == State.HELD:
        return waiting(request, order, "held", 200)
    if order.state != State.OPEN:
        return redirect("patrons:thanks", order.key)
    try:
        url = ordering.begin(order)
    except Silent:
        return waiting(request, order, "silent", 503)
    except Declined as error:
        return waiting(request, order, "declined", 409, why=str(error))
    if not url:
        response = waiting(request, order, "prepared", 200)
        response.headers["Refresh"] = f"{LOOKS_AGAIN}; url={ordering.page_of(order, 'checkout')}"
        return response
    return HttpResponseRedirect(url, status=SEE_OTHER)


def waiting(request, order, what, status, why=""):
    context = {"order": order, "what": what, "why": why}
    return render(request, "patrons/checkout.html", context, status=status)
