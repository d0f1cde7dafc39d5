"""Hostile and clumsy markup on every way into the database."""

import pytest

from articles.body import clean
from articles.models import Article, Page
from tests import factories
from tests.articles.newsdesk import change_url, fresh, press

pytestmark = pytest.mark.one_database

HOSTILE = (
    '<p onclick="steal()">Good<script>alert(1)</script><img src=x onerror=alert(1)>'
    '<a href="javascript:alert(1)">bad</a><iframe src="//evil.example"></iframe><style>p{color:red}</style>'
    '<svg><script>1</script></svg><p style="position:fixed">more</p>'
)


def assert_harmless(html):
    assert "Good" in html
    for bad in ("script", "onclick", "onerror", "javascript:", "<iframe", "<style", "style=", "<svg", "<img"):
        assert bad not in html.lower(), bad


def test_hostile_markup_is_cleaned_in_the_form(editor):
    press(editor, "_save", headline="<script>alert(1)</script>", body=HOSTILE, details=HOSTILE)
    article = Article.objects.get()
    assert_harmless(article.body)
    assert_harmless(article.details)
    page = editor.get(change_url(article)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)" not in editor.get("/admin/articles/article/").content.decode()
    assert "<script>alert(1)" not in editor.get(f"/preview/{article.pk}/").content.decode()


def test_hostile_markup_is_cleaned_in_every_other_way_into_the_database(db):
    article = factories.draft(body=HOSTILE)
    assert_harmless(fresh(article).body)
    Article.objects.filter(pk=article.pk).update(body=HOSTILE)
    assert_harmless(fresh(article).body)
    article.body = HOSTILE
    Article.objects.bulk_update([article], ["body"])
    assert_harmless(fresh(article).body)
    [made] = Article.objects.bulk_create([Article(headline="Rain", slug="bulk", body=HOSTILE)])
    assert_harmless(fresh(made).body)
    article, _ = Article.objects.update_or_create(pk=article.pk, defaults={"body": HOSTILE})
    assert_harmless(fresh(article).body)
    page = Page.objects.create(title="About", body=HOSTILE)
    page.refresh_from_db()
    assert_harmless(page.body)


def test_an_emptied_editor_leaves_no_empty_paragraph(editor):
    press(editor, "_save", headline="Rain", details="<p></p>")
    assert Article.objects.get().details == ""


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Head</h2><h3>Sub</h3><p>A <strong>bold</strong> <em>word</em>, H<sub>2</sub>O, m<sup>2</sup>.</p>",
        "<ul><li><p>one</p></li></ul><ol><li>two</li></ol><blockquote><p>said</p></blockquote><hr>",
        '<p><a href="https://example.org/">link</a> <a href="mailto:desk@example.org">mail</a><br>line</p>',
        '<table><tbody><tr><th colspan="2">a</th></tr><tr><td rowspan="1">b</td><td>c</td></tr></tbody></table>',
    ],
)
def test_the_markup_of_the_editor_comes_through_unchanged(html):
    assert clean(html) == html
