"""The demonstration as a provider: with its own checkout and its own books, and no money in them."""

import time
from contextlib import contextmanager

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from patrons.providers.interface import PATIENCE, Checkout, Provider, Silent

from . import bank, facts, post
from .models import DemoCheckout, DemoMood

PORTAL = "patrons.demo.portal"  # the salt of its addresses


@contextmanager
def asking():
    """Every question to the bank goes through here: it may be in a mood (DemoMood)."""
    mood = DemoMood.objects.first() or DemoMood()
    if mood.answers == DemoMood.Answers.RESETS:
        raise Silent("reset")
    if mood.seconds:
        time.sleep(min(mood.seconds, PATIENCE))
    if mood.answers == DemoMood.Answers.HANGS:
        raise Silent("no answer in time")
    yield
    if mood.answers == DemoMood.Answers.BREAKS:
        raise Silent("500")


class Demo(Provider):
    key = "demo"
    name = _("Card, as a demonstration")
    takes_real_money = False

    def begin(self, order, back_url, gave_up_url):
        with asking():
            checkout = bank.open_checkout(order, back_url, gave_up_url)
        with translation.override(order.language):
            return Checkout(checkout.number, reverse("patrons:demo_checkout", args=[checkout.number]))

    def hear(self, headers, body):
        return post.heard(headers, body)

    def read(self, order):
        with asking():
            checkout = DemoCheckout.objects.filter(order_key=order.key).first()
            return facts.everything(checkout) if checkout else ()

    def change(self, pledge, money, rhythm):
        with asking():
            return (facts.standing(bank.change(pledge.provider_id, money, rhythm)),)

    def pause(self, pledge, until):
        with asking():
            return (facts.standing(bank.pause(pledge.provider_id, until)),)

    def resume(self, pledge):
        with asking():
            return (facts.standing(bank.resume(pledge.provider_id)),)

    def stop(self, pledge, at_once):
        with asking():
            return (facts.standing(bank.stop(pledge.provider_id, at_once)),)

    def refund(self, payment, money, key):
        with asking():
            return (facts.of_return(bank.give_back(payment.provider_id, money, key)),)

    def card_url(self, pledge, back_url):
        key = signing.dumps({"number": pledge.provider_id, "back": back_url}, salt=PORTAL, compress=True)
        return reverse("patrons:demo_portal", args=[key])
