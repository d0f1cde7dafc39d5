"""What differs between two contents: every word of both sides, in whatever alphabet, and nothing twice."""

import itertools
import random
import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import content as contents
from articles.body import clean
from articles.comparing import DESK, READERS, Names, compare, compare_texts
from articles.comparing.blocks import blocks_of, pairs_of
from articles.comparing.words import matches, plain, words_of
from articles.models import Article, Picture
from tests import factories

LONG = 30_000
letters = st.sampled_from("абвґ їє’ab c-d,.“” 漢字かなกำनमस्ते\u0301\u200d👩 \n\u00a0<&>")
texts = st.text() | st.text(letters)
few_words = st.lists(st.sampled_from(["river", "map", "the", "agree", "—", "2026,"]), max_size=30).map(" ".join)


def content(**fields):
    return contents.settled({"kind": "report", "language": "en", **fields})


def differing(old, new, view=DESK):
    old, new = contents.settled(old), contents.settled(new)
    return {part.name: part for part in compare(old, new, Names(old, new), view)}


def side(runs, kind):
    """One of the two texts, put together again."""
    return "".join("".join(run.words) for run in runs if run.kind in ("same", kind)).removeprefix(" ")


def told(piece):
    """A piece as a page says it: [-taken out-] {+put in+}."""
    signs = {"same": "%s", "out": "[-%s-]", "in": "{+%s+}"}
    cells = ("".join(run.space + signs[run.kind] % run.text for run in runs).strip() for runs in piece.cells)
    return " · ".join(cells)


def pieces(old, new, name="body"):
    part = differing(content(**{name: old}), content(**{name: new})).get(name)
    return [(told(piece), str(piece.fate)) for piece in part.pieces] if part else []


@given(texts, texts)
def test_both_sides_can_be_put_together_again(old, new):
    old, new = plain(old), plain(new)
    runs = compare_texts(old, new)
    assert (side(runs, "out"), side(runs, "in")) == (old, new)


@given(few_words, few_words)
def test_both_sides_of_similar_texts_can_be_put_together_again(old, new):
    runs = compare_texts(old, new)
    assert (side(runs, "out"), side(runs, "in")) == (old, new)
    assert all(one.kind != other.kind for one, other in itertools.pairwise(runs))


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert {run.kind for run in compare_texts(plain(text), plain(text))} <= {"same"}


def quadratic(old, new):
    """The length of the longest common subsequence, by the book."""
    row = [0] * (len(new) + 1)
    for one in old:
        row = [0, *itertools.accumulate(
            (row[j] + 1 if one == new[j] else row[j + 1] for j in range(len(new))), max
        )]  # fmt: skip
    return row[-1]


@given(st.text("abc", max_size=40), st.text("abc", max_size=40), st.sampled_from([1, 30, 10_000]))
def test_as_much_stays_as_can_however_little_fits_in_memory(old, new, cells):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.comparing.words.CELLS_AT_ONCE", cells)
        found = matches(old, new)
    assert all(old[i] == new[j] for i, j in found)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(found))
    assert len(found) == quadratic(old, new)


paragraphs = st.lists(few_words.filter(bool), max_size=12)


@given(paragraphs, paragraphs, st.sampled_from([0, 40_000]))
def test_every_paragraph_of_both_sides_is_there_once(old, new, looks):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.comparing.blocks.MOST_LOOKS", looks)
        pairs = pairs_of(old, new, [set(words_of(p)) for p in old], [set(words_of(p)) for p in new])
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))
    assert sorted(pair.old for pair in pairs if pair.old is not None) == list(range(len(old)))


@settings(max_examples=50)
@given(paragraphs, paragraphs)
def test_what_stands_in_no_difference_is_the_same_on_both_sides(old, new):
    html = ["".join(f"<p>{text}</p>" for text in side) for side in (old, new)]
    shown = differing(content(body=html[0]), content(body=html[1])).get("body")
    found = shown.pieces if shown else []
    taken = sorted(side(piece.cells[0], "out") for piece in found if piece.fate != "new")
    put = sorted(side(piece.cells[0], "in") for piece in found if piece.fate != "taken out")
    rest_old, rest_new = sorted(old), sorted(new)
    for text in taken:
        rest_old.remove(text)
    for text in put:
        rest_new.remove(text)
    assert rest_old == rest_new


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            "River cities to share one flood map",
            "River cities agree to share one flood map before the spring thaw",
            "River cities {+agree+} to share one flood map {+before the spring thaw+}",
        ),
        ("It costs 3.5 million.", "It costs 3.6 million.", "It costs [-3.5-] {+3.6+} million."),
        ("Місто п’ятьох мостів", "Місто шістьох мостів", "Місто [-п’ятьох-] {+шістьох+} мостів"),
        ("水位は四メートル", "水位は五メートル", "水位は[-四-]{+五+}メートル"),
        ("the bridge", "a different text", "[-the bridge-] {+a different text+}"),
        ("one two three", "one three", "one [-two-] three"),
    ],
)
def test_words_that_changed_are_told_from_words_that_stayed(old, new, shown):
    part = differing(content(headline=old), content(headline=new))["headline"]
    assert [told(piece) for piece in part.pieces] == [shown]


def test_words_that_stayed_by_chance_between_larger_changes_do_not_stand_alone():
    old = "The minister of finance resigned in the early morning"
    new = "The chairwoman of parliament apologised in the early morning"
    (shown, _fate), *_ = pieces(f"<p>{old}</p>", f"<p>{new}</p>")
    assert shown == "The [-minister of finance resigned-] {+chairwoman of parliament apologised+} in the early morning"


def test_white_space_alone_is_no_difference():
    assert pieces("<p>One  two</p>", "<p>One\n two </p>") == []
    assert pieces("One&nbsp;two", "One two", "standfirst") != []  # text is text there, not markup


def test_paragraphs_are_new_gone_moved_and_changed():
    old = "<p>First.</p><p>Then.</p><p>The map shows one figure for the reach.</p><p>Nobody asked.</p><p>Moves.</p>"
    new = "<p>Moves.</p><p>First.</p><p>Then.</p><p>The map shows two figures for the reach.</p><h2>Wholly new</h2>"
    assert pieces(old, new) == [
        ("Moves.", "moved"),
        ("The map shows [-one figure-] {+two figures+} for the reach.", ""),
        ("{+Wholly new+}", "new"),
        ("[-Nobody asked.-]", "taken out"),
    ]


def test_a_paragraph_that_was_moved_may_be_changed_too():
    old = "<p>The map shows one figure.</p><p>First of two.</p><p>Second of two.</p>"
    new = "<p>First of two.</p><p>Second of two.</p><p>The map shows two figures.</p>"
    assert pieces(old, new) == [("The map shows [-one figure-] {+two figures+}.", "moved")]


def test_a_paragraph_is_named_by_its_place():
    part = differing(content(body="<p>A</p><p>B b</p>"), content(body="<p>A</p><h2>C c</h2><p>B b</p>"))["body"]
    assert [piece.label for piece in part.pieces] == ["heading, paragraph 2"]


def test_a_link_that_leads_elsewhere_is_a_difference_in_plain_sight():
    old = '<p>See the <a href="https://a.example/">report</a> of May.</p>'
    new = '<p>See the <a href="https://b.example/">report</a> of May.</p>'
    (shown, _fate), *_ = pieces(old, new)
    assert "[-(https://a.example/)-]" in shown
    assert "{+(https://b.example/)+}" in shown
    assert "https" not in pieces(old, old.replace("May", "June"))[0][0]


def test_lists_tables_and_quotations_are_read_row_by_row():
    html = clean(
        "<ul><li><p>One</p><ul><li>Inner</li></ul></li></ul><blockquote><p>Said</p></blockquote>"
        "<table><tbody><tr><th><p>Year</p></th><td>1875</td></tr></tbody></table><hr>loose text"
    )
    assert blocks_of(html) == [
        ("item", "One"),
        ("item", "Inner"),
        ("quotation", "Said"),
        ("row", "Year | 1875"),
        ("rule", "⁂"),
        ("p", "loose text"),
    ]


def test_a_change_of_form_alone_says_so():
    part = differing(content(body="<p>One two</p>"), content(body="<p>One <strong>two</strong></p>"))["body"]
    assert part.pieces == []
    assert part.note


def test_rows_are_matched_by_likeness_and_compared_by_column():
    old = content(sources=[{"name": "BIPM, Resolution 1", "kind": "document", "date": "2018-11-16"}, {"name": "NIST"}])
    new = content(
        sources=[
            {"name": "State water agency", "kind": "agency"},
            {"name": "BIPM, Resolution 2", "kind": "document", "date": "2018-11-16"},
        ]
    )
    part = differing(old, new)["sources"]
    assert part.label == "Sources"
    assert [(told(piece), str(piece.fate)) for piece in part.pieces] == [
        ("{+State water agency+} · {+agency report+}", "new"),
        ("BIPM, Resolution [-1-] {+2+} · document · 16\u00a0November 2018".replace("\u00a0", " "), ""),
        ("[-NIST-]", "taken out"),
    ]


def test_rows_of_the_database_are_named_and_one_that_is_gone_says_so(db):
    here, there = factories.section(name="Science"), factories.section(name="Culture")
    topic, author, picture = factories.topic(name="Clay"), factories.author(name="Olena Kvit"), factories.picture()
    gone = picture.pk
    Picture.objects.filter(pk=gone).delete()
    old = content(section=here.pk, picture=gone, bylines=[{"author": author.pk}])
    new = content(section=there.pk, topics=[topic.pk], bylines=[{"author": author.pk, "role": "graphics"}])
    parts = differing(old, new)
    assert told(parts["section"].pieces[0]) == "[-Science-] {+Culture+}"
    assert told(parts["picture"].pieces[0]) == f"[-number {gone}, which is no longer there-]"
    assert told(parts["topics"].pieces[0]) == "{+Clay+}"
    assert told(parts["bylines"].pieces[0]) == "Olena Kvit · {+graphics+}"


def test_headlines_of_articles_are_told_to_those_who_may_read_them(db):
    other = factories.draft(headline="Secret so far")
    old, new = content(), content(translation_of=other.pk)
    (part,) = compare(old, new, Names(old, new))
    assert told(part.pieces[0]) == f"{{+article number {other.pk}+}}"
    (part,) = compare(old, new, Names(old, new, articles=Article.objects.all()))
    assert told(part.pieces[0]) == "{+Secret so far+}"


def test_values_are_told_in_words():
    old = content(important=False, kind="report", published_at="2026-03-17T12:05:00+00:00")
    new = content(important=True, kind="flash", published_at="2026-03-17T14:05:00+02:00", embargo_until=None)
    parts = differing(old, new)
    assert told(parts["important"].pieces[0]) == "[-no-] {+yes+}"
    assert told(parts["kind"].pieces[0]) == "[-Report-] {+Flash+}"
    assert "published_at" not in parts  # the same moment in another zone


def test_readers_see_what_is_printed_and_nothing_of_the_desk():
    old = content(headline="A", slug="a")
    new = content(
        headline="B", slug="b", embargo_until="2099-01-01T00:00:00+00:00", popular_excluded=True, short_headline="C",
        published_at="2099-01-01T00:00:00+00:00", sources=[{"name": "Printed", "kind": "social"}],
    )  # fmt: skip
    assert {"slug", "embargo_until", "popular_excluded"} <= set(differing(old, new))
    parts = differing(old, new, READERS)
    assert set(parts) == {"headline", "sources"}
    assert told(parts["sources"].pieces[0]) == "{+Printed+}"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7|add:7 }}"


def test_hostile_markup_stays_escaped():
    old = content(headline=HOSTILE, quotes=[{"text": HOSTILE, "speaker": "X"}])
    new = content(headline="Fine", quotes=[{"text": "Fine", "speaker": HOSTILE}], body="<p>&lt;script&gt;x</p>")
    parts = compare(old, new, Names())
    html = render_to_string("articles/_comparison.html", {"parts": parts})
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7|add:7 }}" in html


def spread(words, length):
    return "".join(f"<p>{' '.join(words[at : at + length])}</p>" for at in range(0, len(words), length))


@pytest.mark.parametrize(("length", "vocabulary"), [(1, 300), (60, 10**6), (LONG, 300)])
def test_two_of_the_longest_texts_are_compared_in_time(length, vocabulary):
    """Longer than any article: two hundred kilobytes that share nothing, or nothing but common words."""
    chance = random.Random(1)
    sides = [[f"{name}{chance.randrange(vocabulary)}" for _ in range(LONG)] for name in ("w", "w", "v")]
    for old, new in ((sides[0], sides[1]), (sides[0], sides[2])):
        old, new = content(body=spread(old, length)), content(body=spread(new, length))
        start = time.process_time()
        compare(old, new, Names())
        assert time.process_time() - start < 20  # it takes a fraction; without its bound it takes minutes
