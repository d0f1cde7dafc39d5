"""Dates as history gives them: a day, a month, a year, or "about" a year, also before our era.

They are kept as text in the extended date format of ISO 8601-2 ("1875-05-20", "1875-05", "1875", "1450~", "-3999"),
which sorts by nothing useful, so a number to sort by stands beside it.
"""

import datetime
import functools
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHAPE = re.compile(r"(?P<year>-?\d{1,4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?(?P<about>~)?")
ABOUT = re.compile(r"^(about|c\.|ca\.|circa|близько|бл\.)\s*", re.IGNORECASE)
ERA = re.compile(r"\s*(BC|BCE|до н\. ?е\.)$", re.IGNORECASE)
DOTTED = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
IN_WORDS = re.compile(r"^(?:(\d{1,2})\s+)?([^\W\d_]+)\s+(\d{4})$")
HINT = gettext_lazy("Write 1875-05-20, 20.05.1875, 1875-05, 1875 or “about 1450”.")


@functools.cache
def months():
    """The number of each month by its names in the languages of the paper: May, травень, травня."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for number in range(1, 13):
                day = datetime.date(2000, number, 1)
                found |= {formats.date_format(day, form).lower(): number for form in ("F", "E")}
    return found


def in_figures(words):
    """“20 May 1875” as 1875-5-20, “May 1875” as 1875-5; anything else as it is."""
    match = IN_WORDS.match(words)
    month = match and months().get(match[2].lower())
    return "-".join(str(part) for part in (match[3], month, match[1]) if part) if month else words


@dataclass(frozen=True)
class HistoricalDate:
    """A date of the proleptic Gregorian calendar; `month` and `day` may be unknown. Year 0 is 1 BC, as in ISO 8601."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    @classmethod
    def parse(cls, text):
        """Read what a person typed or what `str()` gave. Raises ValueError with a sentence for the person."""
        words = text.strip()
        about = bool(ABOUT.match(words))
        words = ABOUT.sub("", words)
        before_our_era = bool(ERA.search(words))
        words = in_figures(DOTTED.sub(r"\3-\2-\1", ERA.sub("", words)))
        match = SHAPE.fullmatch(words)
        if not match:
            raise ValueError(_("“%(text)s” is not a date. %(hint)s") % {"text": text, "hint": HINT})
        year, month, day = (int(match[part]) if match[part] else None for part in ("year", "month", "day"))
        if before_our_era:
            year = 1 - abs(year)
        try:
            datetime.date(max(year, 4) if year > 0 else 2000, month or 1, day or 1)
        except ValueError as error:
            raise ValueError(_("“%(text)s” is not a day of the calendar.") % {"text": text}) from error
        return cls(year, month, day, about or bool(match["about"]))

    def __str__(self):
        sign, number = ("-", -self.year) if self.year < 0 else ("", self.year)
        parts = [f"{sign}{number:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.about else "")

    @property
    def sort_key(self):
        """A whole number that puts dates in order; a month stands before its days, a year before its months."""
        return self.year * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @property
    def machine(self):
        """The value of a `datetime` attribute, or nothing where HTML has no way to say it (before the year 1)."""
        return str(self).rstrip("~") if self.year > 0 else ""

    def label(self):
        """The date in words of the active language: “20 May 1875”, “May 1875”, “about 1450”, “4000 BC”."""
        if self.month and self.year > 0:
            moment = datetime.date(self.year, self.month, self.day or 1)
            # "E" is the month as it stands after a day or after "about": in Ukrainian the genitive
            pattern = "j E Y" if self.day else "E Y" if self.about else "F Y"
            words = formats.date_format(moment, pattern).replace(" ", "\u00a0", 1)
        elif self.year > 0:
            words = str(self.year)
        else:
            words = _("%(year)s BC") % {"year": 1 - self.year}
        return _("about %(date)s") % {"date": words} if self.about else words
