"""The desk of a story: what it shows, merging, splitting, and addresses that lead on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import AuditEntry
from articles.models import Article, Fact, Story
from tests import factories
from tests.articles.newsdesk import fields_of

DESK = "/admin/articles/story/"


@pytest.fixture
def metre(db):
    return factories.story(title="The metre", slug="metre")


@pytest.fixture
def kilogram(db):
    return factories.story(title="The kilogram", slug="kilogram")


def merge(client, story, other):
    return client.post(f"{DESK}{story.pk}/merge/", {"into": other.pk})


def taken(fact):
    return {"date": fact.date, "text": fact.text, "fact": fact.pk}


# --- what it shows ---


def test_the_desk_of_a_story_shows_its_facts_their_uses_and_its_articles(editor, metre):
    fact = factories.fact(story=metre, text="A bar is cast.")
    article = factories.article(story=metre, headline="A bar of platinum")
    article.keep({**article.working_content(), "background": [taken(fact)]}, None)
    article.publish(None)
    page = editor.get(f"{DESK}{metre.pk}/change/").content.decode()
    assert "A bar is cast." in page
    assert f"{DESK}{metre.pk}/facts/{fact.pk}/" in page
    assert "1 article" in page
    assert "A bar of platinum" in page
    assert f"/admin/articles/article/{article.pk}/lead-as-fact/" in page
    assert metre.get_absolute_url() in page


@pytest.mark.parametrize("address", ["", "{}/change/"])
def test_it_asks_as_many_questions_for_many_as_for_one(editor, metre, django_assert_num_queries, address):
    page = DESK + address.format(metre.pk)

    def grow():
        article = factories.article(story=metre)
        factories.fact(story=metre, article=article)
        factories.fact(story=factories.story())

    grow()
    editor.get(page)
    with CaptureQueriesContext(connection) as few:
        editor.get(page)
    for _number in range(4):
        grow()
    with django_assert_num_queries(len(few)):
        editor.get(page)


def test_a_reader_of_the_desk_sees_no_drafts_of_others(reporter, metre):
    factories.draft(story=metre, headline="Not for everybody")
    factories.article(story=metre, headline="For everybody")
    page = reporter.get(f"{DESK}{metre.pk}/change/").content.decode()
    assert "For everybody" in page
    assert "Not for everybody" not in page


# --- addresses ---


def test_a_new_slug_leaves_a_way_from_the_old_one_in_one_hop(editor, client, metre):
    for slug in ("meter", "metre-bar"):
        form = fields_of(editor.get(f"{DESK}{metre.pk}/change/"), "story_form")
        assert editor.post(f"{DESK}{metre.pk}/change/", {**form, "slug": slug}).status_code == 302
    for old in ("metre", "meter"):
        answer = client.get(f"/stories/{old}/")
        assert (answer.status_code, answer.url) == (301, "/stories/metre-bar/")
    assert client.get("/stories/metre-bar/").status_code == 200


def test_a_slug_that_comes_back_does_not_lead_in_a_circle(editor, client, metre):
    for slug in ("meter", "metre"):
        form = fields_of(editor.get(f"{DESK}{metre.pk}/change/"), "story_form")
        editor.post(f"{DESK}{metre.pk}/change/", {**form, "slug": slug})
    assert client.get("/stories/metre/").status_code == 200
    assert client.get("/stories/meter/").url == "/stories/metre/"


def test_a_story_that_takes_an_old_address_is_the_one_shown_there(editor, client, metre):
    form = fields_of(editor.get(f"{DESK}{metre.pk}/change/"), "story_form")
    editor.post(f"{DESK}{metre.pk}/change/", {**form, "slug": "meter"})
    factories.story(title="Another", slug="metre")
    assert "Another" in client.get("/stories/metre/").content.decode()


# --- merging ---


def test_merging_moves_everything_and_leads_on_from_the_old_address(editor, client, metre, kilogram):
    fact = factories.fact(story=metre, text="A bar is cast.")
    article = factories.article(story=metre)
    assert merge(editor, metre, kilogram).status_code == 302
    fact.refresh_from_db()
    article.refresh_from_db()
    assert fact.story == article.story == kilogram
    answer = client.get("/stories/metre/")
    assert (answer.status_code, answer.url) == (301, "/stories/kilogram/")
    assert "A bar is cast." in client.get("/stories/kilogram/").content.decode()
    entry = AuditEntry.objects.get(act="story.merged")
    assert entry.before["story"] == "The metre"
    assert editor.get(f"{DESK}{metre.pk}/change/").url == f"{DESK}{kilogram.pk}/change/"
    assert "The metre" not in editor.get(DESK).content.decode()
    suggestions = editor.get("/admin/autocomplete/?app_label=articles&model_name=article&field_name=story&term=The")
    assert [found["text"].split(" · ")[0] for found in suggestions.json()["results"]] == ["The kilogram"]


def test_merging_twice_still_leads_there_in_one_hop(editor, client, metre, kilogram):
    units = factories.story(title="Units", slug="units")
    merge(editor, metre, kilogram)
    merge(editor, kilogram, units)
    assert client.get("/stories/metre/").url == client.get("/stories/kilogram/").url == "/stories/units/"
    assert Story.objects.get(pk=metre.pk).merged_into == units


def test_the_address_of_a_merged_story_can_be_taken_by_the_other(editor, client, metre, kilogram):
    merge(editor, metre, kilogram)
    form = fields_of(editor.get(f"{DESK}{kilogram.pk}/change/"), "story_form")
    editor.post(f"{DESK}{kilogram.pk}/change/", {**form, "slug": "metre"})
    assert client.get("/stories/metre/").status_code == 200
    assert client.get("/stories/kilogram/").url == "/stories/metre/"


def test_a_fact_that_both_told_becomes_one(editor, metre, kilogram):
    one = factories.fact(story=kilogram, text="Signed.", source_name="")
    twin = factories.fact(story=metre, text="Signed.", source_name="BIPM", pinned=True)
    article = factories.article(story=metre)
    article.keep({**article.working_content(), "background": [taken(twin)]}, None)
    article.publish(None)
    merge(editor, metre, kilogram)
    assert kilogram.facts.get() == one
    one.refresh_from_db()
    assert (one.source_name, one.pinned) == ("BIPM", True)
    assert article.background.get().fact == one


def test_what_was_saved_before_finds_the_merged_story_and_its_facts(editor, metre, kilogram):
    one = factories.fact(story=kilogram, text="Signed.")
    twin = factories.fact(story=metre, text="Signed.")
    article = factories.article(headline="Waiting")
    changed = {"story": metre.pk, "background": [taken(twin)]}
    article.keep({**article.working_content(), **changed}, None)
    merge(editor, metre, kilogram)
    article = Article.objects.get(pk=article.pk)
    assert article.working_copy().story == kilogram
    article.publish(None)
    article = Article.objects.get(pk=article.pk)
    assert article.story == kilogram
    assert article.background.get().fact == one
    # and the fact, put right, still travels there
    page = f"{DESK}{kilogram.pk}/facts/{one.pk}/"
    editor.post(page, {**fields_of(editor.get(page), "fact_form"), "text": "Sealed.", "_correct": "1"})
    assert article.background.get().text == "Sealed."


def test_merging_shows_what_moves_first(editor, metre, kilogram):
    factories.fact(story=metre, text="Signed.")
    factories.fact(story=kilogram, text="Signed.")
    words = editor.get(f"{DESK}{metre.pk}/merge/?into={kilogram.pk}").content.decode()
    assert "1 fact joins the timeline of “The kilogram”." in words
    assert "1 of them is told there already" in words
    assert Fact.objects.filter(story=metre).exists()


@pytest.mark.parametrize("into", ["", "0", "x", "99999999999999999999", "itself", "foreign"])
def test_a_story_is_merged_only_into_another_of_its_edition(editor, metre, into):
    foreign = factories.story(language="uk")
    into = {"itself": metre.pk, "foreign": foreign.pk}.get(into, into)
    answer = editor.post(f"{DESK}{metre.pk}/merge/", {"into": into})
    assert "Choose another story." in answer.content.decode()
    assert Story.objects.get(pk=metre.pk).merged_into is None


# --- splitting ---


def split(client, story, **typed):
    return client.post(f"{DESK}{story.pk}/split/", {"title": "Platinum", **typed})


def test_splitting_takes_what_is_ticked_and_leaves_the_rest(editor, client, metre):
    stays, goes = factories.fact(story=metre, text="Stays."), factories.fact(story=metre, text="Goes.")
    live, other, draft = factories.article(story=metre), factories.article(story=metre), factories.draft(story=metre)
    assert split(editor, metre, fact=[goes.pk], article=[live.pk, draft.pk]).status_code == 302
    made = Story.objects.get(title="Platinum")
    assert {fact.story for fact in (Fact.objects.get(pk=goes.pk),)} == {made}
    assert Fact.objects.get(pk=stays.pk).story == metre
    stories = [Article.objects.get(pk=article.pk).story for article in (live, other, draft)]
    assert stories == [made, metre, made]
    page = client.get("/stories/platinum/").content.decode()
    assert "Goes." in page
    assert "Stays." not in page
    assert client.get("/stories/metre/").status_code == 200
    assert AuditEntry.objects.get(act="story.split").after["articles"] == 2
    assert Article.objects.get(pk=live.pk).updated_at is None


def test_waiting_changes_move_with_their_article(editor, metre):
    article = factories.article(story=metre)
    article.keep({**article.working_content(), "standfirst": "Waits."}, None)
    split(editor, metre, article=[article.pk])
    article = Article.objects.get(pk=article.pk)
    content = article.working_content()
    assert (content["standfirst"], content["story"]) == ("Waits.", article.story_id)
    assert article.story.title == "Platinum"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Tick the facts and articles"),
        ({"title": ""}, "required"),
        ({"fact": ["x", "99999999999999999999"], "article": ["0"]}, "Tick the facts and articles"),
    ],
)
def test_a_split_that_says_nothing_is_refused(editor, metre, typed, words):
    answer = split(editor, metre, **typed)
    assert words in answer.content.decode()
    assert Story.objects.count() == 1


def test_facts_and_articles_of_other_stories_are_not_taken(editor, metre, kilogram):
    foreign, mine = factories.fact(story=kilogram), factories.fact(story=metre)
    article = factories.article(story=kilogram)
    split(editor, metre, fact=[foreign.pk, mine.pk], article=[article.pk])
    assert Fact.objects.get(pk=foreign.pk).story == kilogram
    assert Article.objects.get(pk=article.pk).story == kilogram


@pytest.mark.parametrize("who", ["client", "reader", "reporter", "moderator", "patron_manager"])
@pytest.mark.parametrize("page", ["merge", "split"])
def test_only_editors_rearrange_stories(request, metre, kilogram, who, page):
    fact = factories.fact(story=metre)
    typed = {"into": kilogram.pk, "title": "x", "fact": fact.pk}
    answer = request.getfixturevalue(who).post(f"{DESK}{metre.pk}/{page}/", typed)
    assert answer.status_code in (302, 403)
    assert Fact.objects.get(pk=fact.pk).story == metre
    assert Story.objects.count() == 2


# --- whatever is sent ---

HUGE = "9" * 30
NONSENSE = ["", "x", "-1", HUGE, "\x00", "💥", "<b>", "2019-99-99", "a" * 5000]


@pytest.mark.parametrize("page", ["facts/{fact}/", "merge/", "split/"])
@pytest.mark.parametrize("typed", NONSENSE, ids=range(len(NONSENSE)))
def test_no_nonsense_breaks_a_page(editor, metre, page, typed):
    fact = factories.fact(story=metre)
    address = f"{DESK}{metre.pk}/{page.format(fact=fact.pk)}"
    names = ["date", "text", "source_name", "source_link", "kind", "was", "article", "fact", "into", "title"]
    for button in ("_correct", "_all", "_look"):
        assert editor.post(address, dict.fromkeys(names, typed) | {button: "1"}).status_code < 500
    for name in ("page", "into", "go-on"):
        assert editor.get(address, {name: typed.replace("\x00", "")}).status_code < 500


@pytest.mark.parametrize("page", ["facts/{huge}/", "merge/", "split/"])
def test_no_number_breaks_a_page(editor, metre, page):
    for story in (metre.pk, 0, HUGE):
        assert editor.get(f"{DESK}{story}/{page.format(huge=HUGE)}").status_code in (200, 302, 404)


def test_the_front_follows_the_story_that_stands(editor, client, metre, kilogram):
    for story in (metre, kilogram):
        factories.fact(story=story, text="Signed.")
    merge(editor, metre, kilogram)
    page = client.get("/").content.decode()
    assert "The kilogram" in page
    assert "The metre" not in page
