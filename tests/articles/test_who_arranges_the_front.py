"""Who comes to the desk of the front, how fast it is, and what nonsense does there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Breaking
from tests import factories
from tests.articles.front_desk import (
    EARLIER,
    FRAME,
    FRONT,
    PLACE,
    drafted,
    place,
    press,
)
from tests.articles.newsdesk import fields_of

MOST_QUERIES = 14


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
