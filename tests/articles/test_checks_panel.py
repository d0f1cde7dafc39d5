"""The checks beside the form: they follow what is typed, lead to its fields, and change nothing."""

import html5lib
import pytest

from articles.admin.checks import anchor_of
from articles.models import Article
from tests import factories
from tests.articles.newsdesk import ADD, change_url, fields_of, rows

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NEW = "/admin/articles/article/checks/"


@pytest.fixture
def draft():
    return factories.draft(headline="Rain", body="<p>It rains.</p>", section=factories.section())


def panel(article):
    return f"/admin/articles/article/{article.pk}/checks/"


def typed(client, article, **fields):
    """What the panel says of the form with some fields typed over."""
    return client.post(panel(article), {**fields_of(client.get(change_url(article))), **fields}).content.decode()


def test_the_panel_speaks_of_what_was_saved(editor, draft):
    page = editor.get(panel(draft)).content.decode()
    assert "Name at least one author." in page
    assert "1 stops it" in page
    assert page.count("<li") == editor.get(change_url(draft)).content.decode().partition("nd-checks")[2].partition(
        "</ul>"
    )[0].count("<li")


def test_the_panel_follows_what_is_typed_and_writes_nothing(editor, draft):
    before = Article.objects.values().get(pk=draft.pk)
    page = typed(editor, draft, headline=" ", section="", body='<p><a href="http://example.org/">here</a></p>')
    for words in ("Write a headline.", "Choose a section.", "without https", "say where it leads"):
        assert words in page
    author = factories.author()
    assert "Name at least one author." not in typed(editor, draft, **rows("bylines", {"author": author.pk}))
    assert Article.objects.values().get(pk=draft.pk) == before
    assert draft.versions.count() == 0
    assert not draft.bylines.exists()


def test_the_panel_follows_an_article_that_was_never_saved(reporter):
    section = factories.section()
    fields = {**fields_of(reporter.get(ADD)), "language": section.language, "section": section.pk, "kind": "flash"}
    page = reporter.post(NEW, {**fields, "headline": "Rain", "standfirst": ""}).content.decode()
    assert "Write a headline." not in page
    assert "Write the body, or at least a lead." in page
    page = reporter.post(NEW, {**fields, "headline": "Rain", "body": "<p>It rains.</p>"}).content.decode()
    assert "is-stop" not in page
    assert not Article.objects.exists()
    for nonsense in ({}, {"section": "x", "topics": ["0", "y"], "bylines-TOTAL_FORMS": "z"}):
        assert reporter.post(NEW, nonsense).status_code == 200


def test_words_typed_about_the_picture_count_at_once(editor, draft):
    picture = factories.picture(alt="", credit="")
    page = typed(
        editor, draft, picture=picture.pk, picture_words_of=picture.pk, picture_alt="Drops", picture_credit=""
    )
    assert "The picture has no credit." in page
    assert "The picture has no alternative text." not in page
    picture.refresh_from_db()
    assert picture.alt == ""


def test_rows_typed_below_count_too(editor, draft):
    page = typed(
        editor,
        draft,
        **rows("sources", {"name": "BIPM", "link": "http://www.bipm.org/", "kind": "document"}),
        **rows("background", {"date": "", "text": "Floods."}, {"date": "the other day", "text": "More floods."}),
        **rows("quotes", {"text": "We bought one ruler.", "speaker": ""}),
    )
    assert "No source line" not in page
    assert "without https" in page
    assert page.count("<span>Background without a date") == 2
    assert "Who says this?" in page


def test_of_a_live_article_it_is_the_working_copy_that_is_checked(editor):
    article = factories.article()
    content = article.working_content()
    article.keep({**content, "headline": "Two  spaces"}, by=None)
    assert "1 double space" in editor.get(panel(article)).content.decode()


NONSENSE = [
    "\0",
    "x" * 20_000,
    "-1",
    "99999999999999999999",
    "<script>alert(1)</script>",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_no_nonsense_breaks_it(editor, draft, nonsense):
    names = [name for name in fields_of(editor.get(change_url(draft))) if name != "csrfmiddlewaretoken"]
    made = dict.fromkeys(names, nonsense)
    for prefix in ("bylines", "sources", "quotes", "background"):
        columns = ("author", "role", "name", "link", "date", "organisation", "text", "speaker", "fact", "kind")
        made |= rows(prefix, dict.fromkeys(columns, nonsense))
    for data in (made, {**made, "kind": "report", "language": "uk"}, {"headline": nonsense}, {}):
        response = editor.post(panel(draft), data)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_every_line_leads_to_a_field_of_the_form(editor, draft):
    draft.picture = factories.picture(alt="", credit="")
    draft.save()
    page = html5lib.parse(
        editor.get(change_url(draft)).content.decode(), treebuilder="dom", namespaceHTMLElements=False
    )
    ids = {element.getAttribute("id") for element in page.getElementsByTagName("*")}
    fields = [
        "headline", "section", "body", "authors", "picture_alt", "picture_credit", "topics", "story", "published_at",
        "embargo_until", "slug", "picture", "sources", "quotes", "background", "standfirst", "short_headline",
        "details",
    ]  # fmt: skip
    for field in fields:
        assert anchor_of(field) in ids, field


def test_a_form_that_was_never_saved_has_its_checks_too(editor):
    page = editor.get(ADD).content.decode()
    assert "Write a headline." in page
    assert f'data-url="{NEW}"' in page


def test_who_may_not_write_on_it_is_told_nothing(reporter, moderator, reader, client, draft):
    for who in (reporter, moderator, reader, client):
        for response in (who.get(panel(draft)), who.post(panel(draft), {"headline": "x"})):
            assert response.status_code in (302, 403, 404)
    assert reporter.put(panel(draft)).status_code in (403, 404, 405)


def test_the_number_of_queries_of_the_panel_does_not_grow(editor, draft, django_assert_max_num_queries):
    section = draft.section
    for _ in range(6):
        factories.article(section=section, body="<p>" + "It rains and rains. " * 40 + "</p>")
    people = [{"author": factories.author().pk} for _ in range(8)]
    facts = [
        {"date": "1875", "text": f"{number}.", "fact": factories.fact(story=factories.story()).pk}
        for number in range(8)
    ]
    form = fields_of(editor.get(change_url(draft)))
    topics = [factories.topic().pk for _ in range(8)]
    body = "<p>" + "It rains and rains. " * 40 + '<a href="/topics/x/">rain</a></p>'
    data = {**form, "body": body, "topics": topics, **rows("bylines", *people), **rows("background", *facts)}
    with django_assert_max_num_queries(30):
        editor.post(panel(draft), data)
