"""Two contents of an article (articles/content.py), field by field."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import content as contents
from articles import models
from articles.body import pictures_in
from articles.dates import HistoricalDate
from articles.templatetags.newsroom import day_month_year, moment

from .blocks import blocks_of, pairs_of
from .words import Run, compare_texts, plain, replaced, words_of

PROSE = ("headline", "short_headline", "standfirst", "dateline", "slug")
BODIES = ("body", "details")
LINKED = {
    "section": models.Section,
    "story": models.Story,
    "picture": models.Picture,
    "translation_of": models.Article,
    "topics": models.Topic,
    "author": models.Author,
    "organisation": models.Source,
}


class View(NamedTuple):
    """Who looks: the fields they see, in order, and the columns of each list."""

    fields: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]


PRINTED = ("headline", "standfirst", "dateline", "kind", "section", "bylines", "picture", "body", "sources", "quotes",
           "details", "background", "topics", "story")  # fmt: skip
READERS = View(
    PRINTED,
    {
        "bylines": ("author", "role"),
        "sources": ("name", "link", "date"),
        "quotes": ("text", "speaker", "role", "original_language", "translator"),
        "background": ("date", "text"),
    },
)
DESK = View(
    ("headline", "short_headline", *PRINTED[1:], "published_at", "embargo_until", "important", "popular_excluded",
     "language", "slug", "translation_of"),
    {
        **READERS.columns,
        "sources": ("name", "kind", "organisation", "link", "date"),
    },
)  # fmt: skip


@dataclass
class Piece:
    """A paragraph or a row that differs: what became of it, and its cells as runs of words."""

    cells: list[list[Run]]
    label: str = ""
    fate: str = ""


@dataclass
class Part:
    """A field of the article that differs."""

    name: str
    label: str
    pieces: list[Piece] = field(default_factory=list)
    note: str = ""


FATES = {
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("taken out"),
    "moved": gettext_lazy("moved"),
}
BLOCKS = {
    "p": gettext_lazy("paragraph %(number)d"),
    "heading": gettext_lazy("heading, paragraph %(number)d"),
    "item": gettext_lazy("item of a list, paragraph %(number)d"),
    "quotation": gettext_lazy("quotation, paragraph %(number)d"),
    "row": gettext_lazy("row of a table, paragraph %(number)d"),
    "rule": gettext_lazy("rule, paragraph %(number)d"),
    "pull": gettext_lazy("pull quote, paragraph %(number)d"),
    "picture": gettext_lazy("picture, paragraph %(number)d"),
}


class Names:
    """What the numbers in some contents stand for: asked once for each kind of thing, however many contents."""

    def __init__(self, *compared, articles=None):
        """`articles` are those whose headline may be told."""
        self.known = {}
        for kind, model in LINKED.items():
            if numbers := {number for content in compared for number in numbers_in(content, kind)}:
                rows = models.Article.objects.none() if articles is None else articles
                rows = rows if model is models.Article else model.objects
                self.known[kind] = rows.in_bulk(numbers)

    def of(self, kind, number):
        thing = self.known.get(kind, {}).get(number)
        if number is None:
            return ""
        if thing is None and kind == "translation_of":  # or one that whoever looks may not know of
            return _("article number %(number)s") % {"number": number}
        if thing is None:
            return _("number %(number)s, which is no longer there") % {"number": number}
        return (thing.caption or thing.alt) if kind == "picture" else str(thing)

    def of_picture_in_text(self, number):
        return _("Picture: %(caption)s") % {"caption": self.of("picture", int(number))}


def numbers_in(content, kind):
    """The numbers of rows of one kind that a content names."""
    if kind == "topics":
        return content["topics"]
    if kind == "picture":
        return [number for number in (content[kind], *pictures_in(*(content[name] for name in BODIES))) if number]
    if kind in content:
        return [content[kind]] if content[kind] else []
    rows = (row for name, columns in contents.LISTS.items() if kind in columns for row in content[name])
    return [row[kind] for row in rows if row[kind]]


def compare(old, new, names, view=DESK):
    """The parts that differ, for those who see the fields of `view`. Both contents are settled."""
    found = (part_of(name, old, new, names, view) for name in view.fields if old[name] != new[name])
    return [part for part in found if part.pieces or part.note]


def part_of(name, old, new, names, view):
    part = Part(name, label_of(name))
    if name in BODIES:
        part.pieces = paragraphs(old[name], new[name], names)
        part.note = "" if part.pieces else _("Only the form of the text changed, not its words.")
    elif name in view.columns or name == "topics":
        columns = view.columns.get(name, ("topics",))
        rows = [[cells_of(row, columns, names, name) for row in content[name]] for content in (old, new)]
        part.pieces = rows_that_differ(*rows)
    elif name in PROSE:
        part.pieces = piece_of(compare_texts(plain(old[name]), plain(new[name])))
    else:
        values = [words_of(plain(printed(name, content[name], names))) for content in (old, new)]
        part.pieces = piece_of(replaced(*values)) if values[0] != values[1] else []
    return part


def piece_of(runs):
    return [Piece([runs])] if any(run.kind != "same" for run in runs) else []


def label_of(name):
    if name == "translation_of":
        return _("Translation")
    named = models.Article._meta.get_field(name)
    words = named.related_model._meta.verbose_name_plural if name in contents.LISTS else named.verbose_name
    return capfirst(words)


# --- values as they are printed ---


def printed(name, value, names):
    """A value of one field or column, in words."""
    if name in LINKED:
        return names.of(name, value)
    if name in contents.FLAGS:
        return _("yes") if value else _("no")
    if name in contents.TIMES:
        return moment(parse_datetime(value)) if value else ""
    if name in ("kind", "language"):
        return choice(models.Article, name, value)
    return str(value)


def choice(model, name, value):
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


def cells_of(row, columns, names, name):
    """A row of a list as texts, one for each column."""
    if name == "topics":
        return (names.of("topics", row),)
    return tuple(plain(cell(name, column, row[column], names)) for column in columns)


def cell(name, column, value, names):
    if not value:
        return ""
    if (name, column) == ("sources", "kind"):
        return choice(models.ArticleSource, column, value)
    if (name, column) == ("quotes", "original_language"):
        return choice(models.Quote, column, value)
    if (name, column) == ("sources", "date"):
        return day_month_year(parse_date(value))
    if (name, column) == ("background", "date"):
        return HistoricalDate.parse(value).label()
    return printed(column, value, names)


# --- bodies and lists ---


def paragraphs(old, new, names):
    before, after = (blocks_of(html, names.of_picture_in_text) for html in (old, new))
    words = [[set(words_of(block.text)) for block in blocks] for blocks in (before, after)]
    return [
        Piece([runs_of(before, after, pair)], block_label(before, after, pair), fate_of(before, after, pair))
        for pair in pairs_of(before, after, *words)
        if differs(before, after, pair)
    ]


def differs(before, after, pair):
    return pair.moved or pair.old is None or pair.new is None or before[pair.old] != after[pair.new]


def runs_of(before, after, pair):
    if pair.old is None or pair.new is None:
        return replaced(*(text_at(blocks, at) for blocks, at in ((before, pair.old), (after, pair.new))))
    return compare_texts(before[pair.old].text, after[pair.new].text)


def text_at(blocks, at):
    return [] if at is None else words_of(blocks[at].text)


def block_label(before, after, pair):
    """Which paragraph it is now, or was."""
    blocks, at = (before, pair.old) if pair.new is None else (after, pair.new)
    return BLOCKS[blocks[at].kind] % {"number": at + 1}


def fate_of(before, after, pair):
    if pair.old is None:
        return FATES["new"]
    if pair.new is None:
        return FATES["gone"]
    if pair.moved:
        return FATES["moved"]
    was, now = before[pair.old].kind, after[pair.new].kind
    return _("was of another kind") if was != now else ""


def rows_that_differ(before, after):
    words = [[set(words_of(" ".join(row))) for row in rows] for rows in (before, after)]
    return [
        Piece(row_runs(before, after, pair), fate=fate_of_row(pair))
        for pair in pairs_of(before, after, *words)
        if differs(before, after, pair)
    ]


def row_runs(before, after, pair):
    """The cells of a row, as runs; empty ones are left out."""
    empty = ("",) * len((before or after)[0])
    old = before[pair.old] if pair.old is not None else empty
    new = after[pair.new] if pair.new is not None else empty
    cells = (compare_texts(was, now) for was, now in zip(old, new, strict=True))
    return [runs for runs in cells if runs]


def fate_of_row(pair):
    if pair.old is None:
        return FATES["new"]
    if pair.new is None:
        return FATES["gone"]
    return FATES["moved"] if pair.moved else ""
