"""What happens by itself: once each, in the order of its time, however late and however many watch the clock."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connections
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.clock import Clock, due, jobs, lateness
from articles.models import Article, Autosave, ClockLease, DeskNote, PlannedAct, Presence
from tests import factories

CHANGE, WITHDRAW = PlannedAct.Act
MINUTE = timedelta(minutes=1)


@contextmanager
def an_hour_ago():
    """What is planned in here for the next sixty minutes is overdue outside: by the database's clock it has passed."""
    with time_machine.travel(timezone.now() - 60 * MINUTE, tick=False):
        yield timezone.now()


def planned_an_hour_ago(act, minutes=30, **content):
    """A published article with an act planned for a time that has passed since."""
    with an_hour_ago() as then:
        article = factories.article(at=then - MINUTE, headline="As it was")
        if act == CHANGE:
            article.keep({**article.working_content(), "headline": "As it shall be", **content}, by=None)
        return article.plan(act, at=then + minutes * MINUTE, by=None, note="It was wrong.")


def scheduled_an_hour_ago(minutes=30, **fields):
    with an_hour_ago() as then:
        return factories.article(at=then + minutes * MINUTE, **fields)


def what_happened():
    """The acts of the clock and of planned acts, oldest first: what, and on which article."""
    acts = ["article.published", "article.changed", "article.withdrawn"]
    entries = AuditEntry.objects.filter(act__in=acts, at__gt=timezone.now() - 30 * MINUTE).order_by("pk")
    return [(entry.act.partition(".")[2], int(entry.thing_id)) for entry in entries]


# --- Going live ---


def test_a_scheduled_article_is_seen_before_any_clock_runs_and_the_clock_notes_it_once(client, db):
    article = scheduled_an_hour_ago()
    due_at = article.published_at
    assert article.status == Article.Status.SCHEDULED
    assert client.get(article.get_absolute_url()).status_code == 200
    for _ in range(3):
        Clock().once()
    article.refresh_from_db()
    assert (article.status, article.published_at) == (Article.Status.PUBLISHED, due_at)
    assert what_happened() == [("published", article.pk)]
    assert AuditEntry.objects.filter(act="article.published").latest("at").by is None


def test_what_is_not_due_is_left_alone(client, db):
    article = factories.article(at=timezone.now() + MINUTE)
    live = factories.article()
    live.plan(WITHDRAW, at=timezone.now() + MINUTE, by=None, note="Later.")
    Clock().once()
    article.refresh_from_db()
    assert article.status == Article.Status.SCHEDULED
    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get(live.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("verb", ["unschedule", "withdraw"])
def test_what_the_desk_took_back_does_not_go_live(db, verb):
    article = factories.article(at=timezone.now() + MINUTE)
    if verb == "unschedule":
        article.unschedule(by=None)
    else:
        article.withdraw(by=None, note="Not now.")
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - MINUTE)
    Clock().once()
    assert not Article.objects.published().exists()
    assert ("published", article.pk) not in what_happened()


def test_nothing_is_scheduled_or_published_before_its_embargo_ends(db):
    article = factories.draft(
        section=factories.section(), body="<p>Body.</p>", authors=[factories.author()],
        embargo_until=timezone.now() + 10 * MINUTE,
    )  # fmt: skip
    for at in (None, timezone.now() + 9 * MINUTE):
        with pytest.raises(ValidationError, match="embargo"):
            article.publish(by=None, at=at)
    article.publish(by=None, at=timezone.now() + 11 * MINUTE)
    assert article.status == Article.Status.SCHEDULED


# --- Planned acts ---


def test_a_planned_change_swaps_text_and_lists_at_once_and_keeps_the_address_date(client, db):
    author, topic = factories.author(name="Olha Second"), factories.topic(name="Bridges")
    act = planned_an_hour_ago(
        CHANGE,
        standfirst="A new lead.",
        bylines=[{"author": author.pk, "role": ""}],
        topics=[topic.pk],
        sources=[{"name": "The new source", "kind": "document"}],
    )
    article = act.article
    before = client.get(article.get_absolute_url()).content.decode()
    assert "As it was" in before
    assert not any(word in before for word in ("As it shall be", "A new lead", "Olha Second", "The new source"))
    published_at = article.published_at
    Clock().once()
    after = client.get(article.get_absolute_url(), follow=True).content.decode()
    assert all(word in after for word in ("As it shall be", "A new lead", "Olha Second", "Bridges", "The new source"))
    article.refresh_from_db()
    assert article.published_at == published_at
    assert what_happened() == [("changed", article.pk)]


def test_a_substantive_change_is_dated_when_readers_could_see_it_not_when_it_was_due(db):
    act = planned_an_hour_ago(CHANGE)
    PlannedAct.objects.update(substantive=True)
    before = timezone.now()
    Clock().once()
    act.article.refresh_from_db()
    assert act.article.updated_at >= before
    assert act.article.versions.get(number=act.version).went_live_at >= before


def test_a_withdrawal_at_a_time_leaves_the_note_at_the_address(client, db):
    article = planned_an_hour_ago(WITHDRAW).article
    Clock().once()
    gone = client.get(article.get_absolute_url())
    assert gone.status_code == 410
    assert "It was wrong." in gone.content.decode()
    assert what_happened() == [("withdrawn", article.pk)]


def test_a_plan_that_is_called_off_does_not_happen(client, db):
    act = planned_an_hour_ago(WITHDRAW)
    act.article.call_off(act, by=None)
    act.article.call_off(act, by=None)
    Clock().once()
    assert client.get(act.article.get_absolute_url()).status_code == 200
    assert AuditEntry.objects.filter(act="article.unplanned").count() == 1


def test_a_plan_that_cannot_be_done_says_why_is_not_tried_again_and_stops_no_other(db, caplog):
    refused, other = planned_an_hour_ago(CHANGE, minutes=10), planned_an_hour_ago(WITHDRAW, minutes=20)
    version = refused.article.versions.get(number=refused.version)
    version.content["bylines"] = []
    version.save()
    for _ in range(3):
        Clock().once()
    refused.refresh_from_db()
    assert refused.done_at is None
    assert refused.refused == "Name at least one author."
    assert "Name at least one author." in DeskNote.objects.get(article=refused.article).text
    assert what_happened() == [("withdrawn", other.article_id)]
    assert list(PlannedAct.objects.refused()) == [refused]
    assert not caplog.records


def test_a_refused_plan_can_be_planned_anew(db):
    act = planned_an_hour_ago(CHANGE)
    PlannedAct.objects.update(refused="Name at least one author.")
    with an_hour_ago() as then:
        act.article.plan(CHANGE, at=then + MINUTE, by=None)
    Clock().once()
    assert what_happened() == [("changed", act.article_id)]


def test_a_change_planned_for_an_article_that_was_taken_back_does_not_publish_it(db):
    act = planned_an_hour_ago(CHANGE)
    Article.objects.update(status=Article.Status.DRAFT)
    Clock().once()
    act.refresh_from_db()
    assert act.refused == "The article is not published."
    assert not Article.objects.published().exists()


def test_a_mistake_of_the_program_is_logged_and_told_and_stops_no_other(db, monkeypatch, caplog):
    broken, other = planned_an_hour_ago(CHANGE, minutes=10), planned_an_hour_ago(WITHDRAW, minutes=20)
    monkeypatch.setattr(Article, "publish", lambda *args, **kwargs: 1 / 0)
    for _ in range(3):
        Clock().once()
    broken.refresh_from_db()
    assert "mistake" in broken.refused
    assert len(caplog.records) == 1
    assert what_happened() == [("withdrawn", other.article_id)]


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_for_the_moment_is_tried_again(monkeypatch, caplog):
    act, other = planned_an_hour_ago(CHANGE, minutes=10), planned_an_hour_ago(WITHDRAW, minutes=20)

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    clock = Clock()
    with monkeypatch.context() as busy:
        busy.setattr(Article, "publish", locked)
        clock.do(clock.of_newsroom[:1], None)
        clock.do(clock.of_newsroom[:1], None)
    assert what_happened() == [("withdrawn", other.article_id)]
    assert [record.getMessage() for record in caplog.records] == ["What is due cannot be done."]
    clock.do(clock.of_newsroom[:1], None)
    assert what_happened()[-1] == ("changed", act.article_id)


# --- R15: nothing ran for half an hour, then several clocks start at once ---


@pytest.mark.django_db(transaction=True)
def test_clocks_that_start_at_once_after_an_outage_do_everything_once():
    expected = []
    for number in range(3):
        expected.append(("published", scheduled_an_hour_ago(minutes=30 + 5 * number).pk))
        expected.append(("changed", planned_an_hour_ago(CHANGE, minutes=31 + 5 * number).article_id))
        expected.append(("withdrawn", planned_an_hour_ago(WITHDRAW, minutes=32 + 5 * number).article_id))
    times = dict(Article.objects.values_list("pk", "published_at"))
    together = threading.Barrier(2)

    def process():
        together.wait()
        try:
            carry_out_at_last()
        finally:
            connections.close_all()

    clocks = [threading.Thread(target=process) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join(60)
    assert sorted(what_happened()) == sorted(expected)
    assert dict(Article.objects.values_list("pk", "published_at")) == times
    assert not due.what_is_due()


def carry_out_at_last():
    """As a clock does it. (SQLite in memory, as tests have it, refuses a second writer instead of letting it wait.)"""
    for _ in range(1000):
        try:
            return due.carry_out()
        except DatabaseError:
            time.sleep(0.01)
    raise AssertionError("nothing could be written")


def test_one_clock_does_everything_in_the_order_of_its_time(db):
    later = planned_an_hour_ago(WITHDRAW, minutes=40).article_id
    first = scheduled_an_hour_ago(minutes=20).pk
    between = planned_an_hour_ago(CHANGE, minutes=30).article_id
    Clock().once()
    assert what_happened() == [("published", first), ("changed", between), ("withdrawn", later)]


# --- Who leads ---


def test_of_two_clocks_one_leads_until_it_dies_or_lets_go(db):
    first, second = Clock(), Clock()
    first.tick()
    second.tick()
    assert (first.leads, second.leads) == (True, False)
    ClockLease.objects.update(beat_at=timezone.now() - timedelta(seconds=11))  # the first is heard of no more
    second.tick()
    first.tick()
    assert (first.leads, second.leads) == (False, True)
    second.let_go()
    first.tick()
    assert (first.leads, second.leads) == (True, False)


def test_a_lease_from_the_future_of_a_wrong_clock_does_not_last(db):
    ClockLease.objects.create(name="clock", holder="another", beat_at=timezone.now() + 60 * MINUTE)
    clock = Clock()
    clock.tick()
    assert clock.leads


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_cannot_reach_the_lease_does_not_lead_and_goes_on(monkeypatch, caplog):
    clock = Clock()
    clock.tick()
    with monkeypatch.context() as broken:
        broken.setattr(clock.lead, "run", lambda: 1 / 0)
        broken.setattr(jobs.waiting, "flush", lambda: 1 / 0)
        clock.of_process = jobs.of_every_process()
        clock.tick()
        clock.tick()
    assert len(caplog.records) == 2  # each said once
    clock.lead.run = clock.reach_for_lease
    clock.tick()
    assert clock.leads


def test_the_clock_can_be_run_once_by_hand_and_stays_out_of_the_way_of_another(db, capsys):
    article = scheduled_an_hour_ago()
    leading = Clock()
    leading.tick()
    leading.leads = False  # it lives, and keeps its lease
    call_command("clock", "--once")
    assert "Another clock is at it." in capsys.readouterr().out
    ClockLease.objects.all().delete()
    Article.objects.update(status=Article.Status.SCHEDULED)
    call_command("clock", "--once")
    article.refresh_from_db()
    assert article.status == Article.Status.PUBLISHED


# --- How late it is ---


def test_health_says_how_late_the_clock_is(client, db):
    assert "clock: has never run" in client.get("/healthz/").content.decode()
    Clock().once()
    assert lateness().seconds < 5
    assert client.get("/healthz/?clock").status_code == 200
    planned_an_hour_ago(WITHDRAW)
    assert 1790 < lateness().seconds < 1900
    assert client.get("/healthz/").status_code == 200  # the process is well, and serves readers
    assert client.get("/healthz/?clock").status_code == 503
    Clock().once()
    ClockLease.objects.update(beat_at=timezone.now() - 10 * MINUTE)
    assert 590 < lateness().seconds < 700


def test_asking_how_late_it_is_takes_one_query(db, django_assert_num_queries):
    Clock().once()
    with django_assert_num_queries(1):
        lateness()


def test_a_tick_with_nothing_to_do_asks_little(db, django_assert_max_num_queries):
    clock = Clock()
    clock.tick()
    now = time.monotonic()
    for job in clock.of_newsroom[1:]:
        job.last = now
    clock.lead.last = clock.of_process[0].last = now
    clock.of_newsroom[0].last = now - 1
    with django_assert_max_num_queries(2):
        clock.tick(now)


# --- Tidying up ---


def test_closed_tabs_and_abandoned_typing_are_deleted_and_fresh_ones_kept(db):
    article, user, now = factories.draft(), factories.user(), timezone.now()
    for days in (0, 2, 40):
        at = now - timedelta(days=days)
        Presence.objects.create(article=article, user=user, tab=str(days), seen_at=at)
        Autosave.objects.create(user=user, article=article, key=f"typed {days}", fields={}, at=at)
        Autosave.objects.create(user=user, article=article, key=f"saved {days}", fields={}, at=at, saved=True)
    Clock().once()
    assert [presence.tab for presence in Presence.objects.all()] == ["0"]
    assert sorted(copy.key for copy in Autosave.objects.all()) == ["saved 0", "typed 0", "typed 2"]
