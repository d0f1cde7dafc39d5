"""Asking for support, and the page that says what will happen before anything does."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.pagination import keyset_page
from patrons import support_page
from patrons.forms import ConfirmForm, WishForm, wish_of
from patrons.models import Order, Patron, Rhythm
from patrons.months import months_later
from patrons.ordering import again, new_key
from patrons.support_page import Offer, SupportPage, named

from .checkout import to_checkout

UNPROCESSABLE = 422


@require_safe
def support(request):
    """The same bytes for everybody who is not logged in: its form asks for the next page and sends nothing."""
    article = request.GET.get("article", "")
    return show_support(request, Offer(request.GET.get("currency", "")), article)


def show_support(request, offer, article="", form=None):
    mine = how_i_give(request.user)
    if mine.get("pledge"):
        offer.begins_with = Rhythm.ONCE  # what can be given beside it
    context = {
        "offer": offer,
        "around": SupportPage(get_language()),
        "article_id": article if article.isascii() and article.isdigit() else "",
        "form": form,
        **mine,
    }
    return render(request, "patrons/support.html", context, status=UNPROCESSABLE if form else 200)


def how_i_give(user):
    """What a member who gives, or has been given, is told first."""
    patron = Patron.objects.filter(user=user).first() if user.is_authenticated else None
    if not patron:
        return {}
    gift = patron.gifts.entitling(timezone.now()).order_by("-until").first()
    return {"pledge": patron.current_pledge(), "gift": gift}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request):
    """What will be given, how often and from when on. Sent from here it becomes an order."""
    said = wish_of(request.POST or request.GET)
    wish = WishForm(said)
    if not wish.is_valid():
        return show_support(request, Offer(said["currency"], said), said["article"], wish)
    is_sent = request.method == "POST"
    form = ConfirmForm(wish.cleaned_data, request.user, request.POST if is_sent else None, new_key())
    led_on = to_checkout(request, form) if is_sent and form.is_valid() else None
    return led_on or confirm_page(request, wish, form)


def confirm_page(request, wish, form, status=None):
    said, today = wish.cleaned_data, timezone.localtime()
    context = {
        "wish": wish,
        "form": form,
        "money": said["money"],
        "today": today,
        "next_day": months_later(today, 12 if said["rhythm"] == Rhythm.YEARLY else 1),
    }
    return render(request, "patrons/confirm.html", context, status=status or (UNPROCESSABLE if form.errors else 200))


@never_cache
@require_safe
def thanks(request, key):
    """Where the payment provider sends the giver back to. It says what the books say, and no more."""
    order = Order.objects.filter(key=key).select_related("patron", "tier").first()
    if not order:
        raise Http404("no such order")
    if order.state == Order.State.HELD:
        return redirect("patrons:checkout", order.key)
    payment = order.payments.paid().order_by("paid_at", "pk").first()
    entry = payment and payment.entries.filter(kind="received").select_related("receipt").first()
    context = {
        "order": order,
        "payment": payment,
        "receipt": entry and entry.receipt,
        "pledge": getattr(order, "pledge", None),
        "is_mine": request.user.is_authenticated and order.patron.user_id == request.user.pk,
        "again": again(order),
        "patrons": Patron.objects.entitled().count() if payment and order.comes_again else 0,
    }
    return render(request, "patrons/thanks.html", context)


@require_safe
def names(request):
    """Those who wish to be named, newest first."""
    rows = named().only("name", "created_at")
    page = keyset_page(request, rows, support_page.NAMES, along=("created_at", "id"))
    return render(request, "patrons/names.html", {"page": page})
