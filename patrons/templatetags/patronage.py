"""Whether whoever reads is a patron, for the pages of the paper, which know nothing of patrons."""

from django import template

from patrons import receipts
from patrons.models import Patron

register = template.Library()


@register.simple_tag(takes_context=True)
def patron_reading(context):
    """The patron who reads this page; None for everybody else. Asked once for a page, and of strangers never."""
    request, user = context.get("request"), context.get("user")
    if request is None or user is None or not user.is_authenticated:
        return None
    if not hasattr(request, "patron_reading"):
        request.patron_reading = Patron.objects.entitled().filter(user=user).first()
    return request.patron_reading


@register.filter
def receipt_key(receipt):
    """What opens a receipt for whoever has no account."""
    return receipts.key_of(receipt)
