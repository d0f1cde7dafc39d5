"""Sums of money as people write and read them."""

import contextlib
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from patrons.money import LARGEST, BadAmount, Money, digits_of

CURRENCIES = {"EUR": 2, "USD": 2, "UAH": 2, "JPY": 0, "KWD": 3}
sums = st.builds(Money, st.integers(0, LARGEST), st.sampled_from(sorted(CURRENCIES)))
languages = st.sampled_from(["en", "uk"])
some = settings(max_examples=60, deadline=None, database=None, derandomize=True)


@some
@given(sums)
def test_what_is_written_in_a_field_is_read_as_the_same_sum(money):
    assert Money.parse(money.plain, money.currency) == money
    assert Money.parse(money.plain.replace(".", ","), money.currency) == money
    assert money.decimal == Decimal(money.minor) / 10 ** CURRENCIES[money.currency]


@some
@given(sums, languages)
def test_what_is_shown_has_all_its_digits_and_no_others(money, language):
    with translation.override(language):
        for shown in (str(money), money.short):
            digits = "".join(sign for sign in shown if sign.isdigit())
            exact = digits == str(money.minor).zfill(digits_of(money.currency) + 1)
            assert exact or (shown == money.short and digits == str(money.minor // 10 ** digits_of(money.currency)))
            assert digits in (str(money.minor).zfill(digits_of(money.currency) + 1), str(int(money.decimal)))


@some
@given(sums, sums, languages)
def test_different_sums_are_shown_differently(one, other, language):
    with translation.override(language):
        assert (str(one) == str(other)) == (one == other)
        assert (one.short == other.short) == (one == other)


@pytest.mark.parametrize(
    ("language", "money", "long", "short"),
    [
        ("en", Money(400, "EUR"), "€4.00", "€4"),
        ("uk", Money(400, "EUR"), "4,00\xa0EUR", "4\xa0EUR"),
        ("en", Money(450, "EUR"), "€4.50", "€4.50"),
        ("en", Money(150_000, "UAH"), "UAH\xa01,500.00", "UAH\xa01,500"),
        ("uk", Money(150_000, "UAH"), "1\xa0500,00\xa0₴", "1\xa0500\xa0₴"),
        ("en", Money(500, "JPY"), "¥500", "¥500"),
        ("en", Money(1_500, "KWD"), "KWD\xa01.500", "KWD\xa01.500"),
        ("en", Money(2_000, "KWD"), "KWD\xa02.000", "KWD\xa02"),
        ("en", Money(-250, "EUR"), "-€2.50", "-€2.50"),
        ("en", Money(0, "USD"), "$0.00", "$0"),
    ],
)
def test_each_language_writes_it_in_its_own_way(language, money, long, short):
    with translation.override(language):
        said = (str(money), money.short)
    assert [words.replace("\u202f", "\xa0") for words in said] == [long, short]


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("4", "EUR", 400),
        ("4,5", "EUR", 450),
        (" 1 000 ", "EUR", 100_000),
        ("1\xa0000,50", "UAH", 100_050),
        ("1'000", "EUR", 100_000),
        ("1’000", "EUR", 100_000),
        ("٤", "EUR", 400),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1_234),
        ("0", "EUR", 0),
        ("007", "EUR", 700),
    ],
)
def test_what_people_type_is_understood(typed, currency, minor):
    assert Money.parse(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "words"),
    [
        ("", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("four", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("-4", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("4.", "EUR", "Write the sum in digits, like 4 or 4.50."),
        (".5", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("1e3", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("²", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("NaN", "EUR", "Write the sum in digits, like 4 or 4.50."),
        ("1.000", "EUR", "Write at most 2 digits after the point."),
        ("4.5001", "KWD", "Write at most 3 digits after the point."),
        ("4.5", "JPY", "Write the sum in whole units: this currency has no smaller ones."),
        (str(10**12), "EUR", "This sum is larger than we can take here. Please write to us."),
        (str(10**10), "EUR", "This sum is larger than we can take here. Please write to us."),
    ],
)
def test_what_is_no_sum_is_refused_in_plain_words(typed, currency, words):
    with pytest.raises(BadAmount) as refused:
        Money.parse(typed, currency)
    assert str(refused.value) == words


@some
@given(st.text(), st.sampled_from(sorted(CURRENCIES)))
def test_whatever_is_typed_is_a_sum_or_refused(typed, currency):
    with contextlib.suppress(BadAmount):
        assert 0 <= Money.parse(typed, currency).minor <= LARGEST


@some
@given(st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST))
def test_sums_add_up_and_currencies_never_mix(one, other):
    first, second = Money(one, "EUR"), Money(other, "EUR")
    assert first + second - second == first
    assert first + -first == Money(0, "EUR")
    with pytest.raises(TypeError, match="cannot be counted together"):
        first + Money(other, "USD")
    with pytest.raises(TypeError, match="cannot be counted together"):
        first - Money(other, "UAH")
