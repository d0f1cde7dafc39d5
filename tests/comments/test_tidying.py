"""The text of a comment as it is kept, and listed words in it: whatever is typed, and however much of it."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comments.checks.links import hosts_in
from comments.checks.tidying import DROPPED, MOST_RAW, is_legible, tidy
from comments.checks.words import found_in, words_of

FEW = settings(max_examples=60, deadline=None, database=None)
HARD = "a ій\u0301\u0316\u0335\ufe0f\u200d\u202e\u200b\u00ad\r\n\t\x00\x85\u2028"
HARD += "😀👩🏽\ud800\ufffe\U0001d160\u0958 \u00a0<&"
typed = st.text(st.one_of(st.sampled_from(HARD), st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Дім’я і п'ять, <b>as typed</b> &amp; all", "Дім’я і п'ять, <b>as typed</b> &amp; all"),
        ("one\r\ntwo\rthree\u2028four  \n\n\n\n\n\n\nfive\n", "one\ntwo\nthree\nfour\n\n\n\nfive"),
        ("a\tb\u00a0c", "a b\u00a0c"),
        ("и\u0306 e\u0301", "й é"),
        ("abc\u202edef\u2066\u200f", "abcdef"),
        ("nul\x00bell\x07", "nulbell"),
        ("z\u0301\u0302\u0303\u0304\u0305\u0306!", "ź\u0302\u0303!"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀", "👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀"),
        ("cas\u200dino \u200d", "casino"),
        ("broken \ud83d", "broken"),
    ],
)
def test_what_can_be_read_stays_and_what_disturbs_goes(typed, kept):
    assert tidy(typed) == kept


@FEW
@given(typed)
@example("😀\u0301\u0301\u0301\ufe0f\u200d😀")
@example("\U0001d160\u0301\u0301\u0301")
def test_tidy_text_stays_as_it_is(text):
    kept = tidy(text)
    assert tidy(kept) == kept
    assert kept == unicodedata.normalize("NFC", kept) == kept.strip()
    assert not {unicodedata.category(one) for one in kept.replace("\n", "").replace("\u200d", "")} & DROPPED
    assert "\n" * 5 not in kept
    kept.encode()  # no half of a character


@FEW
@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_letters_are_never_lost(text):
    assert tidy(text).split() == unicodedata.normalize("NFC", text).split()


def test_blank_letters_are_no_text():
    assert [is_legible(text) for text in ["\u2800", "\u3164\u115f", "\u0301", " ", "!", "我", "😀"]] == [
        False, False, False, False, True, True, True
    ]  # fmt: skip


# --- listed words ---


@pytest.mark.parametrize(
    "text",
    [
        "casino", "CASINO!", "a casino.", "сasіnо", "c a s i n o", "c.a.s.i.n.o", "c-a-s-i-n-o today", "cas\u00adino",
        "ｃａｓｉｎｏ", "c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336", "«casino»", "_casino_", "https://x.example/casino/",
    ],
)  # fmt: skip
def test_a_listed_word_is_found_in_disguise(text):
    assert found_in(words_of(text), ["casino"]) == ["casino"]


@pytest.mark.parametrize("text", ["casinos", "occasional", "cas ino", "а і в у кіно", "case I know", "казино"])
def test_innocent_words_are_left_alone(text):
    assert found_in(words_of(text), ["casino"]) == []


def test_stems_and_phrases():
    listed = ["казино*", "купи* дешево", "москал*", "кремль", "п'ять разів"]
    assert found_in(words_of("У КАЗИНОВИХ кремля"), listed) == ["казино*"]
    assert found_in(words_of("купити, дешево; купити не дешево"), listed) == ["купи* дешево"]
    assert found_in(words_of("п’ять   разів"), listed) == ["п'ять разів"]
    assert found_in(words_of("Кремль"), listed) == ["кремль"]
    assert found_in(words_of("купи"), listed) == []


words = st.text("абвгїйc'", min_size=2, max_size=8).filter(
    lambda word: words_of(word) and "'" not in (word[0], word[-1])
)


@FEW
@given(st.lists(words, min_size=1, max_size=3), st.lists(words, max_size=5), st.lists(words, max_size=5))
def test_a_listed_phrase_is_found_wherever_it_stands(phrase, before, after):
    listed = " ".join(phrase)
    text = " ".join([*before, "?", *(word.upper() for word in phrase), "!", *after])
    assert found_in(words_of(text), [listed]) == [listed]


# --- in time ---

BOMBS = [
    "\u0301\u0316", "a ", "a.", "casino ", "c a s i n o ", "https://", "a.a.", "www.", "<b>", "&", "@a ", "(", "\n ",
    "x", "й", "\u200d😀", "'a",
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize("bomb", BOMBS)
def test_time_grows_with_the_text_and_no_faster(bomb):
    """Twice the text takes at most 2.5 times as long, and the longest that is read at all under 100 ms."""
    rounds = [(seconds(bomb, MOST_RAW // 2), seconds(bomb, MOST_RAW)) for _ in range(7)]
    short, long = map(min, zip(*rounds, strict=True))
    assert long < 0.1
    assert long < 2.5 * short + 0.003  # of a busy machine


def seconds(bomb, length):
    text = (bomb * length)[:length]
    begun = time.thread_time()
    found_in(words_of(tidy(text)), ["casino*", "casino casino casino", "a a a b", "c*", "x*"])
    hosts_in(text)
    return time.thread_time() - begun
