"""What markup an article may hold, whichever way it comes in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import body
from articles.models import Article
from tests import factories

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
