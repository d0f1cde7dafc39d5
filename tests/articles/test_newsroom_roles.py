"""Who may write what in the newsroom, and what nobody can by forging a form."""

import pytest

from articles.models import Article, Author, Byline
from tests import factories
from tests.articles.newsdesk import ADD, change_url, press, rows

pytestmark = pytest.mark.one_database

LIST = "/admin/articles/article/"


def own_draft(client, **fields):
    return factories.draft(created_by=client.user, **fields)


def test_strangers_and_readers_do_not_enter(client, reader):
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
    assert reader.get("/admin/login/?next=/admin/").status_code == 403


def test_a_reporter_reads_what_is_published_and_no_other_draft(reporter):
    live, hidden = factories.article(), factories.draft(headline="Not yours")
    page = reporter.get(LIST).content.decode()
    assert live.headline in page
    assert hidden.headline not in page
    assert reporter.get(change_url(live)).url == live.get_absolute_url()
    assert hidden.headline not in reporter.get(change_url(hidden), follow=True).content.decode()
    assert reporter.get(f"/preview/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("button", ["_save", "_publish", "_preview", "_facts"])
@pytest.mark.parametrize("kind", ["draft of another", "published", "own, published"])
def test_a_reporter_changes_nothing_that_readers_see_or_that_is_not_theirs(reporter, button, kind):
    story = factories.story()
    if kind == "draft of another":
        article = factories.draft(headline="Before", story=story)
    else:
        article = factories.article(headline="Before", created_by=reporter.user if "own" in kind else None)
    data = {"headline": "After", "version": article.version, "form_key": "0" * 32, button: "1"}
    for prefix in ("bylines", "sources", "quotes", "background", "corrections"):
        data |= rows(prefix)
    answered = reporter.post(change_url(article), data).status_code
    assert answered in (302, 403) or "own" in kind
    article.refresh_from_db()
    assert article.headline == "Before"


def test_a_reporter_cannot_publish_by_forging_the_button(reporter):
    author, section = factories.author(), factories.section()
    typed = {"headline": "Rain", "body": "<p>It rains.</p>", "section": section.pk}
    response = press(reporter, "_publish", **typed, **rows("bylines", {"author": author.pk}))
    article = Article.objects.get()
    assert (article.status, article.body) == ("draft", "<p>It rains.</p>")
    assert "An editor publishes it" in reporter.get(response.url).content.decode()


def test_forged_fields_are_ignored(reporter, editor):
    article = own_draft(reporter)
    other = factories.author(user=editor.user)
    press(
        reporter,
        "_save",
        article,
        status="published",
        published_by=reporter.user.pk,
        created_by=editor.user.pk,
        important="on",
        popular_excluded="on",
        withdrawn_note="x",
        translation_key="5d6e1f1c-6f0b-4b0e-9d3d-0c3f3f0c2b57",
        **rows("corrections", {"kind": "correction", "wrong": "All of it."}),
    )
    article.refresh_from_db()
    assert (article.status, article.created_by, article.published_by) == ("draft", reporter.user, None)
    taken = [article.important, article.popular_excluded, article.withdrawn_note, article.translation_key]
    assert not any(taken)
    assert not article.corrections.exists()
    assert other.bylines.count() == 0


def test_rows_of_another_article_cannot_be_taken_over(reporter):
    victim = factories.draft(authors=[factories.author()])
    victim.sources.create(name="BIPM")
    byline, source = victim.bylines.get(), victim.sources.get()
    article = own_draft(reporter)
    forged = {
        "sources-TOTAL_FORMS": 1,
        "sources-INITIAL_FORMS": 1,
        "sources-0-name": "Stolen",
        "sources-0-kind": "agency",
    }
    forged |= {"sources-0-id": source.pk, "sources-0-article": victim.pk}
    forged |= {"bylines-TOTAL_FORMS": 1, "bylines-INITIAL_FORMS": 1, "bylines-0-id": byline.pk}
    forged |= {"bylines-0-article": victim.pk, "bylines-0-author": byline.author.pk, "bylines-0-DELETE": "on"}
    press(reporter, "_save", article, **forged)
    source.refresh_from_db()
    assert source.name == "BIPM"
    assert source.article == victim
    assert Byline.objects.filter(pk=byline.pk, article=victim).exists()


@pytest.mark.parametrize("page", ["withdraw/", "facts/", "delete/", "history/"])
def test_pages_beside_the_form_are_closed_with_it(reporter, moderator, page):
    article = factories.draft(story=factories.story())
    for client in (reporter, moderator):
        response = client.get(f"{LIST}{article.pk}/{page}", follow=True)
        assert article.headline not in response.content.decode() or response.status_code in (403, 404)
        client.post(f"{LIST}{article.pk}/{page}", {"note": "Gone.", "post": "yes", "fact": ["1"]})
    article.refresh_from_db()
    assert article.status == "draft"


def test_a_reporter_withdraws_nothing(reporter):
    article = factories.article(created_by=reporter.user)
    assert reporter.post(f"{LIST}{article.pk}/withdraw/", {"note": "Gone."}).status_code == 403
    article.refresh_from_db()
    assert article.is_published


def test_a_moderator_edits_no_article(moderator):
    article = factories.article(headline="Before")
    assert moderator.get(ADD).status_code == 403
    assert moderator.post(ADD, {"headline": "New"}).status_code == 403
    assert moderator.post(change_url(article), {"headline": "After", "_save": "1"}).status_code == 403
    assert moderator.get(change_url(article)).url == article.get_absolute_url()
    assert moderator.get("/admin/articles/section/").status_code == 403
    assert "New article" not in moderator.get("/admin/").content.decode()


NOUNS = ["section", "topic", "author", "story", "page", "source", "picture"]


@pytest.mark.parametrize("noun", NOUNS)
def test_editors_keep_the_shelves_and_reporters_only_some(chief_editor, editor, reporter, noun):
    assert chief_editor.get(f"/admin/articles/{noun}/add/").status_code == 200
    assert editor.get(f"/admin/articles/{noun}/add/").status_code == (403 if noun in ("section", "page") else 200)
    allowed = noun in ("topic", "source", "picture")
    assert reporter.get(f"/admin/articles/{noun}/add/").status_code == (200 if allowed else 403)


def test_only_drafts_are_deleted_and_only_by_chief_editors(chief_editor, reporter):
    draft, live = own_draft(reporter), factories.article()
    assert reporter.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 403
    assert chief_editor.post(f"{LIST}{live.pk}/delete/", {"post": "yes"}).status_code == 403
    chief_editor.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"})
    assert list(Article.objects.all()) == [live]


def test_an_author_with_articles_cannot_be_deleted_and_one_without_can(editor):
    busy, idle = factories.author(), factories.author()
    factories.article(authors=[busy])
    for author in (busy, idle):
        editor.post(f"/admin/articles/author/{author.pk}/delete/", {"post": "yes"})
    assert Author.objects.filter(pk__in=[busy.pk, idle.pk]).get() == busy


def test_the_account_of_an_author_may_go_and_the_articles_stay(publisher, reporter):
    author = factories.author(user=reporter.user)
    article = factories.article(authors=[author], created_by=reporter.user)
    publisher.post(f"/admin/accounts/user/{reporter.user.pk}/delete/", {"post": "yes"})
    article.refresh_from_db()
    assert article.created_by is None
    assert publisher.get(article.get_absolute_url()).status_code == 200
    assert publisher.get(change_url(article)).status_code == 200
