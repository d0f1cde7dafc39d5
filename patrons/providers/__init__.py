"""Those who move the money. Adding one is a folder here and a line in KNOWN: see docs/patrons.md."""

from functools import cache
from importlib import import_module

from django.conf import settings

KNOWN = {
    "manual": "patrons.providers.manual.gateway.Manual",
    "demo": "patrons.providers.demo.gateway.Demo",
    "stripe": "patrons.providers.stripe.gateway.Stripe",
    "monobank": "patrons.providers.monobank.gateway.Monobank",
}


class NotOffered(LookupError):
    """This paper does not take money that way."""


def offered():
    """The providers of this paper, the preselected one first."""
    return [named(key) for key in settings.PAYMENTS]


@cache
def named(key):
    """The provider, whether or not it is still offered: old pledges go on. Its libraries load with the first use."""
    if key not in KNOWN:
        raise NotOffered(key)
    module, _point, name = KNOWN[key].rpartition(".")
    return getattr(import_module(module), name)()
