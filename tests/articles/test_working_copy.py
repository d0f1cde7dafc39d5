"""A published article and its next version: what readers see until that is published, and what changes then."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article, PlannedAct, Version
from tests import factories
from tests.articles.newsdesk import fresh

from .newsdesk import change_url, fields_of, press, rows

NOON = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


@pytest.fixture
def live(db):
    return factories.article(headline="Rain", body="<p>It rains.</p>", at=NOON)


def page_of(client, article):
    return client.get(fresh(article).get_absolute_url()).content.decode()


def test_saving_a_live_article_changes_nothing_for_readers(editor, client, live):
    response = press(editor, "_save", live, headline="Snow", body="<p>It snows.</p>")
    assert "Readers see the change when it is published." in editor.get(response.url).content.decode()
    assert "It rains." in page_of(client, live)
    assert "Snow" not in client.get("/").content.decode()
    form = fields_of(editor.get(change_url(live)))
    assert (form["headline"], form["body"]) == (["Snow"], ["<p>It snows.</p>"])


def test_publishing_the_next_version_swaps_all_of_it(editor, client, live):
    author, picture = factories.author(name="Olha Rik"), factories.picture()
    source, fact = {"name": "The river office", "kind": "document"}, {"date": "1931", "text": "The great flood."}
    quote = {"text": "We measured it.", "speaker": "Olena Dovhan"}
    typed = {"body": "<p>It snows.</p>", "picture": picture.pk, "picture_words_of": "", "topics": factories.topic().pk}
    typed |= rows("sources", source) | rows("quotes", quote) | rows("background", fact)
    typed |= rows("bylines", {"author": author.pk})
    press(editor, "_save", live, **typed)
    before = page_of(client, live)
    for word in ("It snows.", "The river office", "We measured it.", "The great flood.", "Olha Rik"):
        assert word not in before
    press(editor, "_publish", live)
    after = page_of(client, live)
    for word in ("It snows.", "The river office", "We measured it.", "The great flood.", "Olha Rik", picture.credit):
        assert word in after
    assert "It rains." not in after
    assert not fresh(live).has_changes


def test_a_next_version_that_cannot_be_published_changes_none_of_it(editor, client, live):
    page = press(editor, "_publish", live, headline="Snow", body="", standfirst="").content.decode()
    assert "Write the body, or at least a lead." in page
    assert "What you typed was saved" in page or "what you typed was saved" in page
    assert "It rains." in page_of(client, live)
    assert fresh(live).headline == "Rain"
    assert fields_of(editor.get(change_url(live)))["headline"] == ["Snow"]


def test_every_save_is_a_version_and_saving_nothing_new_is_none(editor, live):
    press(editor, "_save", live, headline="Snow")
    press(editor, "_save", live)
    press(editor, "_publish", live)
    acts = list(live.versions.order_by("number").values_list("act", "content__headline"))
    assert acts == [("published", "Rain"), ("saved", "Snow"), ("published", "Snow")]
    assert live.versions.filter(went_live_at__isnull=False).count() == 2


def test_an_article_from_before_history_keeps_its_first_text(editor, db):
    old = factories.article(headline="Rain")
    Version.objects.all().delete()
    Article.objects.update(version=0, live_version=None)
    press(editor, "_publish", old, headline="Snow")
    texts = list(old.versions.order_by("number").values_list("act", "content__headline"))
    assert texts == [("found", "Rain"), ("published", "Snow")]


def test_a_reporter_writes_the_next_version_of_an_own_article_and_an_editor_publishes_it(reporter, editor, client):
    live = factories.article(headline="Rain", created_by=reporter.user)
    press(reporter, "_submit", live, headline="Snow", desk_note="The wind has turned.")
    assert "Snow" not in page_of(client, live)
    assert fresh(live).desk == "in_review"
    page = editor.get(change_url(live)).content.decode()
    assert "The wind has turned." in page
    press(editor, "_publish", live)
    assert "Snow" in page_of(client, live)
    assert fresh(live).desk == "writing"


@time_machine.travel(NOON, tick=False)
def test_a_change_of_a_live_article_can_be_planned_and_called_off(editor, client):
    live = factories.article(headline="Rain")
    press(editor, "_publish", live, headline="Snow", planned_at="2026-03-17T18:00")
    plan = PlannedAct.objects.get()
    assert (plan.act, plan.at) == ("change", datetime(2026, 3, 17, 16, 0, tzinfo=UTC))
    assert "Rain" in page_of(client, live)
    press(editor, "_save", live, _unplan=str(plan.pk))
    assert not PlannedAct.objects.exists()


@time_machine.travel(NOON, tick=False)
def test_a_planned_change_is_the_version_it_was_planned_with(editor, client):
    live = factories.article(headline="Rain")
    press(editor, "_publish", live, headline="Snow", planned_at="2026-03-17T18:00")
    press(editor, "_save", live, headline="Hail, unfinished")
    plan = PlannedAct.objects.get()
    fresh(live).publish(None, number=plan.version)
    assert "Snow" in page_of(client, live)
    assert fresh(live).has_changes
    assert fields_of(editor.get(change_url(live)))["headline"] == ["Hail, unfinished"]


@time_machine.travel(NOON, tick=False)
def test_a_time_of_a_change_that_has_passed_is_refused(editor):
    live = factories.article()
    page = press(editor, "_publish", live, planned_at="2026-03-17T08:00").content.decode()
    assert "That time has passed." in page


@time_machine.travel(NOON, tick=False)
def test_what_is_written_after_scheduling_does_not_go_live_by_itself(reporter, editor, client):
    draft = factories.draft(
        headline="Rain",
        body="<p>It rains.</p>",
        section=factories.section(),
        authors=[factories.author()],
        created_by=reporter.user,
    )
    press(editor, "_publish", draft, published_at="2026-03-17T18:00")
    press(reporter, "_save", draft, body="<p>Not looked at.</p>")
    with time_machine.travel(NOON + timedelta(hours=7)):
        page = page_of(client, draft)
    assert "It rains." in page
    assert "Not looked at." not in page


@time_machine.travel(NOON, tick=False)
def test_nothing_is_published_before_its_embargo_ends(editor):
    draft = factories.draft(body="<p>Text.</p>", section=factories.section(), authors=[factories.author()])
    page = press(editor, "_publish", draft, embargo_until="2026-03-17T18:00").content.decode()
    assert "The embargo has not ended at that time." in page
    assert fresh(draft).status == "draft"
    press(editor, "_publish", draft, published_at="2026-03-17T17:59")
    assert fresh(draft).status == "draft"
    press(editor, "_publish", draft, published_at="2026-03-17T18:00")
    assert fresh(draft).status == "scheduled"


def test_a_withdrawal_can_be_planned(editor, live):
    page = f"/admin/articles/article/{live.pk}/withdraw/"
    editor.post(page, {"note": "The offer has ended.", "at": "2027-03-17T18:00"})
    plan = PlannedAct.objects.get()
    assert (plan.act, plan.note) == ("withdraw", "The offer has ended.")
    assert fresh(live).is_published


def test_an_article_readers_see_cannot_be_hidden_by_a_date(editor, live):
    page = press(editor, "_save", live, published_at="2031-03-17T18:00").content.decode()
    assert "Withdraw it to take it away." in page


def test_a_plan_in_the_past_or_without_a_note_is_refused(live):
    with pytest.raises(ValidationError):
        live.plan(PlannedAct.Act.WITHDRAW, NOON, by=None, note="Gone.")
    with pytest.raises(ValidationError):
        live.plan(PlannedAct.Act.WITHDRAW, NOON + timedelta(days=9999), by=None, note=" ")


def test_the_form_of_a_long_article_asks_few_questions(editor, django_assert_max_num_queries):
    story = factories.story()
    facts = [factories.fact(story=story, date=str(1900 + year)) for year in range(20)]
    organisations = [factories.source() for _ in range(20)]
    live = factories.article(story=story, picture=factories.picture(), topics=[factories.topic() for _ in range(3)])
    typed = rows("sources", *({"name": "One", "kind": "document", "organisation": row.pk} for row in organisations))
    typed |= rows("background", *({"date": fact.date, "text": fact.text, "fact": fact.pk} for fact in facts))
    press(editor, "_save", live, **typed)
    latest = live.versions.first()
    Version.objects.bulk_create(
        Version(article=live, number=number, content=latest.content) for number in range(1000, 1200)
    )
    with django_assert_max_num_queries(25):
        editor.get(change_url(live))


def test_a_correction_is_not_shown_before_its_date(client, live):
    factories.correction(article=live, wrong="KANARKA", date=timezone.now() + timedelta(days=1))
    assert "KANARKA" not in page_of(client, live)


@time_machine.travel(NOON, tick=False)
def test_what_was_planned_for_a_scheduled_article_is_dropped_with_its_time(editor):
    draft = factories.draft(body="<p>Text.</p>", section=factories.section(), authors=[factories.author()])
    press(editor, "_publish", draft, published_at="2026-03-17T18:00")
    fresh(draft).plan(PlannedAct.Act.WITHDRAW, NOON + timedelta(days=1), by=None, note="The offer has ended.")
    press(editor, "_unschedule", draft)
    assert not PlannedAct.objects.exists()


def test_the_first_paragraph_of_a_flash_is_its_lead(editor, client):
    flash = {"headline": "Rain", "kind": "flash", "section": factories.section().pk}
    press(editor, "_publish", **flash, body="<p>It rains &amp; rains.</p><p>It will go on.</p>")
    article = Article.objects.get()
    assert (article.standfirst, article.body) == ("It rains & rains.", "<p>It will go on.</p>")
    press(editor, "_publish", article, standfirst="", body='<p>See <a href="https://example.org/">this</a>.</p>')
    assert fresh(article).body == '<p>See <a href="https://example.org/">this</a>.</p>'
