"""Time as a patron for somebody else: choosing it, and redeeming it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.network import network_name
from articles.templatetags.newsroom import day_month_year
from patrons import gifts
from patrons.money import Money
from patrons.own_forms import CodeForm
from patrons.support_page import GIFT_MONTHS, Offer, gift_price

TRIES, NETWORK_TRIES, HOUR = 10, 30, 3600  # of codes, by one member and from one network
TOO_MANY = 429


@dataclass(frozen=True)
class Length:
    months: int
    money: Money

    @property
    def words(self):
        return ngettext("%(months)d month", "%(months)d months", self.months) % {"months": self.months}


@require_safe
def gift(request):
    """The same for all who look: which length, in which currency. The page of confirming asks for the rest."""
    offer = Offer(request.GET.get("currency", ""))
    lengths = [Length(months, gift_price(offer.currency, months)) for months in GIFT_MONTHS] if offer.currency else []
    return render(request, "patrons/gift.html", {"offer": offer, "lengths": lengths})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gift_redeem(request):
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if has_tried_too_often(request):
            form.add_error(None, _("Too many attempts for now. Wait an hour, then try again."))
            status = TOO_MANY
        elif redeemed(request, form):
            return redirect("patrons:yours")
    return render(request, "patrons/gift_redeem.html", {"form": form}, status=status)


def has_tried_too_often(request):
    by_member = limits.take("gift", request.user.pk, TRIES, HOUR)
    return by_member or limits.take("gift network", network_name(request), NETWORK_TRIES, HOUR)


def redeemed(request, form):
    try:
        gift = gifts.redeem(form.cleaned_data["code"], request.user, get_language())
    except gifts.NotRedeemed as error:
        form.add_error("code", str(error))
        return None
    words = _("You are a patron until %(day)s. Somebody has paid for it, and it ends by itself.")
    messages.success(request, words % {"day": day_month_year(gift.until)})
    return gift
