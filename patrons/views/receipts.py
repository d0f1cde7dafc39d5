from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from patrons import receipts
from patrons.linking import patron_of
from patrons.models import LedgerEntry


@never_cache
@require_safe
def receipt(request, name):
    """To its owner, and to whoever holds the link of the letter. To all others it does not exist, and strangers are
    asked who they are whether or not it does."""
    has_key = receipts.opens(request.GET.get("key", ""), name)
    if not has_key and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = receipts.named(name)
    if not found or not (has_key or is_owner(request.user, found)):
        raise Http404("no such receipt")
    payment = found.entry.payment
    first = payment.entries.filter(kind=LedgerEntry.Kind.RECEIVED).select_related("receipt").first()
    context = {"receipt": found, "entry": found.entry, "payment": payment, "patron": payment.patron, "first": first}
    return render(request, "patrons/receipt.html", context)


def is_owner(user, receipt):
    patron = patron_of(user)
    return patron is not None and receipt.entry.payment.patron_id == patron.pk
