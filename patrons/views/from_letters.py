"""What links in letters open without a log-in: the page of the card, and the way to be spared of letters."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from patrons import providers, signed_links
from patrons.providers.interface import Declined, Silent

SEE_OTHER = 303


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_by_letter(request, key):
    """Ask first, as programs look into letters too; then lead on to the provider's page of the card."""
    pledge = signed_links.pledge_of_card(key)
    if pledge is None:
        return render(request, "patrons/card_by_letter.html", status=404)
    back = request.build_absolute_uri(f"{request.path}?back=1")
    url = card_url(request, pledge, back) if request.method == "POST" and not pledge.is_over else ""
    if url:
        return HttpResponseRedirect(url, status=SEE_OTHER)
    return render(request, "patrons/card_by_letter.html", {"pledge": pledge, "is_back": "back" in request.GET})


def card_url(request, pledge, back):
    """The provider's page; empty, with a sentence for whoever asked, if there is none."""
    try:
        url = providers.named(pledge.provider).card_url(pledge, back)
    except Silent:
        messages.error(request, _("The payment service does not answer. Please try again in a minute."))
        return ""
    except Declined as error:
        messages.error(request, str(error))
        return ""
    if not url:
        messages.error(request, _("There is no card to change here. Please answer our letter, and we help you."))
    return url


@csrf_exempt  # mail programs send it by themselves and know no token of ours (RFC 8058); the key says whose letters
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters_off(request, key):
    """Ask, so that a program that only looks at links turns nothing off; then turn them off, or on again."""
    patron = signed_links.patron_of_off(key)
    if patron is None:
        return render(request, "patrons/letters_off.html", status=404)
    if request.method == "POST":
        patron.wants_reminders = "again" in request.POST
        patron.save(update_fields=["wants_reminders"])
    return render(request, "patrons/letters_off.html", {"patron": patron})
