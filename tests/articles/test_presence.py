"""Who has an article open is told to those who may write on it, while they write."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Presence
from tests import factories
from tests.articles.newsdesk import change_url, press


@pytest.fixture
def draft(editor):
    return factories.draft(headline="Rain", created_by=editor.user)


def beat(client, article, tab=None, **fields):
    data = {"tab": tab or str(uuid.uuid4()), "version": article.version, **fields}
    return client.post(f"/admin/articles/article/{article.pk}/presence/", data)


def test_alone_there_is_nothing_to_say(editor, draft):
    assert beat(editor, draft).json() == {"lines": [], "newer": ""}


def test_the_other_is_named_and_whether_they_are_typing(editor, chief_editor, draft):
    tab = str(uuid.uuid4())
    beat(chief_editor, draft, tab)
    [line] = beat(editor, draft).json()["lines"]
    assert line.startswith("Chief editor also has this open, since ")
    beat(chief_editor, draft, tab, typing="1")
    assert beat(editor, draft).json()["lines"][0] == "Chief editor also has this open, and is typing."


def test_without_a_script_it_stands_in_the_form(editor, chief_editor, draft):
    beat(chief_editor, draft)
    assert "Chief editor also has this open" in editor.get(change_url(draft)).content.decode()


def test_ones_own_other_window_is_told(editor, draft):
    beat(editor, draft)
    [line] = beat(editor, draft).json()["lines"]
    assert line == "This article is also open in another window of yours."


def test_a_person_with_three_windows_is_named_once(editor, chief_editor, draft):
    for _window in range(3):
        beat(chief_editor, draft)
    assert len(beat(editor, draft).json()["lines"]) == 1


def test_a_window_that_was_closed_is_gone_at_once(editor, chief_editor, draft):
    tab = str(uuid.uuid4())
    beat(chief_editor, draft, tab)
    beat(chief_editor, draft, tab, left="1")
    assert beat(editor, draft).json()["lines"] == []


def test_a_window_that_fell_silent_is_gone_after_half_a_minute(editor, chief_editor, draft):
    beat(chief_editor, draft)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=20))
    assert beat(editor, draft).json()["lines"]
    Presence.objects.filter(user=chief_editor.user).update(seen_at=timezone.now() - timedelta(seconds=31))
    assert len(beat(editor, draft).json()["lines"]) == 1  # one's own


def test_a_newer_version_is_told_before_one_saves(editor, chief_editor, draft):
    press(chief_editor, "_save", draft, headline="Hail")
    words = beat(editor, draft).json()["newer"]
    assert words.startswith("Chief editor saved version 1 at ")
    draft.refresh_from_db()
    assert beat(editor, draft).json()["newer"] == ""


def test_only_who_may_write_on_it_learns_who_is_there(reporter, moderator, client, editor, draft):
    beat(editor, draft)
    for stranger in (reporter, moderator, client):
        answer = beat(stranger, draft)
        assert answer.status_code in (302, 403, 404)
        assert "Editor" not in answer.content.decode()
    assert Presence.objects.count() == 1


@pytest.mark.parametrize("tab", ["", "nonsense", "x" * 1000, "\x00"])
def test_nonsense_is_refused(editor, draft, tab):
    assert beat(editor, draft, tab or " ").status_code == 400
    assert not Presence.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**70)])
def test_a_version_that_is_none_breaks_nothing(editor, draft, version):
    assert beat(editor, draft, version=version).status_code == 200


def test_asking_by_its_address_alone_is_refused(editor, draft):
    assert editor.get(f"/admin/articles/article/{draft.pk}/presence/").status_code == 405


def test_a_beat_asks_the_same_few_questions_however_many_are_there(editor, draft, django_assert_num_queries):
    tab = str(uuid.uuid4())
    with django_assert_num_queries(7):
        beat(editor, draft, tab)
    for number in range(5):
        user = factories.user(display_name=f"Colleague {number}")
        Presence.objects.beat(draft, user, str(uuid.uuid4()), False)
    with django_assert_num_queries(7):
        assert len(beat(editor, draft, tab).json()["lines"]) == 5
