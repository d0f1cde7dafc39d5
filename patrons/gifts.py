"""Redeeming a gift."""

import re

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patrons.models import Gift, Patron
from patrons.months import months_later


class NotRedeemed(Exception):
    """The message is for whoever typed the code."""


def written(text):
    """A code as it is kept, however it was typed: “k7qm 2rxa94td” is “K7QM-2RXA-94TD”."""
    letters = re.sub(r"[^A-Z0-9]", "", text.upper())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def redeem(code, member, language):
    """The gift, whose time begins now; after another gift that still runs. Beside a pledge it runs alongside."""
    gift = Gift.objects.select_for_update(of=["self"]).filter(code=written(code)).first()
    now = timezone.now()
    if why := why_not(gift, member, now):
        raise NotRedeemed(why)
    patron = Patron.objects.giving_as(member, member.email, language)
    Patron.objects.select_for_update(of=["self"]).get(pk=patron.pk)
    running = Gift.objects.entitling(now).filter(redeemed_by=patron).aggregate(until=Max("until"))["until"]
    gift.redeemed_by, gift.redeemed_at = patron, now
    gift.until = months_later(timezone.localtime(running or now), gift.months)
    gift.save(update_fields=["redeemed_by", "redeemed_at", "until"])
    return gift


def why_not(gift, member, now):
    """Why a gift cannot be redeemed, in words; empty if it can."""
    if gift is None:
        return _("We know no gift with this code. Look at it once more: twelve letters and digits.")
    if gift.redeemed_by_id:
        if gift.redeemed_by.user_id == member.pk:
            return _("You have redeemed this gift already.")
        return _("This gift has been redeemed already.")
    if gift.withdrawn_at:
        return _("This gift was given back, and can no longer be redeemed.")
    if gift.claim_before <= now:
        day = date_format(timezone.localtime(gift.claim_before), "j E Y")
        return _("This gift had to be redeemed before %(day)s.") % {"day": day}
    return ""
