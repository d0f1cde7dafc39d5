"""The desk arranges the front: slots by hand and by rule, a draft that is published and undone as one act."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.front import compose
from articles.models import Article, Breaking, Front, PlannedAct, Slot
from tests import factories
from tests.articles.newsdesk import fields_of

FRONT = "/admin/front/en/"
PLACE = "/admin/front/en/place/"
FRAME = "/admin/front/en/frame/"
EARLIER = "/admin/front/en/earlier/"
MOST_QUERIES = 14


@pytest.fixture(scope="module")
def reports(kept):
    now = timezone.now()
    sections = [factories.section() for _ in range(3)]
    picture = factories.picture()
    return [
        factories.article(
            headline=f"Report {number}",
            at=now - timedelta(minutes=10 * number),
            section=sections[number % 3],
            picture=picture if number == 1 else None,
        ).pk
        for number in range(1, 15)
    ]


@pytest.fixture
def newsroom(reports, db):
    """Fourteen reports and no front: the newest with a picture leads."""
    return list(Article.objects.filter(pk__in=reports).order_by("pk"))


def place(client, chosen, /, **typed):
    """Open the form of a new slot, type, and save."""
    data = fields_of(client.get(PLACE), "slot-form")
    return client.post(PLACE, {**data, "article": str(chosen.pk), "place": 1, **typed})


def press(client, **pressed):
    """Press a button of the page, with everything else as the page has it."""
    return client.post(FRONT, {**fields_of(client.get(FRONT), "front-form"), **pressed}, follow=True)


def headlines(front=None):
    return [standing.article.headline for standing in compose("en", front=front)["standings"] if standing.article]


def drafted():
    return headlines(Front.objects.draft("en"))


def words_of(response):
    return " ".join(str(message) for message in response.context["messages"])


def at_minutes(minutes):
    return f"{timezone.localtime(timezone.now() + timedelta(minutes=minutes)):%Y-%m-%dT%H:%M}"


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


# --- what may be shown, and when ---


@pytest.fixture(params=["draft", "scheduled", "withdrawn"])
def hidden(request, db):
    """An article that readers may not see, placed on the live front and named by the breaking strip."""
    article = factories.article(headline="Not for readers yet", picture=factories.picture())
    front = Front.objects.create(published_at=timezone.now())
    Slot.objects.create(front=front, place=1, article=article, short_headline="Secret words")
    Breaking.objects.announce("en", "Words of the desk", timezone.now() + timedelta(hours=1), None, article)
    article.status = request.param
    article.published_at = {"draft": None, "scheduled": timezone.now() + timedelta(hours=1)}.get(
        request.param, article.published_at
    )
    article.save()
    return article


def test_nothing_unpublished_is_on_the_front_whatever_its_slots_say(client, newsroom, hidden):
    page = client.get("/").content.decode()
    for secret in (hidden.headline, hidden.slug, "Secret words"):
        assert secret not in page
    assert "Words of the desk" in page
    assert client.get("/").context["lead"] == newsroom[0]


def test_the_desk_is_told_of_a_slot_that_cannot_be_shown(editor, newsroom, hidden):
    page = editor.get(FRONT)
    assert any("a rule fills the place" in line.words for line in page.context["warnings"])


def test_a_slot_begins_and_ends_by_itself(editor, client, newsroom):
    now, front = timezone.now(), Front.objects.create(published_at=timezone.now())
    for article, starts, ends in (
        (newsroom[5], None, None),
        (newsroom[6], now - timedelta(hours=1), now + timedelta(hours=1)),
        (newsroom[7], now + timedelta(hours=1), None),
    ):
        front.slots.create(place=1, article=article, starts_at=starts, ends_at=ends)
    assert client.get("/").context["lead"] == newsroom[6]
    later = compose("en", at=now + timedelta(hours=2))
    assert later["lead"] == newsroom[7]
    front.slots.filter(article=newsroom[6]).update(ends_at=now - timedelta(minutes=1))
    assert client.get("/").context["lead"] == newsroom[5]


def test_an_article_stands_once_whatever_the_slots_say(editor, client, newsroom):
    front = Front.objects.create(published_at=timezone.now())
    for number in (1, 2, 6):
        front.slots.create(place=number, article=newsroom[3])
    page = client.get("/").content.decode()
    assert page.count(newsroom[3].get_absolute_url()) == 1
    assert any("placed twice" in line.words for line in editor.get(FRONT).context["warnings"])


def test_a_rule_of_a_section_fills_its_slot(editor, newsroom):
    old = factories.article(headline="Its own", section=factories.section(), at=timezone.now() - timedelta(days=9))
    place(editor, newsroom[0], place=2, article="", rule="newest_in_section", section=old.section.pk)
    assert drafted()[1] == "Its own"


@pytest.mark.parametrize(
    "rule", ["important", "newest", "long_read", "opinion", "popular", "related", "spread", "lead"]
)
def test_a_rule_that_finds_nothing_leaves_no_hole(editor, newsroom, rule):
    place(editor, newsroom[0], place=2, article="", rule=rule)
    assert len(drafted()) == 11


def test_a_slot_shows_its_own_headline_and_picture(editor, client, newsroom):
    picture = factories.picture(caption="Own")
    place(editor, newsroom[9], short_headline="In short", picture=str(picture.pk))
    press(editor, act="publish")
    page = client.get("/")
    assert "In short" in page.content.decode()
    assert page.context["lead"].picture == picture
    picture.withdraw(editor.user, "No licence")
    assert client.get("/").context["lead"].picture != picture


def test_the_desk_sees_the_page_of_another_hour_and_readers_do_not(editor, client, newsroom):
    coming = factories.article(headline="Comes at seven", at=timezone.now() + timedelta(hours=3))
    leaving = newsroom[2]
    leaving.plan(PlannedAct.Act.WITHDRAW, timezone.now() + timedelta(hours=2), editor.user, note="Gone")
    place(editor, coming)
    now = editor.get(FRAME).content.decode()
    later = editor.get(f"{FRAME}?at={at_minutes(200)}")
    assert "Comes at seven" not in now
    assert later.context["lead"] == coming
    assert "Report 3<" in now
    assert "Report 3<" not in later.content.decode()
    press(editor, act="publish")
    page = client.get(f"/?at={at_minutes(200)}").content.decode()
    assert "Comes at seven" not in page


def test_a_change_that_is_planned_shows_on_the_page_of_its_hour(editor, newsroom):
    article, at = newsroom[0], timezone.now() + timedelta(hours=1)
    article.keep({**article.working_content(), "headline": "Said better"}, editor.user)
    article.plan(PlannedAct.Act.CHANGE, at, editor.user)
    assert "Said better" not in editor.get(FRAME).content.decode()
    assert editor.get(f"{FRAME}?at={at_minutes(90)}").context["lead"].headline == "Said better"


def test_the_lead_of_yesterday_and_two_same_pictures_are_worth_a_look(editor, newsroom):
    old = factories.article(at=timezone.now() - timedelta(hours=14), picture=newsroom[0].picture)
    place(editor, old)
    place(editor, newsroom[0], place=2, ends_at=at_minutes(30))
    words = " ".join(line.words for line in editor.get(FRONT).context["warnings"] if line.kind == "warn")
    assert "Age of the lead: 14" in words
    assert "1 and 2 show the same picture." in words
    assert "ends soon" in words


# --- layouts ---


@pytest.mark.parametrize("layout", Front.Layout.values)
def test_every_layout_shows_each_of_its_places_once(editor, client, newsroom, layout):
    press(editor, layout=layout, act="arrange")
    press(editor, act="publish")
    page = client.get("/")
    text = page.content.decode()
    for standing in page.context["standings"]:
        assert text.count(f'href="{standing.article.get_absolute_url()}"') == 1, standing
    assert page.context["lead"] == newsroom[0]


@pytest.mark.parametrize("layout", Front.Layout.values)
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_no_layout_breaks_when_there_is_little_to_show(client, db, layout, count):
    Front.objects.create(published_at=timezone.now(), layout=layout)
    for _ in range(count):
        factories.article()
    assert client.get("/").status_code == 200


def test_what_the_layout_does_not_show_is_kept_and_said(editor, newsroom):
    place(editor, newsroom[9], place=11)
    press(editor, layout="quiet", act="arrange")
    page = editor.get(FRONT)
    assert any("this layout does not have" in line.words for line in page.context["warnings"])
    assert "Not shown in this layout" in page.content.decode()


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


# --- who, how fast, and nonsense ---


@pytest.mark.parametrize("who", ["reporter", "moderator", "patron_manager"])
@pytest.mark.parametrize("path", ["", "frame/", "place/", "place/1/1/", "earlier/", "breaking/"])
def test_only_those_who_arrange_the_front_come_here(request, newsroom, who, path):
    browser = request.getfixturevalue(who)
    assert browser.get(FRONT + path).status_code == 403
    assert browser.post(FRONT + path, {"act": "publish"}).status_code == 403


def test_strangers_are_asked_to_log_in(client, reader, newsroom):
    for browser in (client, reader):
        assert "login" in browser.get(FRAME).headers["Location"]


def test_each_edition_has_its_front_and_no_other_word_has_one(editor, newsroom):
    assert editor.get("/admin/front/").headers["Location"] == FRONT
    assert editor.get("/admin/front/uk/").status_code == 200
    assert editor.get("/admin/front/xx/").status_code == 404


def test_the_page_stands_in_a_frame_of_ours_and_no_other_page_does(editor, newsroom):
    frame, page = editor.get(FRAME), editor.get(FRONT)
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert 'data-place="1"' in frame.content.decode()


def test_the_front_asks_as_little_with_slots_as_without(client, editor, newsroom):
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as without:
        client.get("/")
    for number, article in enumerate(newsroom[:11], 1):
        place(editor, article, place=number, short_headline="Own", picture=str(factories.picture().pk))
    press(editor, act="publish")
    Breaking.objects.announce("en", "Words", timezone.now() + timedelta(hours=1), None, newsroom[0])
    with CaptureQueriesContext(connection) as full:
        client.get("/")
    assert len(full) <= len(without) + 1 <= MOST_QUERIES


def test_the_desk_asks_as_little_of_a_full_front_as_of_an_empty_one(editor, newsroom):
    place(editor, newsroom[0])
    with CaptureQueriesContext(connection) as one:
        editor.get(FRONT)
    for number, article in enumerate(newsroom[1:11], 2):
        place(editor, article, place=number, picture=str(factories.picture().pk))
    with CaptureQueriesContext(connection) as full:
        editor.get(FRONT)
    assert len(full) <= len(one)


@pytest.mark.parametrize("word", ["", "x", "-1", "0", "1:up:up", "²", "☃", "9" * 19, "9" * 20])
def test_nonsense_is_answered_and_changes_nothing(editor, newsroom, word):
    place(editor, newsroom[9])
    before, data = drafted(), fields_of(editor.get(FRONT), "front-form")
    for posted in (
        {"move": f"{word}:up"},
        {"move": word},
        {"remove": f"{word}:{word}"},
        {"remove": f"1:{word}9"},
        {"place-1": word, "act": "arrange"},
        {f"place-{word}": "77", "act": "arrange"},
        {"layout": word, "act": word},
        {"act": "publish", "seen": word},
        {"act": "undo", "live": f"{word}1"},
    ):
        assert editor.post(FRONT, {**data, **posted}).status_code == 302, posted
    assert drafted() == before
    for path in (f"{FRONT}?at={word}", f"{FRAME}?at={word}", f"{PLACE}?article={word}&place={word}"):
        assert editor.get(path).status_code == 200, path
    assert editor.get(f"{FRAME}?front={word}").status_code in (200, 404)
    assert editor.get(f"{EARLIER}?before={word}").status_code == 200
    assert editor.post(EARLIER, {"front": word, "live": word}).status_code == 302
    form = fields_of(editor.get(PLACE), "slot-form")
    for name in ("article", "picture", "rule", "section", "place", "starts_at", "ends_at", "seen", "locked"):
        assert editor.post(PLACE, {**form, name: word}).status_code in (200, 302), name


def test_a_withdrawn_article_is_not_offered(editor, newsroom):
    newsroom[9].withdraw(editor.user, "Gone")
    assert newsroom[9].status == Article.Status.WITHDRAWN
    assert "Nothing of this edition" in place(editor, newsroom[9]).content.decode()
