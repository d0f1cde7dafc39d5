"""The pages of the demonstration's bank. They say in every place that no money moves."""

from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from patrons.providers.interface import Declined

from . import bank, post
from .gateway import PORTAL
from .models import Card, DemoCharge, DemoCheckout, DemoReturn, DemoSubscription, News

UNPROCESSABLE = 422
A_DAY = 24 * 3600


class CardForm(forms.Form):
    card = forms.ChoiceField(
        label=gettext_lazy("The card"),
        choices=Card.choices,
        initial=Card.GOOD,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose one of the cards.")),
    )


class CheckoutForm(CardForm):
    news = forms.ChoiceField(
        label=gettext_lazy("When the paper hears of it"),
        choices=News.choices,
        initial=News.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose one of the ways.")),
    )


def only_where_offered():
    if "demo" not in settings.PAYMENTS:
        raise Http404("no demonstration here")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request, number):
    """Pay, or do not; and what the bank asks in between."""
    only_where_offered()
    row = get_object_or_404(DemoCheckout, number=number)
    form = CheckoutForm(request.POST if "card" in request.POST else None)
    refusals = row.refusals
    if request.method == "POST":
        row = acted(request.POST.get("do"), row, form)
        post.deliver_due(row.order_key)
    if not row.is_open:
        return redirect(row.back_path if row.state == row.State.PAID or row.refusals else row.gave_up_path)
    if row.refusals > refusals:
        form = CheckoutForm({"card": row.card, "news": row.news})
        form.add_error("card", _("The bank of this card refused it. Choose another card."))
    return render(
        request,
        "patrons/demo/checkout.html",
        {"checkout": row, "form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


def acted(do, row, form):
    if do == "give_up":
        return bank.give_up(row.pk)
    if do in ("yes", "no"):
        return bank.answer(row.pk, is_me=do == "yes")
    if form.is_valid():
        return bank.pay(row.pk, form.cleaned_data["card"], form.cleaned_data["news"])
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request, key):
    """Where the giver changes the card. And where time can be made to pass, since nobody waits a month to see it."""
    only_where_offered()
    try:
        said = signing.loads(key, salt=PORTAL, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Http404("no address of ours, or too old") from error
    subscription = get_object_or_404(DemoSubscription.objects.select_related("checkout"), number=said["number"])
    form = CardForm(request.POST if "card" in request.POST else None, initial={"card": subscription.card})
    words = ""
    if request.method == "POST":
        words = changed(request.POST.get("do"), subscription, form)
        post.deliver_due(subscription.checkout.order_key)
        subscription.refresh_from_db()
    last = subscription.charges.order_by("at").last()
    context = {"subscription": subscription, "form": form, "words": words, "last": last, "back": said["back"]}
    return render(request, "patrons/demo/portal.html", context, status=UNPROCESSABLE if form.errors else 200)


def changed(do, subscription, form):
    """What was done, in words; or why not."""
    try:
        if do == "pass":
            bank.take_due(subscription.pk, bank.timezone.now())
            return _("Time has passed.")
        if do == "stop":
            bank.stop(subscription.pk, at_once=False)
            return _("Nothing will be taken any more.")
        if do == "dispute":
            return disputed(subscription)
        if form.is_bound and form.is_valid():
            bank.change_card(subscription.pk, form.cleaned_data["card"])
            form.is_bound = False
            return _("This card will be asked from now on.")
    except Declined as refusal:
        form.add_error(None, str(refusal)) if form.is_bound else None
        return str(refusal)
    return ""


def disputed(subscription):
    """The giver's bank takes the last payment back."""
    last = subscription.charges.filter(state=DemoCharge.State.PAID).order_by("at").last()
    if last:
        bank.give_back(last.pk, last.money, f"dispute {last.pk}", DemoReturn.Kind.DISPUTE)
    return _("The bank has taken the last payment back.")
