"""Over the desk: from the writer to the editor and back, apart from what readers see."""

from django.contrib.messages import get_messages

from articles.models import Article, DeskNote
from tests import factories
from tests.articles.newsdesk import fresh

from .newsdesk import ADD, change_url, press


def told(response):
    return " ".join(map(str, get_messages(response.wsgi_request)))


def test_a_reporter_sends_to_review_and_an_editor_asks_for_changes(reporter, editor):
    press(reporter, "_submit", ADD, headline="Rain", desk_note="Please check the figures.")
    article = Article.objects.get()
    assert (article.desk, article.status) == ("in_review", "draft")
    assert "It is yours now." in told(press(editor, "_take", article))
    assert fresh(article).editor == editor.user
    assert "Sent back with your note." in told(press(editor, "_changes", article, desk_note="Who says so?"))
    assert fresh(article).desk == "changes_asked"
    page = reporter.get(change_url(article)).content.decode()
    assert "Who says so?" in page
    press(reporter, "_submit", article)
    assert "Marked ready." in told(press(editor, "_ready", article))
    assert fresh(article).desk == "ready"
    kinds = list(article.desk_notes.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["submitted", "taken", "changes_asked", "submitted", "approved"]


def test_asking_for_changes_takes_a_word_on_what_to_change(editor):
    article = factories.draft()
    response = press(editor, "_changes", article, headline="Kept")
    assert "Say what should change." in editor.get(response.url).content.decode()
    assert (fresh(article).desk, fresh(article).headline) == ("writing", "Kept")


def test_a_reporter_cannot_mark_ready_or_take_over_by_forging_the_button(reporter):
    article = factories.draft(created_by=reporter.user)
    for button in ("_ready", "_take", "_changes", "_publish", "_unschedule"):
        press(reporter, button, article, desk_note="Forged")
    assert (fresh(article).desk, fresh(article).editor, fresh(article).status) == ("writing", None, "draft")


def test_what_its_writer_changes_after_it_was_ready_is_looked_at_again(reporter, editor):
    article = factories.draft(created_by=reporter.user)
    press(editor, "_ready", article)
    press(reporter, "_save", article, headline="Changed")
    assert fresh(article).desk == "in_review"


def test_notes_between_colleagues_reach_no_reader(editor, client, reader):
    article = factories.article()
    press(editor, "_note", article, desk_note="KANARKA")
    assert DeskNote.objects.get().text == "KANARKA"
    for who in (client, reader):
        for address in (article.get_absolute_url(), "/", "/all-news/", article.section.get_absolute_url()):
            assert "KANARKA" not in who.get(address).content.decode()


def test_a_note_of_ten_thousand_characters_breaks_nothing(editor):
    article = factories.draft()
    assert press(editor, "_note", article, desk_note="x" * 10_000).status_code == 302
