"""What two people wrote from one version becomes one text, and no word of either is thrown away unasked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import content as contents
from articles.merging import BOTH, MINE, THEIRS, blocks, merge

WORDS = ["river", "map", "gauge", "flood", "council", "street", "thaw", "figure", "colour", "hour"]

sentence = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
block = st.tuples(st.sampled_from(["p", "h2", "blockquote"]), sentence).map("<{0[0]}>{0[1]}</{0[0]}>".format)
prose = st.lists(block, max_size=6).map("".join)
source = st.fixed_dictionaries(
    {"name": sentence, "kind": st.just("document"), "link": st.sampled_from(["", "https://a.b/"])}
)
quote = st.fixed_dictionaries({"text": sentence, "speaker": st.sampled_from(["Olena", "Yusuf"])})
fact = st.fixed_dictionaries({"date": st.sampled_from(["1875", "1889-09", "2019-05-20"]), "text": sentence})
byline = st.fixed_dictionaries({"author": st.integers(1, 4), "role": st.sampled_from(["", "photographs"])})
content = st.fixed_dictionaries({
    "headline": sentence, "standfirst": sentence, "body": prose, "details": prose,
    "kind": st.sampled_from(["flash", "report"]), "slug": st.sampled_from(["", "a", "b"]),
    "important": st.booleans(), "section": st.sampled_from([None, 1, 2]),
    "topics": st.lists(st.integers(1, 5)), "bylines": st.lists(byline, max_size=3),
    "sources": st.lists(source, max_size=4), "quotes": st.lists(quote, max_size=3),
    "background": st.lists(fact, max_size=4),
}).map(contents.settled)  # fmt: skip


@given(content, content)
def test_what_only_i_changed_is_mine(base, mine):
    merged = merge(base, mine, base)
    assert not merged.conflicts
    assert merged.result() == mine


@given(content, content)
def test_what_only_they_changed_is_theirs(base, theirs):
    merged = merge(base, base, theirs)
    assert not merged.conflicts
    assert merged.result() == theirs


@given(content, content)
def test_what_both_changed_alike_is_no_conflict(base, mine):
    merged = merge(base, mine, mine)
    assert not merged.conflicts
    assert merged.result() == mine


@given(content, content, content)
def test_every_word_that_was_typed_is_in_the_result_or_in_a_choice(base, mine, theirs):
    merged = merge(base, mine, theirs)
    kept = words_of(merged.result()) | {
        word for part in merged.conflicts for value in (part.mine, part.theirs) for word in words_in(value)
    }
    assert (words_of(mine) | words_of(theirs)) - words_of(base) <= kept


@given(content, content, content, st.data())
def test_every_choice_gives_a_content_that_can_be_saved(base, mine, theirs, data):
    merged = merge(base, mine, theirs)
    choices = {part.key: data.draw(st.sampled_from([MINE, THEIRS, BOTH])) for part in merged.conflicts}
    result = merged.result(choices)
    assert result == contents.settled(result)
    for part in merged.conflicts:
        wanted = {MINE: [part.mine], THEIRS: [part.theirs], BOTH: [part.mine, part.theirs]}[choices[part.key]]
        if choices[part.key] != BOTH or part.allows_both:
            assert {word for value in wanted for word in words_in(value)} <= words_in(result)


def words_of(content):
    """Those that people type. (An address goes with its headline.)"""
    return {word for name, value in content.items() if name != "slug" for word in words_in(value)}


def words_in(value):
    if isinstance(value, list):
        return {word for row in value for word in words_in(row)}
    if isinstance(value, dict):
        return {word for text in value.values() for word in words_in(text)}
    return set(re.findall(r"\w+", str(value)))


# --- one case each ---


def body(*paragraphs):
    return {"headline": "Rain", "body": "".join(f"<p>{text}</p>" for text in paragraphs)}


def test_two_paragraphs_changed_by_two_people_merge_by_themselves():
    base = body("The river rises slowly.", "The map is new.", "The gauges are old.")
    mine = body("The river rises very slowly.", "The map is new.", "The gauges are old.")
    theirs = body("The river rises slowly.", "The map is new.", "The gauges are rather old.")
    merged = merge(base, mine, theirs)
    assert not merged.conflicts
    assert (
        merged.result()["body"]
        == body("The river rises very slowly.", "The map is new.", "The gauges are rather old.")["body"]
    )


def test_one_paragraph_changed_by_two_people_is_a_choice_with_its_number():
    base = body("One figure.", "The map gives one figure for the reach.", "The end.")
    mine = body("One figure.", "The map gives one figure for the reach, and a colour.", "The end.")
    theirs = body("One figure.", "The map gives one figure for the whole reach.", "The end.")
    merged = merge(base, mine, theirs)
    [part] = merged.conflicts
    assert (part.field, part.number) == ("body", 2)
    text = "<p>The map gives one figure for the whole reach, and a colour.</p>"
    assert text in merged.result({"body-2": (BOTH, text)})["body"]
    assert merged.result({"body-2": MINE})["body"] == mine["body"]
    assert merged.result({"body-2": THEIRS})["body"] == theirs["body"]


def test_a_paragraph_that_one_moved_and_the_other_changed_is_moved_and_changed():
    base = body("The river rises slowly.", "Councils vote on the map.", "Nobody knows the end.")
    mine = body("Nobody knows the end.", "The river rises slowly.", "Councils vote on the map.")
    theirs = body("The river rises slowly.", "Councils vote on the new map.", "Nobody knows the end.")
    merged = merge(base, mine, theirs)
    assert not merged.conflicts
    expected = body("Nobody knows the end.", "The river rises slowly.", "Councils vote on the new map.")
    assert merged.result()["body"] == expected["body"]


def test_a_paragraph_that_one_removed_and_the_other_changed_is_a_choice():
    base, mine, theirs = body("A.", "The river rises slowly."), body("A."), body("A. B.", "The river rises fast.")
    [part] = merge(base, mine, theirs).conflicts
    assert (part.mine, part.theirs) == (None, "<p>The river rises fast.</p>")
    assert not part.allows_both


def test_paragraphs_both_added_at_one_place_are_a_choice():
    merged = merge(body("A."), body("A.", "Mine is here."), body("A.", "Something of others."))
    [part] = merged.conflicts
    assert part.both == "<p>Mine is here.</p>\n<p>Something of others.</p>"


def test_sources_both_added_are_both_kept():
    base = {"sources": [{"name": "Register"}]}
    mine = {"sources": [{"name": "Register"}, {"name": "Minutes of the meeting"}]}
    theirs = {"sources": [{"name": "Register"}, {"name": "State water agency"}]}
    merged = merge(base, mine, theirs)
    assert not merged.conflicts
    names = [row["name"] for row in merged.result()["sources"]]
    assert names == ["Register", "Minutes of the meeting", "State water agency"]


def test_a_fact_told_in_two_ways_is_a_choice_and_both_can_stand():
    base = {"background": [{"date": "2026-03-02", "text": "The councils vote for a map"}]}
    mine = {"background": [{"date": "2026-03-02", "text": "The eleven councils vote for a shared map"}]}
    theirs = {"background": [{"date": "2026-03-02", "text": "The councils vote, nine for a map"}]}
    merged = merge(base, mine, theirs)
    [part] = merged.conflicts
    assert len(merged.result({part.key: BOTH})["background"]) == 2


def test_topics_of_both_are_joined():
    merged = merge({"topics": [1, 2]}, {"topics": [1, 2, 3]}, {"topics": [2, 4]})
    assert merged.result()["topics"] == [2, 3, 4]


def test_an_address_goes_with_its_headline():
    base = {"headline": "Rain", "slug": "rain"}
    merged = merge(base, {"headline": "Rain again", "slug": "rain-again"}, {"headline": "Hail", "slug": "hail"})
    assert [part.field for part in merged.conflicts] == ["headline"]
    assert merged.result({"headline": MINE})["slug"] == "rain-again"
    assert merged.result({"headline": THEIRS})["slug"] == "hail"
    assert merged.result({"headline": (BOTH, "Rain and hail")})["slug"] == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("plain", ["plain"]),
        ("<p>a</p>\n<h2>b</h2>", ["<p>a</p>", "<h2>b</h2>"]),
        ("<ul><li><p>a</p></li></ul><p>b</p>", ["<ul><li><p>a</p></li></ul>", "<p>b</p>"]),
        ("<p>a</p><hr><p>b</p>", ["<p>a</p>", "<hr>", "<p>b</p>"]),
        ("a<p>b</p>c", ["a", "<p>b</p>", "c"]),
        ("<blockquote><p>a</p><p>b</p></blockquote>", ["<blockquote><p>a</p><p>b</p></blockquote>"]),
    ],
)
def test_a_text_is_taken_apart_at_its_paragraphs(html, expected):
    assert blocks(html) == expected


def test_two_entirely_different_books_are_merged_in_time():
    books = [body(*(f"{name} {number} river map" for number in range(400))) for name in ("Base", "Mine", "Theirs")]
    assert merge(*books).conflicts


def test_a_book_of_ten_thousand_like_paragraphs_is_merged_in_time():
    book = ["The river rose."] * 10_000
    merged = merge(body(*book), body(*book, "I was here."), body("They were here.", *book))
    assert not merged.conflicts
    assert merged.result()["body"] == body("They were here.", *book, "I was here.")["body"]
