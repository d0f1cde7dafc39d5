"""Several articles of the list at once: each checked by itself, none overwritten unseen."""

from articles.models import Article
from tests import factories

from .newsdesk import fields_of, press

LIST = "/admin/articles/article/"


def ticked(client, action, *articles):
    data = fields_of(client.get(LIST), "changelist-form")
    return {**data, "action": action, "_selected_action": [article.pk for article in articles], "index": "0"}


def test_ticked_drafts_are_published_and_what_one_lacks_is_said(editor, client):
    ready = factories.draft(body="<p>Text.</p>", section=factories.section(), authors=[factories.author()])
    bare = factories.draft(headline="Bare")
    response = editor.post(LIST, ticked(editor, "publish_ticked", ready, bare), follow=True)
    page = response.content.decode()
    assert "1 article is published or scheduled." in page
    assert "Choose a section." in page
    statuses = dict(Article.objects.values_list("pk", "status"))
    assert statuses == {ready.pk: "published", bare.pk: "draft"}
    ready.refresh_from_db()
    assert client.get(ready.get_absolute_url()).status_code == 200


def test_an_article_saved_after_the_list_was_opened_is_left_alone(editor, publisher):
    draft = factories.draft(body="<p>Text.</p>", section=factories.section(), authors=[factories.author()])
    data = ticked(editor, "publish_ticked", draft)
    press(publisher, "_save", draft, body="<p>Not looked at.</p>")
    page = editor.post(LIST, data, follow=True).content.decode()
    assert "Somebody saved it after you opened the list" in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_reporter_sends_own_drafts_to_review_and_publishes_none(reporter):
    own = factories.draft(created_by=reporter.user)
    other = factories.draft()
    reporter.post(LIST, ticked(reporter, "publish_ticked", own))
    reporter.post(LIST, {**ticked(reporter, "send_ticked_to_review", own, other), f"seen-{other.pk}": "0"})
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.status, own.desk) == ("draft", "in_review")
    assert other.desk == "writing"


def test_the_list_shows_what_is_in_review_and_what_waits_to_be_published(editor):
    waiting = factories.article(headline="Live with changes")
    press(editor, "_save", waiting, headline="Next version")
    sent = factories.draft(headline="Please look")
    press(editor, "_submit", sent)
    review = editor.get(f"{LIST}?desk=in_review").content.decode()
    assert "Please look" in review
    assert "Live with changes" not in review
    changes = editor.get(f"{LIST}?desk=waiting").content.decode()
    assert "Live with changes" in changes
    assert "Please look" not in changes
