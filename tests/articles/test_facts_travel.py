"""A fact that is put right on its story's desk is put right in the articles that took it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.models import Article, Correction, Fact
from tests import factories
from tests.articles.newsdesk import fields_of, fresh, press

OLD, NEW = "Ten cities sign.", "Twelve cities sign."


@pytest.fixture
def fact(db):
    return factories.fact(story=factories.story(title="Rivers"), date="2019-05-20", text=OLD)


def page_of(fact):
    return f"/admin/articles/story/{fact.story_id}/facts/{fact.pk}/"


def using(fact, make=factories.article, **fields):
    """An article that took the fact."""
    article = make(story=fact.story, **fields)
    article.keep({**article.working_content(), "background": [taken(fact)]}, None)
    if article.status != Article.Status.DRAFT:
        article.publish(None)
    return article


def taken(fact):
    return {"date": fact.date, "text": fact.text, "fact": fact.pk}


def correct(client, fact, button="_correct", **typed):
    form = fields_of(client.get(page_of(fact)), "fact_form")
    return client.post(page_of(fact), {**form, "text": NEW, **typed, button: "1"})


def printed(article):
    return [row.text for row in article.background.all()]


def test_a_live_article_prints_the_new_words_with_a_note(editor, client, fact):
    article = using(fact)
    assert correct(editor, fact).status_code == 302
    page = client.get(article.get_absolute_url()).content.decode()
    assert NEW in page
    note = Correction.objects.get()
    assert (note.article, note.kind) == (article, "correction")
    assert OLD in note.wrong
    assert NEW in note.right
    assert NEW in client.get("/corrections/").content.decode()
    assert fresh(article).updated_at is not None
    assert Fact.objects.get().text == NEW
    entry = AuditEntry.objects.get(act="fact.corrected")
    assert (entry.before["text"], entry.after["text"]) == (OLD, NEW)
    assert entry.after["articles"] == [f"{article.pk}: {article.headline}"]


def test_a_draft_and_a_scheduled_article_change_without_a_note(editor, fact):
    draft = using(fact, factories.draft)
    scheduled = using(fact, at=timezone.now() + timedelta(days=1))
    correct(editor, fact)
    assert printed(draft) == printed(scheduled) == [NEW]
    assert fresh(scheduled).status == "scheduled"
    assert not Correction.objects.exists()
    assert fresh(draft).versions.first().note == "A fact was corrected."


def test_where_changes_wait_both_texts_get_it_and_the_changes_go_on_waiting(editor, client, fact):
    article = using(fact, standfirst="The lead.")
    article.keep({**article.working_content(), "standfirst": "Not yet."}, None)
    correct(editor, fact)
    article = fresh(article)
    assert printed(article) == [NEW]
    assert article.has_changes
    content = article.working_content()
    assert (content["standfirst"], content["background"][0]["text"]) == ("Not yet.", NEW)
    assert "Not yet." not in client.get(article.get_absolute_url()).content.decode()


def test_a_fact_that_only_the_waiting_changes_hold_is_found_and_put_right_there(editor, fact):
    article = factories.article(story=fact.story)
    article.keep({**article.working_content(), "background": [taken(fact)]}, None)
    assert article.headline in editor.get(page_of(fact)).content.decode()
    correct(editor, fact)
    article = fresh(article)
    assert article.working_content()["background"][0]["text"] == NEW
    assert printed(article) == []
    assert not Correction.objects.exists()


def test_what_is_not_ticked_keeps_its_words_and_is_shown_as_differing(editor, fact):
    one, other = using(fact), using(fact)
    correct(editor, fact, article=[one.pk])
    assert (printed(one), printed(other)) == ([NEW], [OLD])
    page = editor.get(page_of(fact)).content.decode()
    assert "1 prints other words" in page
    assert page.index(other.headline) < page.index(one.headline)


def test_words_of_ones_own_do_not_follow(editor, fact):
    article = factories.article(story=fact.story)
    own = {"date": fact.date, "text": "Some cities sign.", "fact": None}
    article.keep({**article.working_content(), "background": [own]}, None)
    article.publish(None)
    correct(editor, fact)
    assert printed(article) == ["Some cities sign."]


def test_an_article_that_is_saved_goes_on_following_its_facts(editor, fact):
    for article in (using(fact), using(fact, factories.draft)):
        assert press(editor, "_save", article, standfirst="Another lead.").status_code == 302
        (row,) = fresh(article).working_content()["background"]
        assert (row["text"], row["fact"]) == (OLD, fact.pk)


def test_only_the_wording_can_be_changed_without_a_note(editor, client, fact):
    article = using(fact)
    correct(editor, fact, kind="none")
    assert printed(article) == [NEW]
    assert not Correction.objects.exists()
    assert fresh(article).updated_at is None


def test_a_new_date_is_named_in_the_note(editor, fact):
    using(fact)
    correct(editor, fact, text=OLD, date="21.05.2019")
    note = Correction.objects.get()
    assert "20\u00a0May 2019" in note.wrong
    assert "21\u00a0May 2019" in note.right


def test_the_note_speaks_the_language_of_its_edition(editor, db):
    fact = factories.fact(story=factories.story(language="uk"), text="Десять міст.")
    using(fact, language="uk")
    correct(editor, fact, text="Дванадцять міст.")
    assert "Дванадцять міст." in Correction.objects.get().right


def test_two_clicks_are_one_correction(editor, fact):
    article = using(fact)
    form = {**fields_of(editor.get(page_of(fact)), "fact_form"), "text": NEW, "_correct": "1"}
    for _click in range(2):
        assert editor.post(page_of(fact), form).status_code == 302
    assert Correction.objects.count() == 1
    assert AuditEntry.objects.filter(act="fact.corrected").count() == 1
    assert printed(article) == [NEW]


def test_somebody_elses_correction_is_not_written_over_unseen(editor, fact):
    form = {**fields_of(editor.get(page_of(fact)), "fact_form"), "text": NEW, "_correct": "1"}
    Fact.objects.update(text="Eleven cities sign.")
    answer = editor.post(page_of(fact), form)
    assert "Eleven cities sign." in answer.content.decode()
    again = fields_of(answer, "fact_form")
    assert again["text"] == [NEW]
    assert Fact.objects.get().text == "Eleven cities sign."
    editor.post(page_of(fact), {**again, "_correct": "1"})
    assert Fact.objects.get().text == NEW


def test_all_or_none(editor, fact):
    good, bad = using(fact), using(fact)
    bad.bylines.all().delete()
    answer = correct(editor, fact)
    words = answer.content.decode()
    assert "not every article could be published" in words
    assert "Name at least one author." in words
    assert (printed(good), Fact.objects.get().text) == ([OLD], OLD)
    assert not Correction.objects.exists()
    form = fields_of(answer, "fact_form")
    assert form["article"] == [str(good.pk)]
    editor.post(page_of(fact), {**form, "_correct": "1"})
    assert (printed(good), printed(bad)) == ([NEW], [OLD])


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"text": ""}, "required"), ({"date": "soon"}, "is not a date"), ({"source_link": "x y"}, "valid URL")],
)
def test_a_bad_fact_is_refused_and_nothing_typed_is_lost(editor, fact, typed, words):
    article = using(fact)
    answer = correct(editor, fact, **{"source_name": "A register", **typed})
    assert words in answer.content.decode()
    assert fields_of(answer, "fact_form")["source_name"] == ["A register"]
    assert printed(article) == [OLD]


def test_what_changes_is_shown_before_it_is_done(editor, fact):
    article = using(fact)
    words = correct(editor, fact, "_look").content.decode()
    assert OLD in words
    assert NEW in words
    assert printed(article) == [OLD]


def test_a_list_of_many_is_corrected_page_by_page_in_as_many_queries_to_look_at(
    editor, fact, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("articles.admin.fact_correcting.PAGE", 2)
    articles = [using(fact) for _number in range(5)]
    with django_assert_max_num_queries(20):
        editor.get(page_of(fact))
    answer = correct(editor, fact, "_all", kind="update")
    assert answer.url.endswith("?go-on=update")
    page = editor.get(answer.url)
    assert "2 of 5" in page.content.decode()
    assert "data-goes-on" in page.content.decode()
    while "go-on" in answer.url:
        form = fields_of(editor.get(answer.url), "fact_form")
        answer = editor.post(page_of(fact), {**form, "_all": "1"})
    assert [printed(article) for article in articles] == [[NEW]] * 5
    assert [note.kind for note in Correction.objects.all()] == ["update"] * 5


def test_looking_takes_as_many_queries_for_many_as_for_one(editor, fact, django_assert_num_queries):
    using(fact)
    editor.get(page_of(fact))
    with CaptureQueriesContext(connection) as few:
        editor.get(page_of(fact))
    for _number in range(6):
        article = using(fact)
        article.keep({**article.working_content(), "standfirst": "Waits."}, None)
    with django_assert_num_queries(len(few)):
        editor.get(page_of(fact))


@pytest.mark.parametrize("who", ["client", "reader", "reporter", "moderator", "patron_manager"])
def test_only_editors_correct_facts(request, fact, who):
    article = using(fact)
    answer = request.getfixturevalue(who).post(page_of(fact), {"text": NEW, "date": "2019", "kind": "none"})
    assert answer.status_code in (302, 403)
    assert (printed(article), Fact.objects.get().text) == ([OLD], OLD)


def test_a_page_of_no_fact_is_missing(editor, fact):
    assert editor.get(f"/admin/articles/story/{fact.story_id}/facts/999999/").status_code == 404
    assert editor.get(f"/admin/articles/story/999999/facts/{fact.pk}/").url == page_of(fact)


# --- the lead of an article as a fact ---


def test_the_lead_of_a_published_article_becomes_a_fact_once(editor, client, fact):
    at = timezone.now() - timedelta(days=3)
    article = factories.article(story=fact.story, standfirst="The bridge opens.", at=at)
    page = f"/admin/articles/article/{article.pk}/lead-as-fact/"
    form = editor.get(page).context["form"]
    assert form["text"].value() == "The bridge opens."
    typed = {"date": form["date"].value(), "text": form["text"].value(), "source_name": "", "source_link": ""}
    for _click in range(2):
        assert editor.post(page, typed).status_code == 302
    added = Fact.objects.get(article=article)
    assert (added.story, added.date) == (fact.story, f"{timezone.localtime(at):%Y-%m-%d}")
    assert article.get_absolute_url() in client.get(fact.story.get_absolute_url()).content.decode()
    assert editor.get(page).status_code == 302  # not offered twice


@pytest.mark.parametrize("who", ["reporter", "moderator"])
def test_others_add_no_facts(request, fact, who):
    browser = request.getfixturevalue(who)
    article = factories.article(story=fact.story, created_by=browser.user)
    page = f"/admin/articles/article/{article.pk}/lead-as-fact/"
    assert browser.post(page, {"date": "2001", "text": "x"}).status_code in (302, 403)
    assert Fact.objects.count() == 1
