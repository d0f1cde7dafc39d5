"""The desk arranges the front: slots by hand and by rule, a draft that is published and undone as one act."""

import pytest

from accounts.audit import AuditEntry
from articles.models import Front, Slot
from tests import factories
from tests.articles.front_desk import EARLIER, FRONT, PLACE, at_minutes, drafted, headlines, place, press, words_of
from tests.articles.newsdesk import fields_of

# --- a draft, published as one act ---


def test_what_is_placed_is_seen_by_readers_only_once_the_front_is_published(editor, client, newsroom):
    chosen = newsroom[9]
    place(editor, chosen)
    place(editor, newsroom[7], place=2)
    assert drafted()[:2] == ["Report 10", "Report 8"]
    assert client.get("/").context["lead"] == newsroom[0]
    press(editor, act="publish")
    page = client.get("/")
    assert page.context["lead"] == chosen
    assert page.context["seconds"][0] == newsroom[7]


def test_the_page_says_what_changed_since_the_live_front(editor, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    place(editor, newsroom[9], place=3)
    place(editor, newsroom[4], place=2, ends_at=at_minutes(120))
    page = editor.get(FRONT)
    changes = {change.what: (change.was, change.now) for change in page.context["changes"]}
    assert changes["Report 10"] == ("1", "3")
    assert changes["Report 5"][0] == "not placed"
    assert changes["Report 5"][1].startswith("2, Until ")
    assert "2 changes" in page.content.decode()


def test_publishing_is_undone_as_one_act(editor, client, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    place(editor, newsroom[5])
    place(editor, newsroom[6], place=4)
    press(editor, act="publish")
    assert client.get("/").context["lead"] == newsroom[5]
    press(editor, act="undo")
    assert client.get("/").context["lead"] == newsroom[9]
    press(editor, act="undo")  # and that can be undone as well
    assert client.get("/").context["lead"] == newsroom[5]


def test_undoing_the_first_front_lets_it_arrange_itself_again(editor, client, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    press(editor, act="undo")
    assert client.get("/").context["lead"] == newsroom[0]


def test_a_draft_is_discarded_when_one_is_sure(editor, newsroom):
    place(editor, newsroom[9])
    asked = press(editor, act="discard")
    assert "thrown away" in asked.content.decode()
    assert Front.objects.draft("en")
    press(editor, act="discard", sure="1")
    assert Front.objects.draft("en") is None


def test_every_front_is_kept_with_its_headlines_and_any_is_restored(editor, client, newsroom):
    for number in (9, 5, 3):
        place(editor, newsroom[number])
        press(editor, act="publish")
    first = Front.objects.published("en").last()
    page = editor.get(EARLIER).content.decode()
    assert page.count("Report 10") >= 1
    assert first.texts[0]["headline"] == "Report 10"
    live = Front.objects.live("en")
    editor.post(EARLIER, {"front": first.pk, "live": live.pk})
    assert client.get("/").context["lead"] == newsroom[9]
    assert Front.objects.live("en").restored_from == first
    assert Front.objects.published("en").count() == 4


def test_restoring_leaves_the_draft_of_others_alone(editor, client, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    place(editor, newsroom[3])
    press(editor, act="undo")
    assert drafted()[0] == "Report 4"
    assert client.get("/").context["lead"] == newsroom[0]


def test_the_audit_list_says_who_published_and_restored_with_before_and_after(editor, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    press(editor, act="undo")
    restored, published = AuditEntry.objects.filter(act__startswith="front.").order_by("-pk")
    assert published.act == "front.published"
    assert published.by == editor.user.pk
    assert published.after["1"] == "Report 10"
    assert restored.act == "front.restored"
    assert restored.before["1"] == "Report 10"
    assert "1" not in restored.after


# --- moving ---


def test_an_arrow_moves_a_place_by_one_and_pins_what_a_rule_had_found(editor, newsroom):
    before = headlines()
    press(editor, move="3:up")
    assert drafted()[1] == before[2]
    assert Slot.objects.get().article.headline == before[2]


def test_a_number_moves_a_place_and_what_was_between_moves_down(editor, newsroom):
    for number, article in enumerate(newsroom[:5], 1):
        place(editor, article, place=number)
    press(editor, **{"place-4": "2"}, act="arrange")
    assert drafted()[:5] == ["Report 1", "Report 4", "Report 2", "Report 3", "Report 5"]
    press(editor, move="2:down")
    assert drafted()[:5] == ["Report 1", "Report 2", "Report 4", "Report 3", "Report 5"]


def test_placing_moves_the_others_down_and_an_article_stands_once(editor, newsroom):
    for number, article in enumerate(newsroom[:3], 1):
        place(editor, article, place=number)
    place(editor, newsroom[8], place=1)
    assert drafted()[:4] == ["Report 9", "Report 1", "Report 2", "Report 3"]
    place(editor, newsroom[1], place=1)
    assert drafted()[:4] == ["Report 2", "Report 9", "Report 1", "Report 3"]


def test_a_locked_place_stays_when_others_are_moved(editor, newsroom):
    for number, article in enumerate(newsroom[:4], 1):
        place(editor, article, place=number, **({"locked": "on"} if number == 2 else {}))
    press(editor, move="3:up")
    assert drafted()[:4] == ["Report 3", "Report 2", "Report 1", "Report 4"]
    press(editor, **{"place-2": "1"}, act="arrange")
    place(editor, newsroom[7], place=1)
    assert drafted()[:4] == ["Report 8", "Report 2", "Report 3", "Report 1"]


def test_nothing_is_put_where_something_locked_stands(editor, newsroom):
    place(editor, newsroom[4], place=2, locked="on")
    answer = place(editor, newsroom[5], place=2)
    assert "What stands there is locked." in answer.content.decode()
    assert drafted()[1] == "Report 5"
    assert editor.post(PLACE, {**fields_of(answer, "slot-form"), "place": 3}).status_code == 302
    assert drafted()[1:3] == ["Report 5", "Report 6"]


def test_what_is_taken_off_leaves_its_place_to_a_rule(editor, newsroom):
    place(editor, newsroom[9])
    press(editor, remove="1:1")
    assert drafted()[0] == "Report 1"


def test_numbers_that_were_typed_count_when_the_front_is_published(editor, client, newsroom):
    place(editor, newsroom[9], place=2)
    press(editor, **{"place-2": "1"}, act="publish")
    assert client.get("/").context["lead"] == newsroom[9]


# --- two editors ---


def test_a_second_change_of_the_same_front_is_told_and_nothing_is_done(editor, chief_editor, newsroom):
    data = fields_of(editor.get(FRONT), "front-form")
    place(chief_editor, newsroom[9])
    answer = editor.post(FRONT, {**data, "place-4": "1"}, follow=True)
    assert "Somebody has changed" in words_of(answer)
    assert "4 → 1" in words_of(answer)
    assert drafted()[0] == "Report 10"


def test_a_second_publisher_is_told(editor, chief_editor, client, newsroom):
    place(editor, newsroom[9])
    data = fields_of(chief_editor.get(FRONT), "front-form")
    press(editor, act="publish")
    place(editor, newsroom[3])
    answer = chief_editor.post(FRONT, {**data, "act": "publish"}, follow=True)
    assert "Somebody has changed" in words_of(answer)
    assert client.get("/").context["lead"] == newsroom[9]


def test_undoing_counts_from_the_front_that_was_seen(editor, chief_editor, client, newsroom):
    place(editor, newsroom[9])
    press(editor, act="publish")
    data = fields_of(chief_editor.get(FRONT), "front-form")
    press(editor, act="undo")
    answer = chief_editor.post(FRONT, {**data, "act": "undo"}, follow=True)
    assert "Somebody has changed" in words_of(answer)
    assert client.get("/").context["lead"] == newsroom[0]


def test_a_form_that_comes_too_late_keeps_what_was_typed_and_can_be_saved_again(editor, chief_editor, newsroom):
    data = fields_of(editor.get(PLACE), "slot-form")
    place(chief_editor, newsroom[9])
    typed = {**data, "article": str(newsroom[4].pk), "place": 2, "short_headline": "Mine"}
    answer = editor.post(PLACE, typed)
    assert "What you typed is kept" in answer.content.decode()
    again = fields_of(answer, "slot-form")
    assert again["short_headline"] == ["Mine"]
    assert editor.post(PLACE, again).status_code == 302
    assert drafted()[:2] == ["Report 10", "Report 5"]


# --- the form ---


def test_words_that_mean_several_articles_show_them_to_choose_from(editor, newsroom):
    answer = place(editor, newsroom[0], article="report 1")
    text = answer.content.decode()
    assert "Choose one below" in text
    assert f'name="choose-article" value="{newsroom[11].pk}"' in text
    again = fields_of(answer, "slot-form")
    editor.post(PLACE, {**again, "choose-article": newsroom[11].pk})
    assert drafted()[0] == "Report 12"


@pytest.mark.parametrize("spelled", ["number", "address", "whole address", "suggestion", "words"])
def test_an_article_is_named_by_number_address_or_words(editor, newsroom, spelled):
    article = newsroom[11]
    path = article.get_absolute_url()
    ways = {
        "number": str(article.pk),
        "address": path,
        "whole address": f"https://news.example{path}",
        "suggestion": f"{article} ({article.pk})",
        "words": "eport 12",
    }
    assert place(editor, article, article=ways[spelled]).status_code == 302
    assert drafted()[0] == "Report 12"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"article": ""}, "Name an article, or choose a rule."),
        ({"article": "zebra"}, "Nothing of this edition"),
        ({"article": "", "rule": "newest_in_section"}, "Choose the section of the rule."),
        ({"starts_at": "2030-01-02T10:00", "ends_at": "2030-01-01T10:00"}, "It would end before it begins."),
        ({"ends_at": "2020-01-01T10:00"}, "It would end before it begins."),
        ({"place": "0"}, "greater than or equal to 1"),
        ({"picture": "999999"}, "Nothing of this edition"),
        ({"starts_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_a_slot_that_makes_no_sense_is_refused_in_a_sentence_and_kept(editor, newsroom, typed, sentence):
    answer = place(editor, newsroom[9], **{"short_headline": "Typed", **typed})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert fields_of(answer, "slot-form")["short_headline"] == ["Typed"]
    assert Front.objects.draft("en") is None


def test_an_article_of_another_edition_cannot_be_placed(editor, newsroom):
    other = factories.article(language="uk")
    assert "Nothing of this edition" in place(editor, other).content.decode()


def test_a_slot_is_changed_in_place(editor, newsroom):
    place(editor, newsroom[9], place=2)
    where = f"{PLACE}2/1/"
    data = fields_of(editor.get(where), "slot-form")
    editor.post(where, {**data, "short_headline": "Changed", "locked": "on"})
    slot = Front.objects.draft("en").slots.get()
    assert (slot.place, slot.article, slot.short_headline, slot.locked) == (2, newsroom[9], "Changed", True)


def test_an_address_of_the_form_names_article_and_place(editor, newsroom):
    data = fields_of(editor.get(f"{PLACE}?article={newsroom[9].pk}&place=3"), "slot-form")
    assert (data["article"], data["place"]) == ([f"Report 10 ({newsroom[9].pk})"], ["3"])
