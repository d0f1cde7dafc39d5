"""A patron's own pages: how the support stands, and each way to change it on a page of its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.templatetags.newsroom import day_month_year
from patrons import books_of, steering
from patrons.linking import patron_of
from patrons.models import Patron, Pledge
from patrons.own_forms import ChangeForm, PauseForm, ShownForm, StopForm
from patrons.providers.interface import Declined, Silent
from patrons.receipts import sums_of

from .from_letters import SEE_OTHER, card_url

State = Pledge.State
page_with_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_safe
def yours(request):
    """How it stands, what was given, how the giver is shown."""
    patron = patron_of(request.user)
    context = {"patron": patron}
    if patron:
        context |= {
            "pledges": books_of.pledges(patron),
            "ended": patron.pledges.filter(state=State.ENDED).order_by("-ended_at").first(),
            "rows": books_of.rows(patron),
            "years": books_of.years(patron),
            "given": books_of.gifts_given(patron),
            "received": books_of.gift_running(patron),
            "is_entitled": patron.is_entitled(),
        }
    return render(request, "patrons/yours.html", context)


def own_pledge(request, pk):
    """One that is the member's own and not over."""
    pledges = Pledge.objects.select_related("patron", "order", "tier")
    return get_object_or_404(pledges, pk=pk, patron__user=request.user)


def over(request):
    messages.info(request, _("This support has ended, and nothing will be taken."))
    return redirect("patrons:yours")


def ask(deed, *args, **more):
    """Why it was not done, in words; empty if it was."""
    try:
        deed(*args, **more)
    except Silent:
        return _("The payment service does not answer, and nothing has changed. Please try again in a minute.")
    except Declined as error:
        return str(error) or _("The payment service refused this, and nothing has changed. Please write to us.")
    return ""


def by_form(request, page, pledge, form, deed, done, **context):
    """The page of one deed: its form, and its end. A form that came to nothing comes back as it was."""
    if request.method == "POST" and form.is_valid():
        why_not = ask(deed, form.cleaned_data)
        if not why_not:
            messages.success(request, done(form.cleaned_data))
            return redirect("patrons:yours")
        form.add_error(None, why_not)
    return render(request, f"patrons/{page}.html", {"pledge": pledge, "form": form, **context})


@login_required
@never_cache
@page_with_form
def change(request, pk):
    pledge = own_pledge(request, pk)
    if pledge.is_over:
        return over(request)
    form = ChangeForm(pledge, request.POST if request.method == "POST" else None)
    return by_form(
        request,
        "change",
        pledge,
        form,
        lambda said: steering.change(pledge, said["money"], said["rhythm"], said["tier"]),
        lambda said: _("Changed: from the next payment on you give %(sum)s.") % {"sum": said["money"].short},
        prices=books_of.prices(pledge.currency),
    )


@login_required
@never_cache
@page_with_form
def pause(request, pk):
    pledge = own_pledge(request, pk)
    if pledge.is_over:
        return over(request)
    form = PauseForm(request.POST if request.method == "POST" else None)
    return by_form(
        request,
        "pause",
        pledge,
        form,
        lambda said: steering.pause(pledge, said["months"]),
        lambda said: _("Paused. What you have paid for stays paid."),
    )


@login_required
@never_cache
@page_with_form
def stop(request, pk):
    """One page, one optional question, one button."""
    pledge = own_pledge(request, pk)
    if pledge.is_over:
        return over(request)
    is_paid = bool(pledge.paid_until and pledge.paid_until > timezone.now())
    last_day = day_month_year(pledge.paid_until) if is_paid else ""
    form = StopForm(last_day, request.POST if request.method == "POST" else None)

    def at_once(said):
        return not is_paid or said.get("when") == "now"

    return by_form(
        request,
        "stop",
        pledge,
        form,
        lambda said: steering.stop(pledge, at_once(said), said["reason"], said["words"]),
        lambda said: (
            _("Stopped. Nothing will be taken any more. Thank you for what you gave.")
            if at_once(said)
            else _("Stopped. It ends on %(day)s, and nothing will be taken any more.") % {"day": last_day}
        ),
    )


@login_required
@never_cache
@require_POST
def resume(request, pk):
    pledge = own_pledge(request, pk)
    if pledge.is_over:
        return over(request)
    if why_not := ask(steering.resume, pledge):
        messages.error(request, why_not)
    else:
        messages.success(request, _("Your support goes on. Thank you."))
    return redirect("patrons:yours")


@login_required
@never_cache
@require_POST
def card(request, pk):
    """To the provider's page of the card, and back."""
    pledge = own_pledge(request, pk)
    if pledge.is_over:
        return over(request)
    url = card_url(request, pledge, request.build_absolute_uri(reverse("patrons:yours")))
    return HttpResponseRedirect(url, status=SEE_OTHER) if url else redirect("patrons:yours")


@login_required
@never_cache
@page_with_form
def shown(request):
    """Name, list and badge. The row is held, so that two forms at once are two changes."""
    patron = patron_of(request.user)
    if patron is None:
        return redirect("patrons:yours")
    with transaction.atomic():
        patron = Patron.objects.select_related("user").select_for_update(of=["self"]).get(pk=patron.pk)
        form = ShownForm(request.POST if request.method == "POST" else None, instance=patron)
        if request.method == "POST" and form.is_valid():
            form.save()
            messages.success(request, _("Changed: this is how you are shown from now on."))
            return redirect("patrons:yours")
    return render(request, "patrons/shown.html", {"form": form})


@login_required
@never_cache
@require_safe
def statement(request, year):
    """What was given in a year, to print."""
    patron = patron_of(request.user)
    entries = books_of.entries(patron, year) if patron and 2000 <= year <= timezone.localdate().year else []
    if not entries:
        raise Http404("nothing was given in this year")
    context = {"patron": patron, "year": year, "entries": entries, "sums": sums_of(entries)}
    return render(request, "patrons/statement.html", context)
