"""Plain text in pieces: what is an address, what is not, and how long it takes to tell."""

import time

import pytest
from hypothesis import given

from comments.checks.tidying import tidy
from comments.text import Piece, paragraphs, pieces

from .hostile import texts

pytestmark = pytest.mark.one_database

A_TEXT = 2000  # characters
MOST = 0.1  # seconds at that length
GROWTH = 2.5  # times as long for twice as much


def links_in(line):
    return [piece.text for piece in pieces(line) if piece.is_link]


def joined(found):
    return "\n\n".join("\n".join("".join(piece.text for piece in line) for line in paragraph) for paragraph in found)


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("See https://example.org/a?b=1#c.", ["https://example.org/a?b=1#c"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("„https://example.org/“, he said", ["https://example.org/"]),
        ("HTTPS://EXAMPLE.ORG:8443/x!?", ["HTTPS://EXAMPLE.ORG:8443/x"]),
        ("http://a.example http://b.example", ["http://a.example", "http://b.example"]),
        ("https://приклад.укр/шлях", ["https://приклад.укр/шлях"]),
        ("https://xn--80aikifvh.xn--j1amh/", ["https://xn--80aikifvh.xn--j1amh/"]),
        ("javascript:alert(1) data:text/html,x ftp://example.org mailto:a@example.org", []),
        ("https://user:secret@example.org/ and https://bank.example@evil.example", []),
        ("https://аpple.com/ in a Cyrillic а, https://аррӏе.com", []),
        ("https://localhost/ https://1.2.3.4/ https:// https://. https://example", []),
        ("xhttps://example.org", []),
        ("https://example.org\\@evil.example", ["https://example.org"]),
    ],
)
def test_only_what_leads_where_it_seems_to_is_a_link(line, links):
    assert links_in(line) == links


def test_paragraphs_and_lines_stay():
    assert paragraphs("One\ntwo\n\n\nthree") == [[[Piece("One")], [Piece("two")]], [[Piece("three")]]]
    assert paragraphs("One\n\n") == [[[Piece("One")]], [[]]]


def test_what_waits_for_a_moderator_leads_nowhere():
    assert paragraphs("https://example.org", with_links=False) == [[[Piece("https://example.org")]]]


@given(texts())
def test_the_pieces_are_the_text(text):
    kept = tidy(text)
    found = paragraphs(kept)
    assert joined(found).split() == kept.split()
    assert "".join(piece.text for piece in pieces(text)) == text


BOMBS = {
    "addresses": "https://a.example/ ",
    "one address": "https://a.",
    "brackets": "https://a.example/((((",
    "closing brackets": "https://a.example/))))",
    "full stops": "https://a.example/....",
    "schemes": "https://",
    "half schemes": "http http:/ ",
    "labels": "https://a-a-a-a",
    "marks": "a\u0301\u0301\u0301",
    "ampersands": "&&&<<<\"'",
    "lines": "\n \n",
    "mentions": "@a ",
}


def seconds_for(text):
    """Of the processor, at best: what else the machine does shall not count."""
    best = 10.0
    for _try in range(5):
        start = time.process_time()
        paragraphs(tidy(text))
        paragraphs(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_text_takes_long(bomb):
    assert seconds_for((bomb * A_TEXT)[:A_TEXT]) < MOST
    half, whole = (seconds_for((bomb * size)[:size]) for size in (20_000, 40_000))
    assert whole < GROWTH * half + 0.01
