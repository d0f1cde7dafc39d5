"""From a draft to what readers see: checks, schedule, changes afterwards, corrections, withdrawal."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, BackgroundFact
from tests import factories
from tests.articles.newsdesk import change_url, fields_of, fresh, press, rows

LIST = "/admin/articles/article/"
NOON = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)  # noon in Kyiv


# --- publishing ---


def test_readers_see_a_published_article_at_once(editor, client, ready):
    response = press(editor, "_publish", ready)
    article = fresh(ready)
    assert (article.status, article.published_by) == ("published", editor.user)
    assert client.get(article.get_absolute_url()).status_code == 200
    assert "Rain" in client.get("/").content.decode()
    assert article.get_absolute_url() in editor.get(response.url).content.decode()


def test_a_refused_publication_saves_the_draft_and_says_at_each_field_what_is_missing(editor):
    picture = factories.picture(alt="", credit="")
    response = press(editor, "_publish", headline="Rain", dateline="Lviv", picture=picture.pk)
    article = Article.objects.get()
    page = response.content.decode()
    assert response.status_code == 200
    assert (article.status, article.dateline) == ("draft", "Lviv")
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"section", "body", "picture_alt", "picture_credit", "authors"}
    for words in (
        "Choose a section.",
        "Write the body, or at least a lead.",
        "Name at least one author.",
        "The picture has no alternative text.",
        "The picture has no credit.",
    ):
        assert page.count(words) >= 3, words  # on top, beside the field, in the checks
    assert f'action="{change_url(article)}"' in page


def test_the_form_that_came_back_goes_on_where_it_was(editor):
    response = press(editor, "_publish", headline="Rain")
    article = Article.objects.get()
    typed = {"standfirst": "It rains.", "section": factories.section().pk}
    typed |= rows("bylines", {"author": factories.author().pk})
    editor.post(change_url(article), {**fields_of(response), **typed, "_publish": "1"})
    assert Article.objects.get().is_published


def test_a_broken_row_keeps_everything_typed(editor, ready):
    typed = rows("sources", {"name": "BIPM", "kind": "document", "link": "not a link"})
    response = press(editor, "_publish", ready, headline="Typed", **typed)
    kept = fields_of(response)
    assert response.status_code == 200
    assert (kept["headline"], kept["sources-0-link"]) == (["Typed"], ["not a link"])
    assert fresh(ready).status == "draft"


def test_a_flash_needs_no_author(editor):
    press(editor, "_publish", headline="Rain", kind="flash", standfirst="Now.", section=factories.section().pk)
    assert Article.objects.get().is_published


def test_a_double_click_publishes_once(editor, ready):
    data = {**fields_of(editor.get(change_url(ready))), "_publish": "1"}
    first, second = editor.post(change_url(ready), data), editor.post(change_url(ready), data)
    assert first.url == second.url
    assert fresh(ready).version == 1


# --- time ---


@time_machine.travel(NOON, tick=False)
def test_a_time_to_come_schedules_and_the_button_says_so(editor, client, ready):
    press(editor, "_save", ready, published_at="2026-03-17T18:00")
    page = editor.get(change_url(ready)).content.decode()
    assert 'value="Schedule for 18:00"' in page
    press(editor, "_publish", ready)
    article = fresh(ready)
    assert article.status == "scheduled"
    assert article.published_at == datetime(2026, 3, 17, 16, 0, tzinfo=UTC)
    assert client.get(article.get_absolute_url()).status_code == 404
    with time_machine.travel(NOON + timedelta(hours=6, minutes=1)):
        assert client.get(article.get_absolute_url()).status_code == 200


@time_machine.travel(NOON, tick=False)
def test_a_scheduled_article_can_be_taken_back_to_draft(editor, ready):
    press(editor, "_publish", ready, published_at="2026-03-17T18:00")
    press(editor, "_unschedule", ready)
    assert (fresh(ready).status, fresh(ready).published_at) == ("draft", None)


@time_machine.travel(NOON, tick=False)
def test_an_emptied_time_publishes_a_scheduled_article_at_once(editor, client, ready):
    press(editor, "_publish", ready, published_at="2026-03-18T18:00")
    scheduled = fresh(ready).get_absolute_url()
    press(editor, "_publish", ready, published_at="")
    article = fresh(ready)
    assert (article.status, article.published_at) == ("published", NOON)
    assert article.get_absolute_url() != scheduled
    assert client.get(scheduled).url == article.get_absolute_url()


@time_machine.travel(NOON, tick=False)
def test_a_scheduled_article_that_lacks_something_now_goes_live_as_it_was_scheduled(editor, ready):
    press(editor, "_publish", ready, published_at="2026-03-17T18:00")
    page = press(editor, "_publish", ready, published_at="", body="").content.decode()
    assert "Write the body, or at least a lead." in page
    article = fresh(ready)
    assert (article.status, article.has_changes) == ("scheduled", True)
    assert article.body


@time_machine.travel(NOON, tick=False)
def test_a_time_that_has_passed_is_refused_but_this_very_minute_is_not(editor, ready):
    response = press(editor, "_publish", ready, published_at="2026-03-17T09:00")
    assert "has passed" in response.content.decode()
    assert fresh(ready).status == "draft"
    press(editor, "_publish", ready, published_at="2026-03-17T11:59")
    assert fresh(ready).is_published


@pytest.mark.parametrize("minute", ["2026-03-29T03:30", "2026-10-25T03:30"], ids=["never", "twice"])
def test_a_minute_the_clocks_skip_or_repeat_gets_a_clear_message(editor, ready, minute):
    response = press(editor, "_publish", ready, published_at=minute)
    assert "the clocks change" in response.content.decode()
    assert fields_of(response)["published_at"] == [minute]


def test_an_article_of_the_repeated_hour_can_still_be_updated(editor):
    at = datetime(2025, 10, 26, 1, 30, 17, tzinfo=UTC)  # the second 03:30 of that night
    article = factories.article(at=at)
    press(editor, "_publish", article, headline="New words")
    assert (fresh(article).headline, fresh(article).published_at) == ("New words", at)


def test_an_emptied_time_of_a_live_article_stays_what_it_was(editor):
    article = factories.article()
    press(editor, "_publish", article, published_at="")
    assert fresh(article).published_at == article.published_at


# --- afterwards ---


def test_an_update_is_live_and_moves_no_time_unless_asked_to(editor, client):
    article = factories.article(body="<p>Old.</p>")
    press(editor, "_publish", article, body="<p>New.</p>")
    assert "New." in client.get(article.get_absolute_url()).content.decode()
    assert fresh(article).updated_at is None
    press(editor, "_publish", article, substantive="on")
    assert fresh(article).updated_at is not None


def test_an_update_that_takes_away_what_must_be_there_changes_nothing_for_readers(editor, client):
    article = factories.article(standfirst="", body="<p>Old.</p>")
    response = press(editor, "_publish", article, headline="Typed", body="")
    assert response.status_code == 200
    assert "Write the body" in response.content.decode()
    assert fields_of(response)["headline"] == ["Typed"]
    assert fresh(article).body == "<p>Old.</p>"
    response = editor.post(change_url(article), {**fields_of(response), "body": "<p>New.</p>", "_publish": "1"})
    assert fresh(article).headline == "Typed"


def test_the_last_author_of_a_live_article_stays(editor):
    article = factories.article()
    response = press(editor, "_publish", article, **{"bylines-0-DELETE": "on"})
    assert "Name at least one author." in response.content.decode()
    assert article.bylines.count() == 1


def test_withdrawing_takes_a_note_and_answers_gone(editor, client):
    article = factories.article()
    page = f"{LIST}{article.pk}/withdraw/"
    assert "Say to readers why" in editor.post(page, {"note": " "}).content.decode()
    assert fresh(article).is_published
    editor.post(page, {"note": "The document was forged."})
    gone = client.get(article.get_absolute_url())
    assert gone.status_code == 410
    assert "The document was forged." in gone.content.decode()


@pytest.mark.parametrize("note", ["Forged\0", "Forged. " * 200])
def test_a_note_that_cannot_be_kept_is_refused_and_not_lost(editor, note):
    article = factories.article()
    response = editor.post(f"{LIST}{article.pk}/withdraw/", {"note": note})
    assert response.status_code == 200
    assert "Forged" in response.content.decode().partition("<textarea")[2]
    assert fresh(article).is_published


def test_a_withdrawn_article_can_be_published_again_under_its_address(editor, client):
    article = factories.article()
    address = article.get_absolute_url()
    editor.post(f"{LIST}{article.pk}/withdraw/", {"note": "A mistake."})
    press(editor, "_save", article, headline="Better")
    assert fresh(article).status == "withdrawn"
    press(editor, "_publish", article)
    assert fresh(article).get_absolute_url() == address
    assert client.get(address).status_code == 200


# --- background ---


def test_facts_are_taken_from_the_story_in_two_clicks(editor, ready):
    story = factories.story()
    facts = [factories.fact(story=story, date=f"{year}", text=f"In {year}.") for year in range(2001, 2008)]
    facts[0].pinned = True
    facts[0].save()
    response = press(editor, "_facts", ready, headline="Unsaved words", story=story.pk)
    assert fresh(ready).headline == "Unsaved words"
    page = fields_of_facts(editor.get(response.url))
    assert page == [str(fact.pk) for fact in (facts[0], *facts[-3:])]
    editor.post(response.url, {"fact": page})
    assert [row.text for row in ready.background.all()] == ["In 2001.", "In 2005.", "In 2006.", "In 2007."]
    editor.post(response.url, {"fact": page})
    assert ready.background.count() == 4


def fields_of_facts(response):
    return [str(row["fact"].pk) for row in response.context["rows"] if row["is_suggested"]]


def test_facts_of_another_story_are_not_taken(editor, ready):
    ready.story = factories.story()
    ready.save()
    foreign = factories.fact(story=factories.story())
    editor.post(f"{LIST}{ready.pk}/facts/", {"fact": [foreign.pk, "x"]})
    assert not ready.background.exists()


def test_without_a_story_the_draft_is_saved_and_one_is_asked_for(editor, ready):
    response = press(editor, "_facts", ready, headline="Unsaved words")
    assert "Choose a story first" in editor.get(response.url).content.decode()
    assert fresh(ready).headline == "Unsaved words"


def test_a_fact_in_words_of_ones_own_is_not_overwritten_on_publication(editor, ready):
    fact = factories.fact(story=factories.story(), text="The story's words.")
    row = BackgroundFact(article=ready)
    row.take(fact)
    row.save()
    press(editor, "_save", ready, **{"background-0-text": "My words."})
    press(editor, "_publish", ready)
    assert ready.background.get().text == "My words."


def test_a_story_holds_two_facts_of_one_day(editor):
    typed = rows("facts", {"date": "20.05.1875", "text": "First."}, {"date": "1875-05-20", "text": "Second."})
    data = {"title": "Metre", "language": "en", "slug": "", "summary": "", **typed}
    assert editor.post("/admin/articles/story/add/", data).status_code == 302
    page = editor.get("/stories/metre/").content.decode()
    assert "First." in page
    assert "Second." in page


def test_the_time_in_the_form_is_newsroom_time(editor, ready):
    press(editor, "_publish", ready)
    shown = fields_of(editor.get(change_url(ready)))["published_at"][0]
    assert shown == f"{timezone.localtime(fresh(ready).published_at):%Y-%m-%dT%H:%M}"
