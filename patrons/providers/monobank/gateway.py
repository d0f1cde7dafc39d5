"""monobank as a provider. It knows no pledges: they stand in our books alone, and `charge` takes each payment."""

import base64
import binascii
import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrons.models import Payment, Pledge
from patrons.providers.interface import Checkout, Declined, Event, Forged, Provider, Standing

from . import facts
from .asking import asking, is_signed

LARGEST = 256 * 1024  # bytes of a callback
UNHURRIED = 20  # seconds for what is asked while nobody waits
UNDER_WAY = ("success", "processing", "hold")


class Monobank(Provider):
    key = "monobank"
    name = gettext_lazy("Card of any bank, through monobank")
    renews_itself = False

    @property
    def takes_rhythms(self):
        return ("monthly", "yearly", "once") if settings.MONOBANK_SAVES_CARDS else ("once",)

    def takes(self, money):
        return money.currency in facts.NUMBERS and money.currency in settings.MONOBANK_CURRENCIES

    def begin(self, order, back_url, gave_up_url):
        """The bank has one address to come back to, whatever became of the payment."""
        if order.provider_id and order.checkout_url:
            return Checkout(order.provider_id, order.checkout_url)
        asked = {**self.sum_and_words(order.money, order.key, order.language), "redirectUrl": back_url}
        if order.comes_again:
            asked["saveCardData"] = {"saveCard": True, "walletId": order.key.hex}
        with asking() as bank:
            invoice = bank.post("invoice/create", asked)
            return Checkout(invoice["invoiceId"], invoice["pageUrl"])

    @staticmethod
    def sum_and_words(money, key, language):
        with translation.override(language):
            words = _("Support for %(site)s") % {"site": settings.SITE_NAME}
        return {
            "amount": money.minor,
            "ccy": facts.NUMBERS[money.currency],
            "merchantPaymInfo": {"reference": key.hex, "destination": words},
            "webHookUrl": settings.SITE_URL + reverse("hear_provider", args=["monobank"]),
        }

    def hear(self, headers, body):
        if len(body) > LARGEST:
            raise Forged("too large")
        try:
            signature = base64.b64decode(headers.get("X-Sign", ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Forged("no signature") from error
        if not (settings.MONOBANK_TOKEN and signature and is_signed(signature, body)):
            raise Forged("not signed by the bank")
        try:
            said = json.loads(body)
            # Its messages have no number. The same words are the same message.
            number = f"{said['invoiceId']}:{hashlib.sha256(body).hexdigest()[:24]}"
            return Event(number, said["status"], facts.modified(said), tuple(facts.told(said)))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise Forged(f"cannot be read: {error!r}") from error

    def read(self, order):
        numbers, found = [order.provider_id], []
        with asking(UNHURRIED) as bank:
            for payment in order.payments.exclude(state=Payment.State.DUE):
                numbers += [payment.provider_id] if payment.provider_id else self.under_way(bank, payment)
            for number in dict.fromkeys(filter(None, numbers)):
                found += facts.told(bank.get("invoice/status", invoiceId=number))
        return tuple(found)

    @staticmethod
    def under_way(bank, payment):
        """The invoices of a payment that we asked for without an answer: the statement has them by our reference."""
        since = int((payment.created_at - timedelta(hours=1)).timestamp())
        listed = bank.get("statement", **{"from": since}).get("list") or []
        mine = [row for row in listed if row.get("reference") == payment.key.hex and row["status"] in UNDER_WAY]
        return [row["invoiceId"] for row in mine]

    def charge(self, payment):
        """The bank has no keys that make a second request the same as the first: we look what became of that."""
        pledge = payment.pledge
        if not pledge.customer_id:
            raise Declined(_("The bank has kept no card for this support."))
        asked = {
            **self.sum_and_words(payment.money, payment.key, pledge.patron.language),
            "cardToken": pledge.customer_id,
            "initiationKind": "merchant",
        }
        with asking(UNHURRIED) as bank:
            if numbers := self.under_way(bank, payment):
                said = [bank.get("invoice/status", invoiceId=number) for number in numbers]
                return tuple(fact for invoice in said for fact in facts.told(invoice))
            return tuple(facts.told({**bank.post("wallet/payment", asked), "reference": payment.key.hex}))

    def refund(self, payment, money, key):
        with asking() as bank:
            known = bank.get("invoice/status", invoiceId=payment.provider_id)
            if not any(part.get("extRef") == key for part in known.get("cancelList") or []):
                asked = {"invoiceId": payment.provider_id, "extRef": key, "amount": money.minor}
                if bank.post("invoice/cancel", asked)["status"] == "failure":
                    raise Declined(_("The bank refused to take this money back."))
                known = bank.get("invoice/status", invoiceId=payment.provider_id)
            return tuple(facts.given_back(known))

    def change(self, pledge, money, rhythm):
        if not self.takes(money):
            raise Declined(_("This sum cannot be paid by card. Please choose another."))
        return (standing(pledge, money=money, rhythm=rhythm),)

    def pause(self, pledge, until):
        return (standing(pledge, paused_until=until, next_due_at=max(until, pledge.paid_until or until)),)

    def resume(self, pledge):
        return (standing(pledge, paused_until=None, ends_at=None, next_due_at=pledge.paid_until),)

    def stop(self, pledge, at_once):
        now = timezone.now()
        if at_once or not pledge.paid_until or pledge.paid_until <= now:
            return (standing(pledge, ended_at=now, next_due_at=None),)
        return (standing(pledge, ends_at=pledge.paid_until, next_due_at=None),)


def standing(pledge, **said):
    """How a pledge stands: as the books have it by now, but for what is `said` of it."""
    pledge = Pledge.objects.select_related("order").get(pk=pledge.pk)
    known = {
        "money": pledge.money,
        "rhythm": pledge.rhythm,
        "next_due_at": pledge.next_due_at,
        "paused_until": pledge.paused_until,
        "ends_at": pledge.ends_at,
        "ended_at": pledge.ended_at,
    }
    return Standing(at=timezone.now(), order=str(pledge.order.key), subscription=pledge.provider_id, **(known | said))
