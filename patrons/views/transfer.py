"""Where a giver reads how to transfer the money."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from patrons.models import BankAccount, Order


@require_safe
@never_cache
def transfer(request, key):
    """The bank details, sum and reference of an order. Whoever has its key may see it: nobody is named on it."""
    order = get_object_or_404(Order, key=key, provider="manual")
    if not order.provider_id or order.state in (Order.State.HELD, Order.State.REFUSED):
        raise Http404("nothing is to be transferred for it")
    account = BankAccount.objects.filter(currency=order.currency, is_offered=True).first()
    return render(request, "patrons/transfer.html", {"order": order, "account": account})
