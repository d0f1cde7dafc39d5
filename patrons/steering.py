"""What patrons and staff do with a pledge or a payment.

The provider is asked first, outside any transaction, and what it answers is taken in: our books never say what the
provider has not. Where it raises Silent or Declined nothing has changed with us, and the same can be asked again.
"""

import uuid

from django.utils import timezone

from patrons import providers
from patrons.models import PatronRules, Pledge
from patrons.money import Money
from patrons.months import months_later
from patrons.taking import take_in_answer


def change(pledge, money, rhythm, tier=None):
    """Another sum, rhythm or tier, from the next payment on."""
    gateway = providers.named(pledge.provider)
    take_in_answer(gateway, "change", gateway.change(pledge, money, rhythm))
    Pledge.objects.filter(pk=pledge.pk).update(tier=tier)


def pause(pledge, months):
    """For 1 to `PatronRules.pause_months` months. What is paid stays paid."""
    months = max(1, min(months, PatronRules.current().pause_months))
    gateway = providers.named(pledge.provider)
    take_in_answer(gateway, "pause", gateway.pause(pledge, months_later(timezone.now(), months)))


def resume(pledge):
    """Go on after a pause, or after all."""
    gateway = providers.named(pledge.provider)
    take_in_answer(gateway, "resume", gateway.resume(pledge))
    Pledge.objects.filter(pk=pledge.pk).exclude(state=Pledge.State.ENDED).update(reason="", reason_words="")


def stop(pledge, at_once, reason="", words="", by=None):
    """At once, or at the end of what is paid. Nothing is taken any more in either case."""
    gateway = providers.named(pledge.provider)
    facts = gateway.stop(pledge, at_once)
    Pledge.objects.filter(pk=pledge.pk).update(reason=reason, reason_words=words[:500])
    take_in_answer(gateway, "stop", facts, by=by)


def refund(payment, minor, by, note):
    """Give back `minor` of a payment. The key is made of what was given back before, so that two presses of one button
    are one refund, and the next one is another."""
    gateway = providers.named(payment.provider)
    key = uuid.uuid5(payment.key, f"{payment.net}-{minor}")
    money = Money(minor, payment.currency)
    take_in_answer(gateway, "refund", gateway.refund(payment, money, str(key)), by=by, note=note)
