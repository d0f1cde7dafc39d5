"""Corrections: note and text in one act, beside whatever else waits to be published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.models import Correction, Version
from tests import factories
from tests.articles.newsdesk import fields_of, fresh, press


def page_of(article, text=""):
    return f"/admin/articles/article/{article.pk}/correct/{text}"


def correct(client, article, text="", **typed):
    """Open the page, type and press."""
    page = page_of(article, text)
    typed = {"kind": "correction", "wrong": "We said ten.", "right": "It is twelve.", **typed}
    return client.post(page, {**fields_of(client.get(page), "correct_form"), **typed})


def save_only(article, **changes):
    """A working copy that readers do not see."""
    article.keep({**article.working_content(), **changes}, None)


@pytest.fixture
def article(db):
    return factories.article(
        headline="Ten trams", standfirst="A lead.", body="<p>There are ten trams.</p><p>They are old.</p>"
    )


def test_a_correction_changes_the_text_and_says_so_in_one_act(editor, client, article):
    answer = correct(editor, article, body="<p>There are twelve trams.</p><p>They are old.</p>")
    assert answer.status_code == 302
    page = client.get(article.get_absolute_url()).content.decode()
    assert "There are twelve trams." in page
    assert "There are ten trams." not in page
    assert "We said ten." in page
    assert '"@type": "CorrectionComment"' in page
    assert "It is twelve." in client.get("/corrections/").content.decode()
    now = fresh(article)
    assert now.updated_at is not None
    version = now.versions.get(number=now.live_version)
    assert (version.act, version.substantive, version.correction.right) == ("corrected", True, "It is twelve.")
    assert version.went_live_at is not None
    assert not now.has_changes
    entry = AuditEntry.objects.get(act="article.corrected")
    assert (entry.by, entry.after["wrong"]) == (editor.user.pk, "We said ten.")


def test_a_correction_of_one_part_leaves_the_waiting_changes_waiting(editor, client, article):
    save_only(article, body="<p>There are ten trams.</p><p>They are old, and red.</p>", standfirst="Another lead.")
    correct(editor, article, body="<p>There are twelve trams.</p><p>They are old.</p>")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "twelve trams" in page
    assert "red" not in page
    assert "Another lead." not in page
    now = fresh(article)
    assert now.has_changes
    waiting = now.working_content()
    assert waiting["standfirst"] == "Another lead."
    assert waiting["body"] == "<p>There are twelve trams.</p><p>They are old, and red.</p>"


def test_a_correction_can_take_the_waiting_changes_with_it(editor, client, article):
    save_only(article, standfirst="Another lead.")
    correct(editor, article, "?text=working", headline="Twelve trams")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Twelve trams" in page
    assert "Another lead." in page
    assert not fresh(article).has_changes


def test_where_the_waiting_changes_rewrite_the_same_part_one_is_asked(editor, client, article):
    save_only(article, body="<p>Nobody knows how many trams there are.</p><p>They are old.</p>")
    typed = {"body": "<p>There are twelve trams.</p><p>They are old.</p>"}
    answer = correct(editor, article, **typed)
    words = answer.content.decode()
    assert "rewrite the same part" in words
    assert "Nobody knows how many trams there are." in words
    assert fields_of(answer, "correct_form")["wrong"] == ["We said ten."]
    assert not Correction.objects.exists()
    assert "twelve" not in client.get(article.get_absolute_url()).content.decode()
    editor.post(page_of(article), {**fields_of(answer, "correct_form"), "anyway": "on"})
    assert "twelve trams" in client.get(article.get_absolute_url()).content.decode()
    assert "Nobody knows" in fresh(article).working_content()["body"]


def test_two_clicks_are_one_correction(editor, article):
    page = page_of(article)
    data = {**fields_of(editor.get(page), "correct_form"), "wrong": "Ten.", "right": "Twelve.", "headline": "Twelve"}
    for _click in range(2):
        assert editor.post(page, data).status_code == 302
    assert Correction.objects.count() == 1
    assert AuditEntry.objects.filter(act="article.corrected").count() == 1


def test_what_was_published_meanwhile_is_not_overwritten(editor, client, article):
    data = fields_of(editor.get(page_of(article)), "correct_form")
    save_only(article, headline="Ten new trams", standfirst="Their lead.")
    article.publish(None)
    typed = {"wrong": "Ten.", "right": "Twelve.", "headline": "Twelve trams"}
    answer = editor.post(page_of(article), {**data, **typed})
    assert "Somebody else saved this article meanwhile" in answer.content.decode()
    form = fields_of(answer, "correct_form")
    assert form["headline"] == ["Twelve trams"]
    assert form["standfirst"] == ["Their lead."]
    assert fresh(article).headline == "Ten new trams"
    assert editor.post(page_of(article), form).status_code == 302
    now = fresh(article)
    assert (now.headline, now.standfirst) == ("Twelve trams", "Their lead.")
    assert Version.objects.filter(article=article, content__headline="Ten new trams").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"wrong": ""}, "This field is required."),
        ({"right": ""}, "Say what is right."),
        ({"kind": "nonsense"}, "not one of the available choices"),
        ({"headline": ""}, "This field is required."),
        ({"wrong": "x" * 1001}, "at most 1000 characters"),
        ({"body": "", "standfirst": ""}, "Write the body, or at least a lead."),
    ],
)
def test_a_correction_that_cannot_be_published_says_why_and_keeps_what_was_typed(editor, article, typed, words):
    answer = correct(editor, article, **{"headline": "Twelve trams", **typed})
    assert words in answer.content.decode()
    if "headline" not in typed:
        assert fields_of(answer, "correct_form")["headline"] == ["Twelve trams"]
    assert not Correction.objects.exists()
    assert fresh(article).headline == "Ten trams"


def test_a_retraction_need_not_say_what_is_right(editor, client, article):
    assert correct(editor, article, kind="retraction", right="").status_code == 302
    assert "We said ten." in client.get("/corrections/").content.decode()


def test_a_change_that_was_planned_goes_live_later_with_the_correction_in_it(editor, article, clock):
    save_only(article, standfirst="Tomorrow’s lead.")
    article.plan("change", timezone.now() + timedelta(days=1), None)
    correct(editor, article, headline="Twelve trams")
    planned = fresh(article).planned.waiting().get()
    content = article.versions.get(number=planned.version).content
    assert (content["headline"], content["standfirst"]) == ("Twelve trams", "Tomorrow’s lead.")


def test_only_what_readers_see_is_corrected(editor, db):
    draft = factories.draft()
    assert editor.get(page_of(draft)).status_code == 302
    assert editor.post(page_of(draft), {"wrong": "x"}).status_code == 302


@pytest.mark.parametrize("who", ["client", "reader", "reporter", "moderator"])
def test_only_those_who_publish_correct(request, article, who):
    browser = request.getfixturevalue(who)
    if who == "reporter":
        article.created_by = browser.user
        article.save()
    answer = browser.post(page_of(article), {"kind": "correction", "wrong": "x", "right": "y", "headline": "z"})
    assert answer.status_code in (302, 403)
    assert fresh(article).headline == "Ten trams"
    assert not Correction.objects.exists()


# --- the ledger at the desk ---


def test_the_words_of_a_correction_are_put_right_in_the_ledger_and_that_is_recorded(editor, client, article):
    note = factories.correction(article=article, wrong="We sayd ten.")
    page = f"/admin/articles/correction/{note.pk}/change/"
    form = fields_of(editor.get(page), "correction_form")
    assert editor.post(page, {**form, "wrong": "We said ten."}).status_code == 302
    assert "We said ten." in client.get("/corrections/").content.decode()
    entry = AuditEntry.objects.get(act="correction.changed")
    assert (entry.before["wrong"], entry.after["wrong"]) == ("We sayd ten.", "We said ten.")
    assert entry.thing_name == "Ten trams"


def test_no_correction_is_ever_removed(publisher, article):
    note = factories.correction(article=article)
    assert publisher.post(f"/admin/articles/correction/{note.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Correction.objects.exists()


def test_publishing_an_article_of_a_story_offers_its_lead_as_a_fact(editor, db):
    story = factories.story(title="Trams")
    draft = factories.draft(
        story=story,
        standfirst="A lead.",
        body="<p>Text.</p>",
        section=factories.section(),
        authors=[factories.author()],
    )
    answer = press(editor, "_publish", draft)
    assert f"/article/{draft.pk}/lead-as-fact/" in editor.get(answer.url).content.decode()


def test_staff_who_publish_find_the_way_on_the_live_page(editor, reporter, client, article):
    address = article.get_absolute_url()
    assert page_of(article) in editor.get(address).content.decode()
    assert page_of(article) not in reporter.get(address).content.decode()
    assert page_of(article) not in client.get(address).content.decode()


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "\x00", "💥", "<script>", "a" * 5000])
def test_no_nonsense_breaks_the_page(editor, article, typed):
    names = ["kind", "wrong", "right", "headline", "standfirst", "body", "details", "version", "form_key", "anyway"]
    for text in ("", "?text=working", "?text=x"):
        assert editor.post(page_of(article, text), dict.fromkeys(names, typed)).status_code < 500
