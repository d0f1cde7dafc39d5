"""What may stand as somebody's name beside what they write."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHORTEST = 2
LONGEST = 60
# Control and format characters (line breaks, right-to-left overrides, zero-width joiners), private and broken ones.
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
MARKUP = re.compile(r"[<>]|&#?\w+;")
PILED_UP_MARKS = 3  # accents on one letter: no alphabet of ours needs as many, heaps of them cover the lines around


def tidy(name):
    """The name as it is kept: letters composed, no spaces at the ends and one at a time within."""
    return re.sub(r" +", " ", unicodedata.normalize("NFC", name).replace("\u00a0", " ")).strip()


def initial(name):
    """The first letter of a name, as a capital."""
    letters = (character for character in name if unicodedata.category(character).startswith("L"))
    return next(letters, "").upper()[:1]


def is_clean(text):
    """Whether all of it can be seen, and covers nothing around it."""
    kinds = [unicodedata.category(character) for character in text]
    return not HIDDEN.intersection(kinds) and "M" * PILED_UP_MARKS not in "".join(kind[0] for kind in kinds)


def is_legible(name):
    return is_clean(name) and any(unicodedata.category(character).startswith("L") for character in name)


def validate_display_name(name):
    """Refuse what could not be read as a name or would disturb the page around it."""
    if len(tidy(name)) < SHORTEST:
        raise ValidationError(_("Write a name of at least two characters."), code="too_short")
    if MARKUP.search(name):
        raise ValidationError(_("Write the name without < and > and without code."), code="markup")
    if "@" in name:
        raise ValidationError(_("Everyone sees this name, so do not write an e-mail address here."), code="address")
    if not is_legible(name):
        raise ValidationError(_("Write the name with letters that can be seen."), code="illegible")
