"""What markup an article may hold, whichever way it comes in."""

import re
import time

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.models import Article
from tests import factories
from tests.articles.clipboard import SAMPLES, TEXT

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<p style="position:fixed" onclick="alert(1)" class="c-button">x</p>',
    '<iframe src="https://elsewhere.example/"></iframe>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    '<form action="/"><input name="x"></form>',
    "<style>p{}</style>",
    '<table><td background="javascript:alert(1)">x</td></table>',
    "<p>\x00<scr\x00ipt>alert(1)</script></p>",
    '<a href="  java\nscript:alert(1)">x</a>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
FORBIDDEN = re.compile(
    r"<(script|style|iframe|img|svg|form|input|math)|\son\w+=|style=|class=|(java\s*script|data):", re.I
)


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_is_gone(markup):
    assert not FORBIDDEN.search(body.clean(markup))


@pytest.mark.parametrize("markup", HOSTILE)
def test_it_is_gone_on_every_way_into_the_database(db, client, markup):
    markup = f"<p>Kept.</p>{markup}"
    saved = factories.article(headline="Saved", body=markup, details=markup)
    made = Article(headline="Made", body=markup, section=saved.section, status="published", slug="made")
    made.published_at = saved.published_at
    Article.objects.bulk_create([made])
    updated = factories.article(headline="Updated")
    Article.objects.filter(pk=updated.pk).update(body=markup)
    rewritten = factories.article(headline="Rewritten")
    rewritten.body = markup
    Article.objects.bulk_update([rewritten], ["body"])
    for article in Article.objects.all():
        assert not FORBIDDEN.search(article.body), article.headline
        assert "Kept." in article.body
        assert client.get(article.get_absolute_url()).status_code == 200


def test_the_markup_of_the_house_is_kept():
    kept = (
        "<h2>Title</h2><p><strong>a</strong> <em>b</em> <sup>1</sup> <sub>2</sub></p><ul><li>c</li></ul>"
        "<blockquote><p>d</p></blockquote>"
        '<p><a href="https://example.org/">e</a> <a href="mailto:x@example.org">f</a></p>'
        "<table><thead><tr><th>g</th></tr></thead><tbody><tr><td>h</td></tr></tbody></table>"
    )
    assert body.clean(kept) == kept


PIECES = [
    "<p>", "</p>", "<h2>", "</h2>", "<ul><li>", "</li></ul>", "<strong>", "</strong>", "<blockquote>", "<table><td>",
    '<figure data-picture="12">', "<figure data-picture='0'>", '<figure data-picture="1e3" class="x">', "<figure>",
    "</figure>", "<figcaption>", "<aside>", "<aside class='c-button'>", "</aside>", '<a href="https://example.org/">',
    "</a>", "<div>", "</div>", "<br>", "&nbsp;", "<img src=x onerror=alert(1)>", "word ", "<", ">", '"', " \n",
]  # fmt: skip
STANDING = re.compile(
    r'<figure data-picture="[1-9][0-9]*"></figure>|<aside>(?:[^<]|</?(?:strong|em|sup|sub|s)>)+</aside>'
)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_put_together_only_whole_pictures_and_one_line_quotes_stand_between_the_paragraphs(markup):
    once = body.clean(markup)
    assert body.clean(str(once)) == once
    rest = STANDING.sub("", once)
    assert "figure" not in rest
    assert "aside" not in rest
    assert not FORBIDDEN.search(once)


def test_a_picture_is_its_number_and_nothing_else():
    figure = '<figure data-picture="12"></figure>'
    assert body.clean(f"<p>a</p>{figure}<p>b</p>") == f"<p>a</p>{figure}<p>b</p>"
    pasted = '<figure data-picture="12" class="x" onclick="y()"><img src="z"><figcaption>Words</figcaption></figure>'
    assert body.clean(pasted) == f"{figure}Words"
    for number in ("0", "-1", "x", "9" * 11, ""):
        assert body.clean(f'<figure data-picture="{number}">Words</figure>') == "Words"
    assert body.clean("<figure>Words</figure>") == "Words"
    assert body.clean(f"<ul><li>a{figure}</li></ul>") == "<ul><li>a</li></ul>"


def test_a_pull_quote_is_one_line_that_leads_nowhere():
    quote = '<aside class="x"><p>One <strong>word</strong></p><ul><li>after <a href="https://a.example/">it</a></li></ul></aside>'
    assert body.clean(quote) == "<aside>One <strong>word</strong> after it</aside>"
    assert body.clean("<p>a</p><aside> <br> </aside>") == "<p>a</p>"
    assert body.clean("<blockquote><aside>a</aside></blockquote>") == "<blockquote>a</blockquote>"


def test_blank_paragraphs_are_no_text():
    assert body.clean("<p>&nbsp;</p><p>a</p><p></p> <p><br></p><p>b</p><p> </p>") == "<p>a</p><p>b</p>"


def test_a_picture_is_printed_where_it_stands_and_an_unknown_one_leaves_no_trace():
    text = body.clean('<p>a</p><figure data-picture="3"></figure><figure data-picture="4"></figure>')
    assert body.render(text, {3: mark_safe("<b>shown</b>")}) == "<p>a</p><b>shown</b>"
    assert body.render(text) == "<p>a</p>"


def test_a_pull_quote_is_silent_where_the_text_says_the_same():
    printed = body.render(body.clean("<p>He waited, and then “it&nbsp;rained”.</p><aside>“It&nbsp;rained”</aside>"))
    assert '<aside class="c-pull"><p>“It' in printed  # other words: the capital letter
    printed = body.render(body.clean("<p>He waited, and <em>it</em> rained.</p><aside>it rained!</aside>"))
    assert '<aside class="c-pull" aria-hidden="true"><p>it rained!</p></aside>' in printed


def test_headings_can_be_linked_to_in_any_alphabet_and_each_by_its_own_name():
    words = ["Ґанок &amp; <em>двір</em>", "Ґанок і двір", "Ґанок &amp; двір", "!", "?"]
    text = body.clean("".join(f"<h2>{heading}</h2>" for heading in words))
    anchors = [heading.anchor for heading in body.headings(text)]
    assert anchors == ["part-ґанок-двір", "part-ґанок-і-двір", "part-ґанок-двір-2", "part-4", "part-5"]
    assert body.headings(text)[0].words == "Ґанок & двір"
    printed = body.render(text, has_anchors=True)
    assert re.findall(r'<h2 id="([^"]*)">', printed) == anchors
    assert "id=" not in body.render(text)


@pytest.mark.parametrize("pasted", SAMPLES.values(), ids=SAMPLES)
def test_what_a_word_processor_puts_on_the_clipboard_comes_out_clean(pasted):
    cleaned = body.clean(pasted)
    assert not re.search(r"mso|Mso|style|class|font|span|o:p|xml|Draft 3|@page|<b>|<div|lang=|dir=|<meta", cleaned)
    assert "<h2>The bank of" in " ".join(cleaned.split())
    place, plain = 0, body.plain(cleaned)
    for words in TEXT:
        assert words in plain[place:], plain
        place = plain.index(words, place)
    assert body.clean(str(cleaned)) == cleaned
    assert not re.search(r"<p>(?:&nbsp;|\s|<br>)*</p>", cleaned)


def test_two_hundred_kilobytes_from_a_word_processor_are_cleaned_in_a_moment():
    fragment = SAMPLES["Word"].split("<!--StartFragment-->")[1].split("<!--EndFragment-->")[0]
    pasted = fragment * (200_000 // len(fragment) + 1)
    started = time.monotonic()
    body.clean(pasted)
    assert time.monotonic() - started < 2


def test_a_text_full_of_them_is_cleaned_and_printed_in_no_time():
    part = '<h2>Part</h2><p>Some words of it.</p><figure data-picture="7"></figure><aside>words</aside>'
    started = time.monotonic()
    body.render(body.clean(part * 3000), {}, has_anchors=True)
    body.clean("<aside>" + "<br> " * 40_000 + "x")
    body.clean("<p><br></p>" * 20_000)
    assert time.monotonic() - started < 5


@given(st.text(alphabet="<>/ab\"'= \n&;:javscriptonclk\x00", max_size=200))
def test_cleaning_twice_is_cleaning_once_and_nothing_forbidden_is_left(text):
    once = body.clean(text)
    assert body.clean(str(once)) == once
    assert not FORBIDDEN.search(re.sub(r">[^<]*<|^[^<]*<|>[^<]*$", "><", once))


def test_a_wide_table_scrolls_in_a_region_that_the_keyboard_reaches():
    printed = body.render("<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>")
    assert '<div class="c-scroll" role="region" tabindex="0"' in printed


def test_the_run_in_label_stands_in_the_first_paragraph():
    assert body.render_after_label("<p>Text.</p>", "Details:").startswith(
        '<p><span class="c-label">Details:</span> Text.'
    )
    assert body.render_after_label("<ul><li>a</li></ul>", "<b>").startswith(
        '<p><span class="c-label">&lt;b&gt;</span>'
    )


@pytest.mark.parametrize("start", ["<blockquote>", "<ul><li>", "<div><font>", "<table><tr><td>", "<b>"])
def test_what_is_nested_as_nobody_writes_keeps_its_words_only(start):
    assert body.clean(f"{start * 20_000}Words & more") == "Words &amp; more"


def test_a_long_text_of_unclosed_paragraphs_keeps_its_markup():
    assert body.clean("<p>One <b>bold</b> word<br>" * 300).count("<p>") == 300
