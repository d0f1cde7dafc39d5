"""What stands on a front: what may be shown, when, and in which layout."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.front import compose
from articles.models import Breaking, Front, PlannedAct, Slot
from tests import factories
from tests.articles.front_desk import (
    FRAME,
    FRONT,
    at_minutes,
    drafted,
    place,
    press,
)

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
