import pytest

from patrons.providers.manual import bank_files
from patrons.providers.manual.bank_files import NoStatement, sum_of

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
