"""The newsdesk: each person sees what waits for them, what is to come and what is wrong, in a few questions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Autosave, Breaking, LiveCoverage, Picture, PlannedAct
from tests import factories
from tests.articles.reading import was_read

HOUR = timedelta(hours=1)


def desk(browser):
    response = browser.get("/admin/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def box(browser, name):
    """The text of one box of the desk; nothing when this person has no such box."""
    _before, found, after = desk(browser).partition(f'aria-labelledby="d-{name}"')
    return after.partition("</section>")[0] if found else ""


def test_the_desk_of_a_new_newsroom_says_that_nothing_is_there(editor):
    page = desk(editor)
    assert "Nothing is published yet." in page
    assert "Nothing is scheduled." in page
    assert "You have no drafts." in page
    assert "The clock has never run" in page


# --- on the air ---


def test_it_says_what_is_on_the_air(editor):
    lead = factories.article(headline="River cities agree", important=True)
    factories.article(headline="Something lesser", at=timezone.now() - 2 * HOUR)
    strip = Breaking.objects.announce("en", "The bridge closes", timezone.now() + HOUR, by=editor.user)
    LiveCoverage.objects.create(article=factories.article(headline="Thaw week", at=timezone.now() - 3 * HOUR))
    was_read(lead, 214)
    air = box(editor, "air")
    assert "River cities agree" in air
    assert "214 reads" in air
    assert "The bridge closes" in air
    assert "Thaw week" in air
    assert "Something lesser" not in air
    strip.end(by=editor.user)
    assert "The bridge closes" not in box(editor, "air")


# --- who waits for whom ---


def test_an_editor_sees_what_is_in_review_and_for_how_long_a_reporter_does_not(editor, reporter):
    first, second = factories.draft(headline="Waits long"), factories.draft(headline="Waits a little")
    second.submit(by=None)
    first.submit(by=None)
    Article.objects.filter(pk=first.pk).update(desk_since=timezone.now() - 2 * HOUR)
    need = box(editor, "need")
    assert "<b>2</b>" in need
    assert "Waits long" in need
    assert "nd-late" in need
    assert "Waits long" not in desk(reporter)


def test_a_reporter_sees_their_own_drafts_with_what_colleagues_want_of_them(editor, reporter):
    mine = factories.draft(headline="My own", created_by=reporter.user, body="<p>One two three.</p>")
    factories.draft(headline="Of somebody else", created_by=editor.user)
    mine.ask_changes(by=editor.user, note="Ask the mayor, too.")
    Autosave.objects.create(user=reporter.user, article=mine, key="a form", fields={"headline": ["Mine"]})
    drafts = box(reporter, "drafts")
    assert "My own" in drafts
    assert "Changes asked" in drafts
    assert "3 words" in drafts
    assert "1 note" in drafts
    assert "typed and not saved" in drafts
    assert "Of somebody else" not in desk(reporter)
    assert "My own" in box(reporter, "need")


# --- what is to come ---


def test_everything_that_will_happen_by_itself_stands_in_the_order_of_its_time(editor):
    now = timezone.now()
    factories.article(headline="Goes live", at=now + 2 * HOUR)
    changed, withdrawn = factories.article(headline="Changes"), factories.article(headline="Leaves")
    changed.keep({**changed.working_content(), "standfirst": "New."}, by=editor.user)
    changed.plan(PlannedAct.Act.CHANGE, at=now + HOUR, by=editor.user)
    withdrawn.plan(PlannedAct.Act.WITHDRAW, at=now + 3 * HOUR, by=editor.user, note="Old.")
    factories.draft(headline="Embargoed", embargo_until=now + 4 * HOUR)
    coming = box(editor, "sched")
    places = [coming.index(words) for words in ("Changes", "Goes live", "Leaves", "Embargoed")]
    assert places == sorted(places)
    assert "changes go live" in coming
    assert "will be withdrawn" in coming
    assert "embargo ends" in coming


def test_a_reporter_sees_of_what_is_to_come_only_what_is_their_own(reporter):
    now = timezone.now()
    factories.article(headline="Of another", at=now + HOUR)
    factories.draft(headline="Kept by another", embargo_until=now + HOUR)
    factories.article(headline="Live already").plan(PlannedAct.Act.WITHDRAW, at=now + HOUR, by=None, note="Wrong.")
    factories.article(headline="Of mine", at=now + HOUR, created_by=reporter.user)
    page = desk(reporter)
    assert "Of mine" in box(reporter, "sched")
    assert "Of another" not in page
    assert "Kept by another" not in page
    assert "Live already" not in box(reporter, "sched")


def test_today_is_counted_by_hour_and_section(editor):
    section = factories.section(name="Rivers")
    for _ in range(3):
        factories.article(section=section, at=timezone.now() - timedelta(seconds=1))
    factories.correction(article=factories.article(section=section, at=timezone.now() - timedelta(days=30)))
    today = box(editor, "today")
    assert "<dt>published</dt><dd>3</dd>" in today
    assert "<dt>corrected</dt><dd>1</dd>" in today
    assert "Rivers" in today
    assert 'class="c-now"' in today


def test_what_is_read_now_stands_with_its_trend_most_read_first(editor, clock):
    quiet, loud = factories.article(headline="Quiet"), factories.article(headline="Loud")
    was_read(quiet, 3)
    was_read(loud, 5)
    was_read(loud, 7, hours_ago=1)
    was_read(quiet, 100, hours_ago=5)
    reads = box(editor, "reads")
    assert reads.index("Loud") < reads.index("Quiet")
    assert "<td>12</td>" in reads
    assert "<polyline" in reads


# --- problems ---


def test_problems_are_told_to_those_who_can_mend_them(editor, reporter):
    article = factories.article(headline="With a picture", picture=factories.picture())
    Picture.objects.update(credit="")
    act = article.plan(PlannedAct.Act.WITHDRAW, at=timezone.now() + HOUR, by=None, note="Wrong.")
    PlannedAct.objects.filter(pk=act.pk).update(at=timezone.now() - HOUR, refused="It could not be done.")
    problems = box(editor, "prob")
    assert "“With a picture” has no credit" in problems
    assert "“With a picture” was not withdrawn" in problems
    assert "It could not be done." in problems
    assert "has no credit" not in desk(reporter)


@pytest.mark.parametrize(("days", "words"), [(-1, "ended on"), (10, "ends on"), (90, "")])
def test_a_licence_is_mentioned_when_it_ends_soon_or_has_ended(editor, days, words):
    factories.article(picture=factories.picture())
    Picture.objects.update(licence_expires_on=timezone.localdate() + timedelta(days=days))
    assert ("licence" in box(editor, "prob")) is bool(words)
    assert words in box(editor, "prob")


def test_a_clock_that_stands_is_a_problem(editor, db):
    from articles.clock import Clock
    from articles.models import ClockLease

    Clock().once()
    assert "The clock is on time" in box(editor, "prob")
    ClockLease.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert "The clock is late by 5 min" in box(editor, "prob")


def test_an_old_lead_is_a_problem(editor):
    factories.article(at=timezone.now() - 13 * HOUR)
    assert "The lead of the front is old" in box(editor, "prob")


# --- each as far as their role reaches ---


def test_a_moderator_sees_what_is_on_the_air_and_no_more(moderator):
    factories.article(headline="On the air")
    factories.article(headline="To come", at=timezone.now() + HOUR)
    page = desk(moderator)
    assert "On the air" in page
    assert "To come" not in page
    assert not any(box(moderator, name) for name in ("prob", "sched", "drafts", "today", "reads"))


@pytest.mark.parametrize("who", ["reporter", "editor", "publisher"])
def test_the_desk_asks_few_questions_however_much_there_is(
    request, who, django_assert_max_num_queries, django_assert_num_queries
):
    browser = request.getfixturevalue(who)

    def fill():
        for number in range(4):
            article = factories.article(headline=f"Live {number}", picture=factories.picture())
            was_read(article, 10)
            article.plan(PlannedAct.Act.WITHDRAW, at=timezone.now() + HOUR, by=browser.user, note="Old.")
            factories.article(at=timezone.now() + HOUR)
            factories.draft(created_by=browser.user).submit(by=browser.user)
            LiveCoverage.objects.create(article=article)
        Picture.objects.update(credit="")

    fill()
    desk(browser)  # what a process asks once
    with django_assert_max_num_queries(14) as few:
        desk(browser)
    fill()
    with django_assert_num_queries(len(few)):
        desk(browser)


# --- figures ---


def test_the_reads_of_an_article_are_drawn_listed_and_can_be_taken_along(editor, clock):
    article = factories.article(at=timezone.now() - timedelta(days=2))
    was_read(article, 1234)
    was_read(article, 7, hours_ago=3)
    page = editor.get(f"/admin/articles/article/{article.pk}/reads/").content.decode()
    assert page.count('class="c-bar"') == 2
    assert "1234" in page
    by_day = editor.get(f"/admin/articles/article/{article.pk}/reads/?by=day").content.decode()
    assert "1241" in by_day or "1234" in by_day
    file = editor.get(f"/admin/articles/article/{article.pk}/reads/?csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Hour,Reads"
    assert lines[-1].endswith(",1234")
    assert len(lines) == 50  # every hour since, also those without a reader


def test_the_figures_name_what_is_read_most_and_the_sections_over_time(editor, clock):
    article = factories.article(headline="=SUM(A1)", section=factories.section(name="Rivers"))
    was_read(article, 9)
    page = editor.get("/admin/figures/?days=7").content.decode()
    assert "=SUM(A1)" in page
    assert "Rivers" in page
    articles = editor.get("/admin/figures/?days=7&csv=articles").content.decode()
    assert "'=SUM(A1)" in articles  # no formula to a spreadsheet
    sections = editor.get("/admin/figures/?days=30&csv=sections").content.decode("utf-8-sig").splitlines()
    assert sections[0] == "Day,Rivers"
    assert len(sections) == 31


@pytest.mark.parametrize("asked", ["days=0", "days=-1", "days=x", "days=99999999999", "csv=nothing", "days=7&csv="])
def test_nonsense_asked_of_the_figures_gives_the_page(editor, asked):
    assert editor.get(f"/admin/figures/?{asked}").status_code == 200


def test_figures_are_for_those_who_write(moderator, reporter, client):
    hidden = factories.article(at=timezone.now() + HOUR)
    article = factories.article()
    assert reporter.get("/admin/figures/").status_code == 200
    assert reporter.get(f"/admin/articles/article/{article.pk}/reads/").status_code == 200
    assert reporter.get(f"/admin/articles/article/{hidden.pk}/reads/").status_code == 404
    for address in ("/admin/figures/", f"/admin/articles/article/{article.pk}/reads/"):
        assert moderator.get(address).status_code == 403
        assert client.get(address).status_code == 302


def test_the_figures_ask_as_many_questions_for_many_articles_as_for_one(editor, django_assert_num_queries, clock):
    was_read(factories.article(), 3)
    editor.get("/admin/figures/")
    with django_assert_num_queries(7):
        editor.get("/admin/figures/")
    for _ in range(10):
        was_read(factories.article(section=factories.section()), 3)
    with django_assert_num_queries(7):
        editor.get("/admin/figures/")
