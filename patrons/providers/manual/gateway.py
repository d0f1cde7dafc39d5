"""Bank transfers as a provider: it begins with a page that says where to transfer the money to, and knows what staff
confirmed. A pledge is a standing order at the giver's bank, of which each transfer covers one month or year."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from patrons.models import BankAccount, LedgerEntry, Pledge
from patrons.providers.interface import Checkout, Forged, Paid, Provider, Refunded, Standing

from .references import reference_of


class Manual(Provider):
    key = "manual"
    name = _("Bank transfer")
    asks_for_cards = False

    def takes(self, money):
        return BankAccount.objects.filter(currency=money.currency, is_offered=True).exists()

    def begin(self, order, back_url, gave_up_url):
        with translation.override(order.language):
            return Checkout(order.provider_id or reference_of(order), reverse("patrons:transfer", args=[order.key]))

    def hear(self, headers, body):
        raise Forged("no bank calls us")

    def read(self, order):
        """What staff said of it: nobody else knows more."""
        facts = []
        for payment in order.payments.paid().prefetch_related("entries"):
            facts.append(self.paid(order, payment))
            facts += [
                Refunded(
                    at=entry.at, payment=payment.provider_id, refund=entry.key.rpartition(":")[2], money=-entry.money
                )
                for entry in payment.entries.all()
                if entry.kind == LedgerEntry.Kind.REFUNDED
            ]
        pledge = Pledge.objects.filter(order=order).first()
        return (*facts, standing(pledge, at=pledge.said_at or pledge.started_at)) if pledge else tuple(facts)

    @staticmethod
    def paid(order, payment):
        return Paid(
            at=payment.paid_at,
            order=str(order.key),
            subscription=order.provider_id if order.comes_again else "",
            payment=payment.provider_id,
            money=payment.money,
            covers_from=payment.covers_from,
            covers_until=payment.covers_until,
        )

    def change(self, pledge, money, rhythm):
        """The giver changes the standing order at the bank; from now on we wait for the new sum."""
        return (standing(pledge, money=money, rhythm=rhythm),)

    def pause(self, pledge, until):
        return (standing(pledge, paused_until=until, next_due_at=until),)

    def resume(self, pledge):
        return (standing(pledge, paused_until=None, ends_at=None, next_due_at=pledge.paid_until),)

    def stop(self, pledge, at_once):
        now = timezone.now()
        if at_once or not pledge.paid_until or pledge.paid_until <= now:
            return (standing(pledge, ended_at=now, next_due_at=None),)
        return (standing(pledge, ends_at=pledge.paid_until, next_due_at=None),)

    def refund(self, payment, money, key):
        """Whoever presses the button transfers the money back by hand: this writes down that it was done."""
        return (Refunded(at=timezone.now(), payment=payment.provider_id, refund=key, money=money),)


def standing(pledge, at=None, **said):
    """How a pledge stands: as the books have it, but for what is `said` of it now."""
    known = {
        "money": pledge.money,
        "rhythm": pledge.rhythm,
        "next_due_at": pledge.next_due_at,
        "paused_until": pledge.paused_until,
        "ends_at": pledge.ends_at,
        "ended_at": pledge.ended_at,
    }
    return Standing(
        at=at or timezone.now(), order=str(pledge.order.key), subscription=pledge.provider_id, **(known | said)
    )
