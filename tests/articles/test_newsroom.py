"""Writing in the form of an article: any alphabet, any order, and nothing typed is lost."""

import pytest

from articles.admin.press import Press
from articles.models import Article
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
    monkeypatch.setattr("accounts.admin.lists.REACH", 3)
    for _ in range(5):
        factories.draft()
    assert "more than 3; narrow the list" in editor.get(LIST).content.decode()
