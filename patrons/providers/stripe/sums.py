"""Sums as Stripe writes them. They are in minor units, as ours; but some currencies it counts otherwise than ISO."""

from patrons.money import Money, digits_of

NO_DIGITS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD JOD KWD OMR TND"
# Stripe writes two of whole units with two digits (ISK, UGX), and pays two out in whole units alone (HUF, TWD).
WHOLE_UNITS = "ISK UGX HUF TWD"
NOT_TAKEN = "IQD LYD UYI"
LARGEST = 99_999_999  # eight digits


def digits(currency: str) -> int:
    return 0 if currency in NO_DIGITS.split() else 3 if currency in THREE_DIGITS.split() else 2


def amount_of(money: Money) -> int | None:
    """The number to send for a sum; None for one that Stripe cannot take."""
    places = digits(money.currency) - digits_of(money.currency)
    amount, rest = divmod(money.minor * 10 ** max(places, 0), 10 ** max(-places, 0))
    # Of three digits card networks know two: the last is 0.
    step = 10 if digits(money.currency) == 3 else 100 if money.currency in WHOLE_UNITS.split() else 1
    if rest or amount % step or not 0 < amount <= LARGEST or money.currency in NOT_TAKEN.split():
        return None
    return amount


def money_of(amount: int, currency: str) -> Money:
    """The sum that a number of Stripe's stands for."""
    currency = currency.upper()
    places = digits_of(currency) - digits(currency)
    minor, rest = divmod(amount * 10 ** max(places, 0), 10 ** max(-places, 0))
    if rest:
        raise ValueError(f"{amount} {currency} is a part of the smallest unit")
    return Money(minor, currency)
