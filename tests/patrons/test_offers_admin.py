"""The forms of what is offered: sums are typed as money, and what is given is not deleted."""

import pytest

from accounts.audit import AuditEntry
from patrons.models import BankAccount, Currency, PatronRules, Perk, Price, Question, SpendingLine, Tier
from tests import factories

pytestmark = pytest.mark.django_db
ADMIN = "/admin/patrons/"


@pytest.fixture
def euro(db):
    return Currency.objects.create(code="EUR", minimum=200, maximum=100000)


def formsets(**rows):
    """The rows of inlines as a browser sends them: name → list of rows."""
    said = {}
    for name, lines in rows.items():
        kept = sum("id" in line for line in lines)
        said |= {f"{name}-TOTAL_FORMS": len(lines), f"{name}-INITIAL_FORMS": kept}
        said |= {f"{name}-{at}-{key}": value for at, line in enumerate(lines) for key, value in line.items()}
    return said


def tier_form(prices=(), words=None, **fields):
    words = words or [{"language": "en", "name": "Reader", "pays_for": "An hour of checking"}]
    return {"slug": "reader", "order": 1, "is_offered": "on", **formsets(words=words, prices=list(prices)), **fields}


def test_a_tier_is_made_with_its_words_and_prices_typed_as_money(patron_manager, euro):
    prices = [
        {"currency": "EUR", "rhythm": "monthly", "amount": "4,50"},
        {"currency": "EUR", "rhythm": "yearly", "amount": "50"},
    ]
    answer = patron_manager.post(f"{ADMIN}tier/add/", tier_form(prices))
    assert answer.status_code == 302
    tier = Tier.objects.get()
    assert str(tier) == "Reader"
    assert sorted(tier.prices.values_list("minor", flat=True)) == [450, 5000]
    assert AuditEntry.objects.get(act="offer.changed").after["EUR monthly"] == "4.50 EUR"
    page = patron_manager.get(f"{ADMIN}tier/{tier.pk}/change/").content.decode()
    assert 'value="4.50"' in page
    price = tier.prices.get(rhythm="monthly")
    prices = [{"id": price.pk, "tier": tier.pk, "currency": "EUR", "rhythm": "monthly", "amount": "6"}]
    words = [{"id": tier.words.get().pk, "tier": tier.pk, "language": "en", "name": "Reader", "pays_for": "Checking"}]
    assert patron_manager.post(f"{ADMIN}tier/{tier.pk}/change/", tier_form(prices, words)).status_code == 302
    price.refresh_from_db()
    assert price.minor == 600


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("4.505", "Write at most 2 digits"),
        ("four", "Write the sum in digits"),
        ("0", "above nothing"),
        ("1", "Between 2.00 EUR and 1000.00 EUR"),
        ("9999999999999999999", "larger than we can take"),
        ("", "required"),
        ("-5", "Write the sum in digits"),
    ],
)
def test_a_price_that_is_none_is_said_so_and_nothing_typed_is_lost(patron_manager, euro, amount, why):
    answer = patron_manager.post(
        f"{ADMIN}tier/add/", tier_form([{"currency": "EUR", "rhythm": "monthly", "amount": amount}])
    )
    page = answer.content.decode()
    assert why in page
    assert 'value="Reader"' in page
    assert not Tier.objects.exists()


def test_two_prices_of_one_rhythm_are_refused(patron_manager, euro):
    row = {"currency": "EUR", "rhythm": "monthly", "amount": "4"}
    page = patron_manager.post(f"{ADMIN}tier/add/", tier_form([row, row | {"amount": "5"}])).content.decode()
    assert "already" in page
    once = patron_manager.post(f"{ADMIN}tier/add/", tier_form([row | {"rhythm": "once"}]))
    assert once.status_code == 200
    assert not Price.objects.exists()


def test_a_tier_that_is_given_is_not_deleted_and_says_why(patron_manager):
    tier = Tier.objects.create(slug="reader")
    factories.order(tier=tier)
    for answer in (
        patron_manager.get(f"{ADMIN}tier/{tier.pk}/delete/"),
        patron_manager.post(f"{ADMIN}tier/{tier.pk}/delete/", {"post": "yes"}),
    ):
        assert "is in use and was not deleted" in answer.content.decode()
        assert "1 order" in answer.content.decode()
    assert Tier.objects.exists()
    unused = Tier.objects.create(slug="unused")
    assert patron_manager.post(f"{ADMIN}tier/{unused.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Tier.objects.filter(slug="unused").exists()
    assert AuditEntry.objects.filter(act="offer.deleted").exists()


@pytest.mark.parametrize(
    ("code", "least", "most"), [("JPY", "500", "100000"), ("KWD", "1.250", "100.000"), ("usd", "2", "999,99")]
)
def test_a_currency_is_typed_in_its_own_units(patron_manager, code, least, most):
    form = {
        "code": code,
        "least": least,
        "most": most,
        "order": 0,
        "is_offered": "on",
        **formsets(prices=[{"amount": most}]),
    }
    assert patron_manager.post(f"{ADMIN}currency/add/", form).status_code == 302
    made = Currency.objects.get(code=code.upper())
    assert made.least.plain in (least, "2.00")
    assert made.prices.get().rhythm == "once"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"code": "EURO"}, "at most 3"),
        ({"code": "E1R"}, "valid value"),
        ({"least": "10", "most": "5"}, "must not be below"),
        ({"code": "JPY", "least": "1.5"}, "whole units"),
        ({"most": ""}, "required"),
    ],
)
def test_a_currency_that_makes_no_sense_is_said_so(patron_manager, typed, why):
    form = {"code": "USD", "least": "2", "most": "1000", "order": 0, **formsets(prices=[]), **typed}
    answer = patron_manager.post(f"{ADMIN}currency/add/", form)
    assert why in answer.content.decode()
    assert not Currency.objects.exists()


def test_a_currency_in_use_is_not_deleted(patron_manager, euro):
    BankAccount.objects.create(currency=euro, holder="The-News", number="DE1")
    page = patron_manager.post(f"{ADMIN}currency/EUR/delete/", {"post": "yes"}).content.decode()
    assert "1 bank account" in page
    assert Currency.objects.exists()


def test_the_rest_of_the_support_page_is_written_in_plain_forms(patron_manager, euro):
    sent = {
        "bankaccount": {
            "currency": "EUR",
            "holder": "The-News",
            "number": "DE89 3704",
            "order": 0,
            "is_offered": "on",
        },
        "spendingline": {"language": "en", "year": 2025, "order": 1, "label": "People", "percent": "71.5"},
        "question": {"language": "uk", "order": 1, "question": "Чому?", "answer": "Бо так."},
        "perk": {"key": "", "order": 1, **formsets(words=[{"language": "en", "text": "A mug"}])},
        "dunningstep": {"day": 41, **formsets(words=[{"language": "en", "subject": "Card", "text": "Please look."}])},
    }
    for name, form in sent.items():
        assert patron_manager.get(f"{ADMIN}{name}/").status_code == 200
        answer = patron_manager.post(f"{ADMIN}{name}/add/", form)
        assert answer.status_code == 302, (name, answer.content.decode())
    assert SpendingLine.objects.get().percent * 2 == 143
    assert (Question.objects.get().language, str(Perk.objects.get(words__text="A mug"))) == ("uk", "A mug")
    wrong = patron_manager.post(f"{ADMIN}question/add/", sent["question"] | {"language": "xx"})
    assert "valid choice" in wrong.content.decode()


def test_the_rules_are_one_page_of_numbers(patron_manager):
    page = f"{ADMIN}patronrules/"
    assert 'value="3, 5, 7"' in patron_manager.get(page).content.decode()
    form = {field.name: getattr(PatronRules(), field.name) for field in PatronRules._meta.fields if field.name != "id"}
    for days in ("3, three", "5, 3", "0", "61", "", "9" * 30):
        answer = patron_manager.post(f"{page}1/change/", {**form, "retry_days": days})
        assert answer.status_code == 200
    patron_manager.post(f"{page}1/change/", {**form, "grace_days": 21, "retry_days": "2; 4"})
    rules = PatronRules.objects.get()
    assert (rules.grace_days, rules.retry_days) == (21, [2, 4])
    assert AuditEntry.objects.get(act="offer.changed").before["grace_days"] == 14
