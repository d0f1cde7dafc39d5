"""An article as the rules read it: its text taken apart once, in time that grows with its length and no faster."""

import html
import re
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from articles.body import clean, pictures_in
from articles.models import Picture

BLOCK = re.compile(r"<(/?)(p|h2|h3|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|hr|br|figure|aside)(?:\s[^<>]*)?>")
TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
LINK = re.compile(r'<a(?: href="([^"]*)")?>(.*?)</a>', re.DOTALL)
LINE_END = re.compile(r"[ \t]*[\r\n]\s*")
WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
APART = {"blockquote", "table", "li", "h2", "h3", "aside"}  # in these a text is no paragraph of the story
EXCERPT = 48


@dataclass(frozen=True)
class Passage:
    """A line or paragraph, without markup."""

    field: str
    text: str
    inside: str = ""  # one of APART, or nothing

    @cached_property
    def words(self):
        return WORD.findall(self.text)


@dataclass(frozen=True)
class Link:
    field: str
    address: str
    text: str


class Piece:
    def __init__(self, article, at=None):
        self.article = article
        self.now = timezone.now()
        self.at = at or self.now

    @cached_property
    def html(self):
        """Cleaned here as well: the rules count on well-formed markup, and somebody may still be typing it."""
        return {name: clean(getattr(self.article, name) or "") for name in ("body", "details")}

    @cached_property
    def paragraphs(self):
        """The running text: body and details."""
        return [passage for field, markup in self.html.items() for passage in passages_of(field, markup)]

    @cached_property
    def passages(self):
        """Every text of the article that is printed, line by line."""
        article = self.article
        heads = [Passage(name, getattr(article, name)) for name in ("headline", "short_headline", "standfirst")]
        rows = [Passage("quotes", row.text, "blockquote") for row in self.rows("quotes")]
        rows += [Passage("background", row.text) for row in self.rows("background")]
        return [*(head for head in heads if head.text), *self.paragraphs, *rows]

    @cached_property
    def links(self):
        found = [
            Link(field, html.unescape(address), plain(text).strip())
            for field, markup in self.html.items()
            for address, text in LINK.findall(markup)
        ]
        return found + [Link("sources", row.link, "") for row in self.rows("sources") if row.link]

    @cached_property
    def text_pictures(self):
        """What stands between the paragraphs: the name of the field, the number, and the picture or None."""
        places = [(field, number) for field, markup in self.html.items() for number in pictures_in(markup)]
        found = Picture.objects.in_bulk({number for _field, number in places}) if places else {}
        return [(field, number, found.get(number)) for field, number in places]

    def rows(self, name):
        """The rows of one of the article's lists; none while it has no number."""
        return getattr(self.article, name).all() if self.article.pk else ()


def passages_of(field, markup):
    inside, place = [], 0
    for tag in BLOCK.finditer(markup):
        if (text := plain(markup[place : tag.start()])).strip():
            yield Passage(field, text, inside[-1] if inside else "")
        place = tag.end()
        closes, name = tag.groups()
        if name in APART and not closes:
            inside.append(name)
        elif name in APART and inside:
            inside.pop()
    if (text := plain(markup[place:])).strip():
        yield Passage(field, text, inside[-1] if inside else "")


def plain(markup):
    """The text of a piece of clean HTML, its spaces as they were typed."""
    return LINE_END.sub(" ", html.unescape(TAG.sub("", markup)))


def excerpt(text, start=0, end=None):
    """The place in a text that a finding is about, short enough for the panel."""
    shown = text[start:end].strip()
    return shown if len(shown) <= EXCERPT else shown[:EXCERPT].rstrip() + "…"
