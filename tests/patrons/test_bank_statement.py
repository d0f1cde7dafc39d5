from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.audit import AuditEntry
from patrons.models import BankAccount, BankLine, Currency, LedgerEntry, Order, Pledge
from patrons.providers.manual import bank_files
from patrons.providers.manual.bank_files import NoStatement, sum_of
from tests.patrons.test_manual import transfer_order

UKRAINIAN = """Виписка по рахунку UA213223130000026007233566001

Дата операції;Час операції;Сума;Валюта;Призначення платежу;Назва контрагента;№ документа
01.03.2026;10:05;1 150,00;UAH;Благодійна допомога TN-K7QM2R;Коваль О. П.;77
02.03.2026;11:00;-300,00;UAH;Оренда;ТОВ Дах;78
"""
MONO = """"Дата i час операції","Деталі операції",MCC,"Сума в валюті картки (UAH)","Сума в валюті операції",Валюта
"01.03.2026 10:05:11","Від: TN-K7QM2R",4829,1150.0,25.0,EUR
"""
GERMAN = """Buchungstag;Valutadatum;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung
01.03.26;01.03.26;Müller, Anna;TN-K7QM2R;1.150,00;EUR
"""
ENGLISH = """Date,Description,Money Out,Money In,Balance
01/03/2026,TN-K7QM2R from A Smith,,"1,150.00",2000
02/03/2026,Rent,300.00,,1700
"""


@pytest.mark.parametrize(
    ("text", "alphabet", "currency"),
    [
        (UKRAINIAN, "utf-8-sig", "UAH"),
        (UKRAINIAN, "cp1251", "UAH"),
        (MONO, "utf-8", "UAH"),
        (GERMAN, "utf-8", "EUR"),
        (ENGLISH, "utf-8", "GBP"),
        (ENGLISH.replace(",", "\t").replace('"1\t150.00"', "1150.00"), "utf-16", "GBP"),
    ],
)
def test_the_statement_of_many_a_bank_is_read(text, alphabet, currency):
    found = bank_files.read(text.encode(alphabet), "GBP")
    (line,) = found.lines
    assert (line.booked_on.isoformat(), line.minor) == ("2026-03-01", 115000)
    assert "TN-K7QM2R" in line.purpose
    assert found.unread == []
    assert line.currency == currency
    assert found.spent == (1 if text.startswith(("Виписка", "Date")) else 0)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("4", "EUR", 400),
        ("+4.00 EUR", "EUR", 400),
        ("1 234,56", "UAH", 123456),
        ("1.234,56", "EUR", 123456),
        ("1,234.56", "USD", 123456),
        ("1,234", "USD", 123400),
        ("−10,5", "EUR", -1050),
        ("10.00-", "EUR", -1000),
        ("1,234", "JPY", 1234),
        ("1.234", "KWD", 1234),
    ],
)
def test_a_sum_is_read_as_its_bank_meant_it(text, currency, minor):
    assert sum_of(text, currency) == minor


@pytest.mark.parametrize("text", ["", "four", "1" * 40, "--", "٤"])
def test_what_is_no_sum_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="sum"):
        sum_of(text, "EUR")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a table of another program", "no CSV"),
        (b"just some words\nand more", "heads of columns"),
        (b"Date;Amount\n" + b"1;1\n" * 5001, "more than 5000"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"\x00\x01\x02", "no CSV"),
        (b'Date,Amount\n"' + b"a" * 200_000, "no CSV"),
    ],
)
def test_what_is_no_statement_is_refused_with_the_reason(body, why):
    with pytest.raises(NoStatement, match=why):
        bank_files.read(body, "EUR")


def test_lines_that_nobody_can_read_are_listed_with_the_reason():
    body = "Date;Amount;Details\nyesterday;4.00;a\n2099-01-01;4.00;b\n2026-03-01;four;c\n2026-03-01;;d\n2026-03-01\n"
    found = bank_files.read(body.encode(), "EUR")
    assert found.lines == []
    assert [number for number, _words, _why in found.unread] == [2, 3, 4, 5, 6]
    assert "“yesterday” is no day." in found.unread[0][2]


# --- In the admin: upload, preview, take in


ADMIN = "/admin/patrons/transfers/"
LINES = "Date;Amount;Currency;Details;Payer\n"


@pytest.fixture
def account(db):
    euro = Currency.objects.create(code="EUR", minimum=200, maximum=100000)
    return BankAccount.objects.create(currency=euro, holder="The-News", number="DE1")


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


def statement(*lines):
    return SimpleUploadedFile("march.csv", (LINES + "\n".join(lines) + "\n").encode(), "text/csv")


def upload(client, *lines):
    """The page that shows what was found."""
    answer = client.post(f"{ADMIN}upload/", {"file": statement(*lines), "currency": "EUR"})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def test_a_statement_is_seen_before_it_is_taken_in_and_counts_once(patron_manager, account):
    once, monthly = transfer_order(), transfer_order(rhythm="monthly", minor=1000)
    lines = (
        f"2026-03-10;4.00;EUR;{once.provider_id};A Smith",
        f"2026-03-10;10.00;EUR;gift {monthly.provider_id.lower().replace('-', ' ')};B Jones",
        "2026-03-11;25.00;EUR;thank you for your work;C Brown",
        "2026-03-11;-300.00;EUR;Rent;House",
        "yesterday;4.00;EUR;nothing;D",
    )
    page = upload(patron_manager, *lines)
    seen = patron_manager.get(page).content.decode()
    assert "Will be taken in: 2. For a person to decide: 1. Known already: 0." in seen
    assert "No reference of ours is in its words." in seen
    assert "“yesterday” is no day." in seen
    assert books() == 0
    patron_manager.post(page)
    patron_manager.post(page)
    assert books() == 1400
    assert Pledge.objects.get().state == Pledge.State.ACTIVE
    assert BankLine.objects.get(state="odd").minor == 2500
    again = upload(patron_manager, *lines, "2026-03-12;1.00;EUR;new;E")
    assert (
        "Will be taken in: 0. For a person to decide: 1. Known already: 3."
        in patron_manager.get(again).content.decode()
    )
    patron_manager.post(again)
    assert books() == 1400
    assert AuditEntry.objects.filter(act="statement.taken").count() == 2


def test_two_alike_lines_of_one_file_are_two_transfers(patron_manager, account):
    order = transfer_order(rhythm="monthly")
    line = f"2026-03-10;4.00;EUR;{order.provider_id};A"
    patron_manager.post(upload(patron_manager, line, line))
    assert books() == 800
    patron_manager.post(upload(patron_manager, line, line))
    assert books() == 800


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-03-10;5.00;EUR;{0}", "Asked for was 4.00 EUR."),
        ("2026-03-10;4.00;USD;{0}", "Asked for was 4.00 EUR."),
        ("2026-03-10;4.00;EUR;{0} and {1}", "It names several references."),
        ("2026-03-10;4.00;EUR;{2}", "This order is held or was refused."),
        ("2026-03-10;4.00;EUR;TN-AAAAAA", "No reference of ours is in its words."),
    ],
)
def test_what_leaves_a_doubt_is_kept_for_a_person_with_the_reason(patron_manager, account, line, why):
    orders = transfer_order(), transfer_order(), transfer_order(state=Order.State.HELD)
    page = upload(patron_manager, line.format(*(order.provider_id for order in orders)))
    assert why in patron_manager.get(page).content.decode()
    patron_manager.post(page)
    assert books() == 0
    kept = BankLine.objects.get()
    assert (kept.state, kept.why) == ("odd", why)
    assert why in patron_manager.get(ADMIN).content.decode()


def test_a_second_transfer_for_what_was_given_once_waits_for_a_person(patron_manager, account):
    order = transfer_order()
    lines = [f"2026-03-{day};4.00;EUR;{order.provider_id};A" for day in (10, 11)]
    patron_manager.post(upload(patron_manager, *lines))
    assert books() == 400
    odd = BankLine.objects.get(state="odd")
    assert odd.why == "This order is paid already."
    wrong = patron_manager.post(f"{ADMIN}line/{odd.pk}/", {"reference": "TN-WRONG", "note": "kept words"})
    assert wrong.status_code == 422
    assert "no transfer with this reference" in wrong.content.decode()
    assert "kept words" in wrong.content.decode()
    for _press in range(2):
        patron_manager.post(f"{ADMIN}line/{odd.pk}/", {"reference": order.provider_id, "note": "a second gift"})
    assert books() == 800
    assert AuditEntry.objects.filter(act="transfer.confirmed").count() == 1


def test_what_is_no_support_is_set_aside(patron_manager, account):
    patron_manager.post(upload(patron_manager, "2026-03-10;99.00;EUR;Advertisement;Firm"))
    odd = BankLine.objects.get()
    patron_manager.post(f"{ADMIN}line/{odd.pk}/", {"aside": "1", "note": "an invoice"})
    odd.refresh_from_db()
    assert (odd.state, odd.note, odd.decided_by) == ("aside", "an invoice", patron_manager.user)
    assert patron_manager.post(f"{ADMIN}line/99999/", {"aside": "1"}).status_code == 404


def test_what_was_confirmed_by_hand_is_known_when_the_statement_comes(patron_manager, account):
    order = transfer_order(rhythm="monthly")
    form = {"reference": order.provider_id.lower(), "day": "2026-03-09", "key": "one form"}
    for _press in range(2):
        assert patron_manager.post(f"{ADMIN}confirm/", {**form, "sure": "1"}).status_code == 302
    assert books() == 400
    patron_manager.post(upload(patron_manager, f"2026-03-10;4.00;EUR;{order.provider_id};A"))
    patron_manager.post(upload(patron_manager, f"2026-03-10;4.00;EUR;{order.provider_id};A"))
    assert books() == 400
    assert not BankLine.objects.filter(state="odd").exists()


def test_a_transfer_that_looks_like_one_before_is_asked_about(patron_manager, account):
    order = transfer_order(rhythm="monthly")
    form = {"reference": order.provider_id, "day": "2026-03-09", "note": "kept words"}
    assert patron_manager.post(f"{ADMIN}confirm/", form | {"key": "1"}).status_code == 302
    asked = patron_manager.post(f"{ADMIN}confirm/", form | {"key": "2"})
    assert asked.status_code == 422
    assert "Confirm once more if it came twice." in asked.content.decode()
    assert "kept words" in asked.content.decode()
    assert patron_manager.post(f"{ADMIN}confirm/", form | {"key": "2", "sure": "1"}).status_code == 302
    assert books() == 800


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"reference": "TN-NOTHIN"}, "no transfer with this reference"),
        ({"reference": ""}, "required"),
        ({"amount": "four"}, "Write the sum in digits"),
        ({"amount": "0"}, "Nothing came, then."),
        ({"amount": "4.001"}, "at most 2 digits"),
        ({"day": "2026-03-21"}, "not in the future"),
        ({"day": "1999-01-01"}, "not years ago"),
        ({"day": "soon"}, "valid date"),
        ({"note": "x" * 301}, "at most 300"),
    ],
)
def test_a_transfer_that_cannot_be_confirmed_says_why_and_keeps_what_was_typed(patron_manager, account, typed, why):
    order = transfer_order()
    form = {"reference": order.provider_id, "day": "2026-03-09", "note": "kept words", **typed}
    answer = patron_manager.post(f"{ADMIN}confirm/", form)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert form["note"][:300] in answer.content.decode()
    assert books() == 0


def test_a_file_that_is_no_statement_is_refused_and_one_can_be_forgotten(patron_manager, account):
    junk = SimpleUploadedFile("x.pdf", b"%PDF-1.7 nothing")
    answer = patron_manager.post(f"{ADMIN}upload/", {"file": junk, "currency": "EUR"})
    assert answer.status_code == 422
    assert "This is no CSV file." in answer.content.decode()
    assert patron_manager.post(f"{ADMIN}upload/", {}).status_code == 422
    page = upload(patron_manager, "2026-03-10;4.00;EUR;x;A")
    patron_manager.post(page, {"discard": "1"})
    assert patron_manager.get(page).status_code == 404
    assert not BankLine.objects.exists()


def test_a_long_statement_asks_the_same_few_questions(patron_manager, account, django_assert_max_num_queries):
    lines = [f"2026-03-10;{number + 1}.00;EUR;nothing {number};A" for number in range(300)]
    page = upload(patron_manager, *lines)
    with django_assert_max_num_queries(20):
        patron_manager.get(page)
