"""Links in letters that open one thing without a log-in: their keys are signed, and name nobody."""

import uuid
from datetime import timedelta

from django.core import signing

from patrons.models import Patron, Pledge

CARD_LASTS = timedelta(days=60)  # longer than any grace
CARD = signing.TimestampSigner(salt="patrons.card")
OFF = signing.Signer(salt="patrons.letters.off")


def card(pledge):
    """The key of the page where the card of a pledge is changed."""
    return CARD.sign(pledge.order.key.hex)


def pledge_of_card(key):
    """Whose card a key changes; None if it is none of ours, or too old."""
    try:
        order = uuid.UUID(CARD.unsign(key, max_age=CARD_LASTS))
    except (signing.BadSignature, ValueError):
        return None
    return Pledge.objects.select_related("order", "patron").filter(order__key=order).first()


def letters_off(patron):
    return OFF.sign_object(patron.pk)


def patron_of_off(key):
    try:
        return Patron.objects.filter(pk=OFF.unsign_object(key)).first()
    except (signing.BadSignature, ValueError):
        return None
