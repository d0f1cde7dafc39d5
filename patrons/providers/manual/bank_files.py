"""Statements as banks export them: CSV with a comma, semicolon or tab, in UTF-8 or an older Ukrainian alphabet, with
whatever heads over the columns. What cannot be read is listed with its reason, never skipped in silence."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from patrons.money import LARGEST, digits_of

LARGEST_FILE = 2 * 1024 * 1024  # bytes
MOST_LINES = 5000
HEAD_WITHIN = 40  # lines; above the heads banks print their name and the account
# The heads of columns, in lower case and without what stands in brackets; the first that is there counts.
HEADS = {
    "date": [
        "дата операції", "дата і час операції", "дата i час операції", "дата проведення", "дата зарахування",
        "дата документа", "дата транзакції", "дата валютування", "дата", "booking date", "completed date",
        "transaction date", "date completed", "posting date", "value date", "buchungstag", "buchungsdatum",
        "data księgowania", "data operacji", "data waluty", "date d'opération", "date de comptabilisation",
        "fecha operación", "fecha", "boekdatum", "datum", "data", "date",
    ],
    "credit": [
        "кредит", "надходження", "зарахування", "сума кредит", "credit", "credit amount", "paid in", "money in",
        "crédit", "haben", "uznania", "wpływy",
    ],
    "debit": [
        "дебет", "списання", "сума дебет", "видатки", "debit", "debit amount", "paid out", "money out", "débit",
        "soll", "obciążenia", "wydatki",
    ],
    "amount": [
        "сума в валюті картки", "сума у валюті картки", "сума в валюті рахунку", "сума у валюті рахунку",
        "сума операції", "сума платежу", "сума", "amount", "transaction amount", "betrag", "umsatz", "kwota",
        "kwota operacji", "montant", "importe", "bedrag", "importo",
    ],
    "currency": ["валюта рахунку", "валюта картки", "валюта", "currency", "account currency", "währung", "waluta",
                 "devise", "divisa", "valuta"],
    "purpose": [
        "призначення платежу", "призначення", "деталі операції", "опис операції", "коментар", "опис",
        "payment reference", "remittance information", "purpose", "description", "details", "reference",
        "verwendungszweck", "tytuł", "tytułem", "opis operacji", "opis", "libellé", "concepto", "omschrijving",
        "causale",
    ],
    "payer": [
        "назва контрагента", "контрагент", "кореспондент", "назва кореспондента", "платник", "відправник", "payer",
        "payer name", "counterparty", "counterparty name", "partner name", "sender", "name",
        "beguenstigter/zahlungspflichtiger", "auftraggeber/empfänger", "auftraggeber", "nadawca", "kontrahent",
        "naam tegenpartij",
    ],
    "number": [
        "номер документа", "№ документа", "документ", "id операції", "ідентифікатор", "transaction id",
        "document number", "id", "reference number", "numer referencyjny",
    ],
}  # fmt: skip
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
SUM = re.compile(r"([+-]?)(\d[\d.,]*)([+-]?)")


class NoStatement(ValueError):
    """The file is no statement that we can read. The message is for whoever chose it."""


@dataclass(frozen=True)
class Line:
    """What came in, as the bank wrote it."""

    booked_on: date
    minor: int
    currency: str
    payer: str = ""
    purpose: str = ""
    number: str = ""

    def as_json(self):
        return {**self.__dict__, "booked_on": self.booked_on.isoformat()}

    @classmethod
    def from_json(cls, said):
        return cls(**{**said, "booked_on": date.fromisoformat(said["booked_on"])})


@dataclass
class Found:
    lines: list[Line] = field(default_factory=list)
    unread: list[tuple[int, str, str]] = field(default_factory=list)  # number, what stands there, why not
    spent: int = 0


def read(body, currency):
    """The lines of a file; those without a currency of their own are in `currency`."""
    rows = rows_of(text_of(body))
    number = next((at for at, row in enumerate(rows[:HEAD_WITHIN]) if places_of(row)), None)
    if number is None:
        raise NoStatement(_("There is no line with the heads of columns: a date, and an amount or a credit."))
    if len(rows) - number > MOST_LINES:
        raise NoStatement(_("The file has more than %(most)d lines. Export a shorter time.") % {"most": MOST_LINES})
    found, places = Found(), places_of(rows[number])
    for at, row in enumerate(rows[number + 1 :], number + 2):
        if any(cell.strip() for cell in row):
            read_row(found, at, row, places, said_above(rows[number], places), currency)
    return found


def text_of(body):
    if not body.strip():
        raise NoStatement(_("The file is empty."))
    if len(body) > LARGEST_FILE:
        raise NoStatement(_("The file is larger than 2 MB. Export a shorter time."))
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", "replace")
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = body.decode("cp1251", "replace")
    if "\0" in text or body.startswith((b"PK", b"%PDF", b"\xd0\xcf")):
        raise NoStatement(_("This is no CSV file. Ask the bank for the statement as CSV."))
    return text


def rows_of(text):
    """By the sign that stands between most columns of the heads."""
    first = text.splitlines()[:HEAD_WITHIN]
    sign = max(";,\t", key=lambda sign: max((line.count(sign) for line in first), default=0))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise NoStatement(_("This is no CSV file. Ask the bank for the statement as CSV.")) from error


def name_of(head):
    return " ".join(re.sub(r"\(.*?\)", " ", head).lower().strip(" \ufeff*:.,").split())


def places_of(row):
    """Which column is what; nothing if this line is not the heads."""
    names = [name_of(cell) for cell in row]
    places = {}
    for what, heads in HEADS.items():
        known = [names.index(head) for head in heads if head in names]
        if known:
            places[what] = known[0]
    return places if "date" in places and ("amount" in places or "credit" in places) else {}


def said_above(heads, places):
    """“Сума в валюті картки (UAH)”: some banks say it in the head, where the column of currencies is another sum's."""
    found = re.search(r"\(([A-Z]{3})\)", heads[places.get("amount", places.get("credit"))])
    return found[1] if found else ""


def read_row(found, at, row, places, above, otherwise):
    def cell(what):
        return row[places[what]].strip() if what in places and places[what] < len(row) else ""

    try:
        written = cell("credit") or cell("amount")
        if not written:
            if cell("debit"):
                found.spent += 1
                return
            raise ValueError(_("There is no sum."))
        code = above or currency_of(cell("currency")) or otherwise
        minor = sum_of(written, code)
        if minor <= 0:
            found.spent += 1
            return
        line = Line(day_of(cell("date")), minor, code, cell("payer")[:200], cell("purpose")[:500], cell("number")[:80])
        found.lines.append(line)
    except ValueError as error:
        found.unread.append((at, " · ".join(filter(None, map(str.strip, row)))[:200], str(error)))


CURRENCIES = {"ГРН": "UAH", "ГРИВНЯ": "UAH", "₴": "UAH", "980": "UAH"}
CURRENCIES |= {"€": "EUR", "978": "EUR", "$": "USD", "840": "USD"}


def currency_of(text):
    text = text.strip(" .").upper()
    if text in CURRENCIES:
        return CURRENCIES[text]
    return text if re.fullmatch(r"[A-Z]{3}", text) else ""


def sum_of(text, currency):
    """“1 234,56”, “1.234,56”, “1,234.56”, “+4.00 EUR”: in minor units, below zero if it went out."""
    found = SUM.search(re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("\u2212", "-"))
    if not found:
        raise ValueError(_("“%(text)s” is no sum.") % {"text": text[:40]})
    digits, signs = digits_of(currency), found[1] + found[3]
    whole, fraction = found[2].rstrip(".,"), ""
    last = max(whole.rfind("."), whole.rfind(","))
    after = whole[last + 1 :]
    if last >= 0 and digits and len(after) <= digits:
        whole, fraction = whole[:last], after
    plain = re.sub(r"[.,]", "", whole)
    if not plain.isascii() or not plain.isdigit() or len(fraction) > digits:
        raise ValueError(_("“%(text)s” is no sum.") % {"text": text[:40]})
    minor = int(plain + fraction.ljust(digits, "0"))
    if minor > LARGEST:
        raise ValueError(_("“%(text)s” is too large a sum.") % {"text": text[:40]})
    return -minor if "-" in signs else minor


def day_of(text):
    """“01.03.2026 14:05” and its kin. A day that is still to come is none."""
    first = re.split(r"[ T]", text.strip(), maxsplit=1)[0]
    for form in DAYS:
        try:
            day = datetime.strptime(first, form).date()  # noqa: DTZ007 - a day of the bank has no hour
        except ValueError:
            continue
        if day > timezone.localdate() or day.year < 2000:
            raise ValueError(_("“%(text)s” is no day in the past.") % {"text": text[:40]})
        return day
    raise ValueError(_("“%(text)s” is no day.") % {"text": text[:40]})
