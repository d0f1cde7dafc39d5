"""Sums of money: whole minor units (cents, kopiykas) and the ISO 4217 code of their currency. Never a float."""

import copy
import re
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

# How many digits stand after the point, where it is not two: ISO 4217, table A.1. CLDR's own numbers differ (they say
# what people use in shops), and banks count as ISO does.
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = dict.fromkeys(NO_DIGITS.split(), 0) | dict.fromkeys(THREE_DIGITS.split(), 3)
LARGEST = 10**11  # minor units; more than that is a slip of the finger
CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")  # “UAH 150”: where a currency has no sign, a space goes between
WRITTEN = re.compile(r"(\d{1,30})(?:[.,](\d+))?")


class BadAmount(ValueError):
    """What was typed is no sum of money. The message is for whoever typed it."""


def digits_of(currency: str) -> int:
    return DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Money:
    minor: int
    currency: str

    def __str__(self) -> str:
        """“€4.00”, “4,00 €”: as the language of the page writes it, with all its digits."""
        return self.written(digits_of(self.currency))

    @property
    def short(self) -> str:
        """“€4”: without the digits that say nothing, for offers and buttons. “€4.50” keeps its own."""
        digits = digits_of(self.currency)
        return self.written(digits if self.minor % 10**digits else 0)

    def written(self, digits: int) -> str:
        locale = Locale.parse(to_locale(get_language() or "en"))
        pattern = copy.copy(locale.currency_formats["standard"])
        pattern.frac_prec = (digits, digits)
        written = pattern.apply(self.decimal, locale, currency=self.currency, currency_digits=False)
        return CODE_BEFORE_DIGIT.sub("\u00a0", written)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits_of(self.currency))

    @property
    def plain(self) -> str:
        """“4.50”: for fields of forms and for files."""
        return f"{self.decimal:f}"

    @property
    def coded(self) -> str:
        """“4.50 EUR”: the same in every language, for lists of the office and for logs."""
        return f"{self.plain} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        self.same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self.same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise TypeError(f"{self.currency} and {other.currency} cannot be counted together")

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """The sum that somebody typed: “4”, “4.50”, “4,5”, “1 000”. BadAmount says what is wrong with it.

        A point or comma stands before the minor units and nowhere else; three digits after it would be thousands to
        one reader and thousandths to another, and are refused unless the currency has three.
        """
        found = WRITTEN.fullmatch(re.sub(r"[\s'’]", "", text))
        if not found:
            raise BadAmount(_("Write the sum in digits, like 4 or 4.50."))
        whole, fraction = found[1], found[2] or ""
        digits = digits_of(currency)
        if len(fraction) > digits:
            raise BadAmount(
                _("Write the sum in whole units: this currency has no smaller ones.")
                if digits == 0
                else _("Write at most %(digits)d digits after the point.") % {"digits": digits}
            )
        minor = int(whole + fraction.ljust(digits, "0"))
        if minor > LARGEST:
            raise BadAmount(_("This sum is larger than we can take here. Please write to us."))
        return cls(minor, currency)
