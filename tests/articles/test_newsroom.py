"""Who may write what, and that nothing typed is lost."""

import pytest

from articles.admin.press import Press
from articles.models import Article, Author, Byline
from tests import factories
from tests.articles.newsdesk import ADD, change_url, fields_of, press, rows

LIST = "/admin/articles/article/"
WORDS = {
    "Arabic": "عنوان الخبر من اليمين إلى اليسار",
    "Chinese": "中文標題",
    "emoji": "👩‍🚀🚀",
    "combining": "Z̷a̸l̵g̶o̴",
    "Ukrainian": "Їжак і ґанок",
}


def own_draft(client, **fields):
    return factories.draft(created_by=client.user, **fields)


# --- drafts ---


def test_a_draft_needs_a_headline_only(reporter):
    response = press(reporter, "_save", headline="Rain")
    article = Article.objects.get()
    assert response.url == change_url(article)
    assert (article.headline, article.status, article.created_by) == ("Rain", "draft", reporter.user)


def test_a_draft_without_a_headline_comes_back_with_its_text(reporter):
    response = press(reporter, "_save", headline="", body="<p>It rains.</p>")
    assert response.status_code == 200
    assert "It rains." in response.content.decode()
    assert not Article.objects.exists()


def test_a_new_article_begins_in_the_section_worked_in_last_in_the_language_of_the_desk(editor):
    cities, miska = factories.section(name="Cities"), factories.section(name="Міста", language="uk")
    own_draft(editor, section=cities)
    own_draft(editor, section=miska, language="uk")
    for desk, section in (("en", cities), ("uk", miska)):
        response = editor.get(ADD, headers={"accept-language": desk})
        fields = fields_of(response)
        assert (fields["section"], fields["language"]) == ([str(section.pk)], [section.language])
        assert "section" not in {line["anchor"].removeprefix("id_") for line in stopping(response)}
    assert "id_section" in {line["anchor"] for line in stopping(editor.get(f"{ADD}?section=none"))}


def stopping(response):
    return [line for line in response.context["checks"] if line["kind"] == "stop"]


@pytest.mark.parametrize("headline", WORDS.values(), ids=WORDS)
def test_headlines_of_any_alphabet_are_kept_letter_by_letter(editor, headline):
    press(editor, "_save", headline=headline)
    article = Article.objects.get()
    assert article.headline == headline
    assert article.slug
    assert headline in editor.get(LIST).content.decode()
    assert headline in editor.get(change_url(article)).content.decode()


def test_a_headline_of_ten_thousand_characters_is_refused_and_not_lost(editor):
    headline = "Rain " * 2000
    response = press(editor, "_save", headline=headline)
    assert response.status_code == 200
    assert "id_headline_error" in response.content.decode()
    assert headline.strip() in response.content.decode()


def test_the_address_of_a_draft_follows_its_headline_until_written_by_hand(editor):
    press(editor, "_save", headline="Working title")
    article = Article.objects.get()
    press(editor, "_save", article, headline="Rain")
    article.refresh_from_db()
    assert article.slug == "rain"
    press(editor, "_save", article, slug="by-hand")
    press(editor, "_save", article, headline="More rain")
    article.refresh_from_db()
    assert article.slug == "by-hand"


def test_a_taken_address_is_refused_beside_its_field(editor):
    factories.draft(slug="rain")
    response = press(editor, "_save", headline="Other", slug="rain")
    assert response.context["adminform"].form.errors["slug"]


def test_a_new_article_carries_the_byline_of_who_writes_it(reporter):
    marta = factories.author(user=reporter.user)
    factories.author(user=reporter.user, language="uk")
    press(reporter, "_save", headline="Rain")
    assert [byline.author for byline in Article.objects.get().bylines.all()] == [marta]


def test_authors_are_printed_in_the_order_of_their_numbers(editor):
    first, second = factories.author(), factories.author()
    typed = rows("bylines", {"author": second.pk, "order": 2}, {"author": first.pk, "order": 1})
    press(editor, "_save", headline="Rain", **typed)
    assert [byline.author for byline in Article.objects.get().bylines.all()] == [first, second]


def test_rows_without_numbers_keep_the_order_they_were_typed_in(editor):
    press(editor, "_save", headline="Rain", **rows("sources", {"name": "A", "kind": "agency"}))
    article = Article.objects.get()
    data = fields_of(editor.get(change_url(article)))
    typed = {"sources-1-name": "B", "sources-1-kind": "agency", "sources-TOTAL_FORMS": 2}
    editor.post(change_url(article), {**data, **typed, "_save": "1"})
    assert [source.name for source in article.sources.all()] == ["A", "B"]


def test_everything_typed_at_once_is_kept(editor):
    section, topic, story, author = factories.section(), factories.topic(), factories.story(), factories.author()
    press(
        editor,
        "_publish",
        headline="Rain",
        standfirst="It rains.",
        body="<p>Really.</p>",
        details="<p>In detail.</p>",
        section=section.pk,
        topics=[topic.pk],
        story=story.pk,
        **rows("bylines", {"author": author.pk}),
        **rows("sources", {"name": "BIPM", "kind": "document"}, {"name": "Own eyes", "kind": "correspondent"}),
        **rows("quotes", {"text": "It rains.", "speaker": "A cloud"}),
        **rows("background", {"date": "20.05.1875", "text": "It rained."}, {"date": "1875-05-20", "text": "Still."}),
    )
    article = Article.objects.get()
    assert article.status == "published"
    assert [byline.author for byline in article.bylines.all()] == [author]
    assert [source.name for source in article.sources.all()] == ["BIPM", "Own eyes"]
    assert [quote.speaker for quote in article.quotes.all()] == ["A cloud"]
    facts = [(fact.date, fact.text) for fact in article.background.all()]
    assert facts == [("1875-05-20", "It rained."), ("1875-05-20", "Still.")]
    page = editor.get(article.get_absolute_url()).content.decode()
    for words in ("It rains.", "Really.", "In detail.", "A cloud", "BIPM", "It rained.", "Still."):
        assert words in page


def test_a_date_that_is_none_says_how_dates_are_written(editor):
    response = press(
        editor, "_save", headline="Rain", **rows("background", {"date": "yesterday", "text": "It rained."})
    )
    assert "“yesterday” is not a date" in response.content.decode()
    assert "It rained." in response.content.decode()


@pytest.mark.parametrize("client_name", ["reporter", "editor"])
def test_preview_shows_the_saved_text_on_the_real_page(request, client_name):
    client = request.getfixturevalue(client_name)
    response = press(client, "_preview", headline="Rain", body="<p>It pours.</p>")
    article = Article.objects.get()
    assert response.url == f"{change_url(article)}?preview"
    assert f"/preview/{article.pk}/" in client.get(response.url).content.decode()
    assert "It pours." in client.get(f"/preview/{article.pk}/").content.decode()


# --- two people, two clicks ---


def test_a_double_click_makes_one_article(reporter):
    data = {**fields_of(reporter.get(ADD)), "headline": "Rain", "_save": "1"}
    first, second = reporter.post(ADD, data), reporter.post(ADD, data)
    assert Article.objects.count() == 1
    assert first.url == second.url


def test_a_double_click_adds_a_row_once(editor):
    article = factories.draft()
    data = {**fields_of(editor.get(change_url(article))), "_save": "1"}
    data |= rows("sources", {"name": "BIPM", "kind": "document"})
    editor.post(change_url(article), data)
    editor.post(change_url(article), data)
    assert article.sources.count() == 1


def test_a_form_that_is_older_than_the_article_and_says_nothing_new_only_tells_so(editor, publisher):
    article = factories.draft(headline="Rain", body="<p>Old.</p>")
    hers = fields_of(editor.get(change_url(article)))
    press(publisher, "_save", article, body="<p>His text.</p>")
    response = editor.post(change_url(article), {**hers, "_save": "1"}, follow=True)
    assert "Somebody saved a newer version." in response.content.decode()
    assert fields_of(response)["body"] == ["<p>His text.</p>"]


def test_a_form_that_lost_its_version_is_not_trusted(editor):
    article = factories.draft(body="<p>Old.</p>")
    data = {**fields_of(editor.get(change_url(article))), "body": "<p>New.</p>", "_save": "1"}
    del data["version"]
    assert editor.post(change_url(article), data).status_code == 200
    article.refresh_from_db()
    assert article.body == "<p>Old.</p>"


def test_what_was_typed_into_an_article_deleted_meanwhile_is_a_new_draft(editor):
    article = factories.draft(headline="Rain")
    data = {**fields_of(editor.get(change_url(article))), "body": "<p>Hers.</p>", "_save": "1"}
    address = change_url(article)
    article.delete()
    page = editor.post(address, data, follow=True).content.decode()
    assert "Somebody deleted this article meanwhile." in page
    assert Article.objects.get().body == "<p>Hers.</p>"


# --- who may ---


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


# --- the list ---


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", "draft"), ("?state=live", "live"), ("?state=withdrawn", "gone"), ("?author=me", "draft"),
        ("?look=corrected", "live"), ("?q=livid", "live"), ("?q=/a/2026/01/01/live-slug/", "live"),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_searched(editor, query, found):
    made = {
        "draft": factories.draft(headline="Drafty", created_by=editor.user),
        "live": factories.article(headline="Livid", slug="live-slug"),
        "gone": factories.article(headline="Gone fishing"),
    }
    factories.correction(article=made["live"])
    made["gone"].withdraw(None, "A mistake.")
    page = editor.get(LIST + query).content.decode()
    shown = {name for name, article in made.items() if f">{article.headline}</a>" in page}
    assert shown == {found}


@pytest.mark.parametrize(
    "query", ["?author=x", "?section=9999999", "?story=x", "?topic=-1", "?state=nonsense", "?p=99", "?q=" + "9" * 40]
)
def test_nonsense_in_the_address_of_the_list_breaks_nothing(editor, query):
    factories.article()
    assert editor.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("query", ["", "?published_at__year=2026", "?published_at__year=2026&published_at__month=3"])
def test_the_list_asks_the_same_number_of_questions_for_three_articles_and_for_twenty(
    editor, django_assert_max_num_queries, query
):
    for _ in range(3):
        factories.article(topics=[factories.topic()])
    with django_assert_max_num_queries(30) as few:
        editor.get(LIST + query)
    for _ in range(17):
        factories.article()
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST + query)


def test_suggestions_say_of_which_edition_they_are(editor):
    factories.topic(name="Rain")
    factories.topic(name="Rain", language="uk")
    query = {"app_label": "articles", "model_name": "article", "field_name": "topics", "term": "Rain"}
    names = [row["text"] for row in editor.get("/admin/autocomplete/", query).json()["results"]]
    assert sorted(name.lower() for name in names) == ["rain · english", "rain · українська"]


def test_the_newsroom_has_a_policy_of_its_own_with_a_fresh_nonce(editor):
    first, second = editor.get(ADD), editor.get(ADD)
    policy = first.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert policy != second.headers["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'nonce="{nonce}"' in first.content.decode()
    assert "unsafe-inline" not in editor.get("/").headers["Content-Security-Policy"]


def test_every_page_of_the_newsroom_opens(publisher):
    article = factories.article(picture=factories.picture(), story=factories.story())
    made = [article, article.section, article.story, article.picture, factories.topic(), factories.page()]
    made += [article.bylines.get().author, factories.correction(article=article), publisher.user]
    assert publisher.get("/admin/").status_code == 200
    for thing in made:
        opts = thing._meta
        shelf = f"/admin/{opts.app_label}/{opts.model_name}/"
        assert publisher.get(shelf).status_code == 200
        assert publisher.get(f"{shelf}{thing.pk}/change/").status_code == 200
        assert publisher.get(f"{shelf}{thing.pk}/history/").status_code == 200


# --- what is hard to hit by hand ---


def test_a_lost_race_is_rolled_back_and_merged(editor, monkeypatch):
    article = factories.draft()
    honest = Article.count_save

    def beaten(self, seen):
        monkeypatch.setattr(Article, "count_save", honest)
        self.sources.create(name="Half written")
        return False

    monkeypatch.setattr(Article, "count_save", beaten)
    response = press(editor, "_save", article, body="<p>Mine.</p>")
    article.refresh_from_db()
    assert response.status_code == 302
    assert (article.body, article.version) == ("<p>Mine.</p>", 1)
    assert not article.sources.exists()


def test_two_first_saves_at_the_same_moment_make_one_article(editor, monkeypatch):
    data = {**fields_of(editor.get(ADD)), "headline": "Rain", "_save": "1"}
    first = editor.post(ADD, data)
    answers = iter([None])
    honest = Press.article_saved_before
    monkeypatch.setattr(Press, "article_saved_before", lambda press: next(answers, honest(press)))
    assert editor.post(ADD, data).url == first.url
    assert Article.objects.count() == 1


def test_a_long_list_counts_no_further_than_it_leads(editor, monkeypatch):
    monkeypatch.setattr("articles.admin.desk.REACH", 3)
    for _ in range(5):
        factories.draft()
    assert "more than 3; narrow the list" in editor.get(LIST).content.decode()
