"""The body of an article: what markup may be kept, and how it is printed. The only module that marks HTML as safe.

Two things stand by themselves between the paragraphs: a picture of the library, `<figure data-picture="12"></figure>`,
whose words are the library's own, and a pull quote, `<aside>` around one line of text.
"""

import html as entities
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import nh3
from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

TAGS = {
    "p", "br", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "sup", "sub", "s", "a", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "figure", "aside",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "figure": {"data-picture"},
}
SCHEMES = {"http", "https", "mailto"}
SILENT = {"script", "style", "title", "xml"}  # what stands in them is no text of anybody's
PULLED = {"strong", "em", "sup", "sub", "s"}  # what a pull quote may hold: nothing that ends a line or leads away
INLINE = PULLED | {"a"}
VOID = {"br", "hr"}
TAG = re.compile(r"<(/?)([a-z0-9]+)([^<>]*)>")  # of cleaned HTML, where every other < and > is escaped
PICTURE = re.compile(r' data-picture="([1-9][0-9]{0,8})"')
FIGURE = re.compile(r'<figure data-picture="(\d+)"></figure>')
PULL = re.compile(r"<aside>(.*?)</aside>", re.DOTALL)
HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
BLANK = re.compile(r"(?<![^>])\s*<p>(?:<br>|\s|&nbsp;)*</p>")  # what an emptied editor sends, and a word processor
SPACES = re.compile(r"[ \t\r\n\f]+")  # and not those that hold two words together
MARKS = " .,…:;!?“”„«»\"'’"
FIRST_PARAGRAPH = re.compile(r"^\s*<p>")
NESTS = re.compile(
    r"<(/?)(?!(?:p|li|tr|td|th|br|hr|img|input|meta|link|col|wbr|o:p)\b)[a-z][^\s/>]*[^>]*>", re.IGNORECASE
)
ANY_TAG = re.compile(r"<[^>]*>")
DEEPEST = 100  # elements within each other; a text has a few, and the cleaner's time grows with the square of it
MOST_ROUNDS = 8  # of cleaning what was nested on purpose; of other texts the first changes nothing any more


class CleanHTML(str):
    """HTML that has been through `clean`; only that makes it, so it need not go through again."""

    __slots__ = ()


def clean(html: str) -> CleanHTML:
    """Reduce any HTML to the markup of the house. Scripts, styles, handlers, foreign addresses and classes go."""
    if isinstance(html, CleanHTML):
        return html
    html = html.replace("\x00", "")
    cleaned = sanitised(ANY_TAG.sub(" ", html) if is_too_deep(html) else html)
    for _round in range(MOST_ROUNDS):
        before, cleaned = cleaned, sanitised(set_apart(cleaned))
        if cleaned == before:
            break
    return CleanHTML(BLANK.sub("", cleaned).strip())


def is_too_deep(html: str) -> bool:
    """Whether elements stand within each other as nobody writes them. Of such a text only the words are kept."""
    level = 0
    for tag in NESTS.finditer(html):
        level = max(0, level - 1) if tag[1] else level + 1
        if level > DEEPEST:
            return True
    return False


def sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags=SILENT,
    )


# --- what stands between the paragraphs ---


def set_apart(html: str) -> str:
    """Sanitised HTML with pictures and pull quotes as the house has them. Of any other figure or aside, and of one
    inside a paragraph, list or table, only the text is left."""
    if "<figure" not in html and "<aside" not in html:
        return html
    made: list[str] = []
    pulled: list[str] | None = None  # what stands in a pull quote, while one is open
    depth = place = 0
    for tag in TAG.finditer(html):
        (made if pulled is None else pulled).append(html[place : tag.start()])
        place = tag.end()
        closes, name, attributes = tag.groups()
        step = 0 if name in VOID else -1 if closes else 1
        if name == "figure":
            if not (closes or depth or pulled is not None) and (number := PICTURE.fullmatch(attributes)):
                made.append(f'<figure data-picture="{number[1]}"></figure>')
        elif pulled is not None:
            depth += step
            if depth == 0:
                made.append(pull_quote(pulled))
                pulled = None
            else:
                pulled.append(tag[0] if name in PULLED else " ")
        elif name == "aside" and not (closes or depth):
            pulled, depth = [], 1
        elif name != "aside":
            depth += step
            made.append(tag[0])
    return "".join([*made, html[place:]])


def pull_quote(parts: list[str]) -> str:
    words = SPACES.sub(" ", "".join(parts).replace("&nbsp;", "\N{NO-BREAK SPACE}")).strip()
    return f"<aside>{words}</aside>" if plain(words) else ""


def pictures_in(*texts: str) -> list[int]:
    """The numbers of the library's pictures that stand in these texts."""
    return list(dict.fromkeys(int(number) for text in texts for number in FIGURE.findall(text or "")))


def plain(html: str) -> str:
    """The words of a piece of clean HTML."""
    return " ".join(entities.unescape(TAG.sub(lambda tag: "" if tag[2] in INLINE else " ", html)).split())


# --- how it is printed ---


class Heading(NamedTuple):
    anchor: str
    words: str


def headings(html: str) -> list[Heading]:
    """The section headings of a text, each with the anchor that `render` gives it. Equal ones are told apart."""
    found, taken = [], set()
    for number, markup in enumerate(HEADING.findall(html), 1):
        words = plain(markup)
        name = f"part-{slugify(words, allow_unicode=True)[:60].strip('-') or number}"
        anchor, again = name, 1
        while anchor in taken:
            again += 1
            anchor = f"{name}-{again}"
        taken.add(anchor)
        found.append(Heading(anchor, words))
    return found


def render(html: str, pictures: Mapping[int, SafeString] | None = None, has_anchors: bool = False) -> SafeString:
    """Clean HTML as a page prints it: wide tables scroll inside a labelled region that the keyboard can reach, and a
    picture that is not among `pictures` (numbers → printed) leaves no trace."""
    label = _("Table, scrolls sideways")
    frame = f'<div class="c-scroll" role="region" tabindex="0" aria-label="{label}">'
    html = TABLE.sub(lambda table: f"{frame}{table[0]}</div>", html)
    if has_anchors:
        anchors = iter(headings(html))
        html = HEADING.sub(lambda found: f'<h2 id="{escape(next(anchors).anchor)}">{found[1]}</h2>', html)
    if "<aside>" in html:
        text = plain(PULL.sub("", html))
        html = PULL.sub(lambda quote: printed_pull_quote(quote[1], text), html)
    html = FIGURE.sub(lambda figure: str((pictures or {}).get(int(figure[1]), "")), html)
    return mark_safe(html)  # cleaned on every write


def printed_pull_quote(words: str, text: str) -> str:
    """Its words again, large, for those who leaf through. Who listens has heard them if they stand in the text too."""
    repeats = plain(words).strip(MARKS) in text
    hidden = ' aria-hidden="true"' if repeats else ""
    return f'<aside class="c-pull"{hidden}><p>{words}</p></aside>'


def render_after_label(html: str, label: str, pictures: Mapping[int, SafeString] | None = None) -> SafeString:
    """The same, with a run-in label at the start of the first paragraph (“Details:”)."""
    run_in = f'<span class="c-label">{escape(label)}</span> '
    if FIRST_PARAGRAPH.match(html):
        return render(FIRST_PARAGRAPH.sub(f"<p>{run_in}", html, count=1), pictures)
    return render(f"<p>{run_in}</p>{html}", pictures)


class CleanHTMLField(models.TextField):
    """Text that is cleaned on every way into the database: save, bulk_create, update, imports."""

    def pre_save(self, instance: models.Model, add: bool) -> CleanHTML:
        value = clean(super().pre_save(instance, add) or "")
        setattr(instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)
