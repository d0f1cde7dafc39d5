"""What is typed and not saved is kept beside the article, and offered when the form is opened again."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Autosave
from articles.models.presence import MOST_COPIES
from tests import factories
from tests.articles.newsdesk import ADD, change_url, fields_of, press, rows

NEW = "/admin/articles/article/new/autosave/"
FORGET = "/admin/articles/article/typed/forget/"


@pytest.fixture
def draft(editor):
    return factories.draft(headline="Rain", body="<p>Old.</p>", created_by=editor.user)


def autosave_url(article):
    return f"/admin/articles/article/{article.pk}/autosave/"


def opened(client, where, **typed):
    """A form that was opened now, with something typed into it."""
    return {**fields_of(client.get(where)), **typed}


def keep(client, where, form, order=1):
    return client.post(where, {**form, "typed_order": order})


def key(form):
    return form["form_key"][0]


def offered(client, where):
    return client.get(where).context["unsaved"]


# --- kept ---


def test_typing_is_kept_without_touching_the_article_or_its_history(editor, draft):
    form = opened(editor, change_url(draft), body="<p>New.</p>")
    answer = keep(editor, autosave_url(draft), form).json()
    assert answer["kept"]
    assert answer["words"].startswith("Typing kept")
    draft.refresh_from_db()
    assert (draft.body, draft.version, draft.versions.count()) == ("<p>Old.</p>", 0, 0)
    assert Autosave.objects.get().fields["body"] == ["<p>New.</p>"]


def test_one_form_has_one_copy_however_often_it_is_kept(editor, draft):
    form = opened(editor, change_url(draft))
    for order in range(1, 6):
        keep(editor, autosave_url(draft), {**form, "headline": f"Rain {order}"}, order)
    assert Autosave.objects.get().fields["headline"] == ["Rain 5"]


def test_a_copy_that_was_overtaken_on_its_way_changes_nothing(editor, draft):
    form = opened(editor, change_url(draft))
    keep(editor, autosave_url(draft), {**form, "headline": "Newer"}, 20)
    answer = keep(editor, autosave_url(draft), {**form, "headline": "Older"}, 10).json()
    assert (answer["kept"], answer["order"]) == (False, 20)
    assert Autosave.objects.get().fields["headline"] == ["Newer"]


def test_two_windows_on_one_article_do_not_overwrite_each_other(editor, draft):
    for words in ("From the left", "From the right"):
        keep(editor, autosave_url(draft), opened(editor, change_url(draft), headline=words))
    page = editor.get(change_url(draft)).content.decode()
    assert "From the left" in page
    assert "From the right" in page


def test_secrets_files_and_buttons_are_not_kept(editor, draft):
    form = opened(editor, change_url(draft), upload=factories.image_file(), _save="1")
    keep(editor, autosave_url(draft), form)
    assert not {"csrfmiddlewaretoken", "upload", "_save", "typed_order"} & set(Autosave.objects.get().fields)


def test_what_no_database_can_keep_is_kept_without_it(editor, draft):
    keep(editor, autosave_url(draft), opened(editor, change_url(draft), headline="Ra\x00in 👩‍🚀", **{"a\x00b": "c"}))
    assert Autosave.objects.get().fields["headline"] == ["Rain 👩‍🚀"]


@pytest.mark.parametrize("order", ["", "-1", "nonsense", str(2**63), str(2**80), "1e5"])
@pytest.mark.parametrize("version", ["", "-1", "x", str(2**40)])
def test_nonsense_numbers_break_nothing(editor, draft, order, version):
    form = opened(editor, change_url(draft), version=version)
    assert keep(editor, autosave_url(draft), form, order).status_code == 200


@pytest.mark.parametrize("form_key", ["", "nonsense", "x" * 500])
def test_what_is_no_form_of_ours_is_not_kept(editor, draft, form_key):
    form = opened(editor, change_url(draft), form_key=form_key)
    assert keep(editor, autosave_url(draft), form).status_code == 413
    assert not Autosave.objects.exists()


def test_a_book_is_too_long_to_be_kept_and_that_is_said(editor, draft):
    answer = keep(editor, autosave_url(draft), opened(editor, change_url(draft), body="x" * 2_100_000))
    assert answer.status_code == 413
    assert "too long" in answer.json()["words"]


def test_one_person_keeps_a_bounded_number_of_copies(editor, draft):
    form = opened(editor, change_url(draft))
    for _number in range(MOST_COPIES + 5):
        keep(editor, autosave_url(draft), {**form, "form_key": str(uuid.uuid4())})
    assert Autosave.objects.count() == MOST_COPIES


def test_keeping_asks_the_same_few_questions_each_time(editor, draft, django_assert_max_num_queries):
    form = opened(editor, change_url(draft))
    keep(editor, autosave_url(draft), form, 1)
    with django_assert_max_num_queries(11):
        keep(editor, autosave_url(draft), form, 2)


# --- offered again ---


def test_what_was_never_saved_is_offered_and_shown(editor, draft):
    typed = rows("sources", {"name": "Register", "kind": "document"}, {"name": "Minutes", "kind": "document"})
    form = opened(editor, change_url(draft), headline="Typed", body="<p>Typed too.</p>", **typed)
    keep(editor, autosave_url(draft), form)
    page = editor.get(change_url(draft)).content.decode()
    assert "that was never saved" in page
    assert f"?typed={key(form)}" in page
    shown = fields_of(editor.get(f"{change_url(draft)}?typed={key(form)}"))
    assert (shown["headline"], shown["body"]) == (["Typed"], ["<p>Typed too.</p>"])
    assert (shown["sources-0-name"], shown["sources-1-name"]) == (["Register"], ["Minutes"])


def test_a_shown_copy_goes_on_as_the_same_copy_and_is_saved_as_any_form(editor, draft):
    form = opened(editor, change_url(draft), headline="Typed")
    keep(editor, autosave_url(draft), form)
    shown = fields_of(editor.get(f"{change_url(draft)}?typed={key(form)}"))
    assert shown["form_key"] == form["form_key"]
    editor.post(change_url(draft), {**shown, "_save": "1"})
    draft.refresh_from_db()
    assert draft.headline == "Typed"
    assert not offered(editor, change_url(draft))


def test_a_copy_of_an_older_version_meets_the_newer_one_as_any_form_does(editor, chief_editor, draft):
    form = opened(editor, change_url(draft), headline="Typed yesterday")
    keep(editor, autosave_url(draft), form)
    press(chief_editor, "_save", draft, headline="Saved today")
    shown = fields_of(editor.get(f"{change_url(draft)}?typed={key(form)}"))
    assert shown["headline"] == ["Typed yesterday"]
    page = editor.post(change_url(draft), {**shown, "_save": "1"}).content.decode()
    assert "Chief editor saved this article" in page
    draft.refresh_from_db()
    assert draft.headline == "Saved today"


def test_an_article_that_was_not_begun_yet_is_offered_too(reporter):
    form = opened(reporter, ADD, headline="Never begun")
    keep(reporter, NEW, form)
    assert "Never begun" in reporter.get(ADD).content.decode()
    assert fields_of(reporter.get(f"{ADD}?typed={key(form)}"))["headline"] == ["Never begun"]
    assert not Article.objects.exists()


def test_what_was_typed_into_a_deleted_article_is_offered_for_a_new_one(editor, draft):
    keep(editor, autosave_url(draft), opened(editor, change_url(draft), headline="Orphan"))
    draft.delete()
    assert "Orphan" in editor.get(ADD).content.decode()


def test_a_saved_form_leaves_no_copy(editor, draft):
    form = opened(editor, change_url(draft), headline="Saved")
    keep(editor, autosave_url(draft), form)
    editor.post(change_url(draft), {**form, "_save": "1"})
    assert Autosave.objects.get().fields == {}
    response = editor.get(change_url(draft))
    assert not response.context["unsaved"]
    assert response.context["autosave"]["saved"] == [key(form)]


def test_a_refused_publication_leaves_no_copy_since_the_text_is_saved(editor, draft):
    form = opened(editor, change_url(draft), headline="Saved, not published")
    keep(editor, autosave_url(draft), form)
    editor.post(change_url(draft), {**form, "_publish": "1"})
    draft.refresh_from_db()
    assert (draft.headline, draft.status) == ("Saved, not published", "draft")
    assert not Autosave.objects.unsaved().exists()


def test_a_copy_that_arrives_after_the_save_is_not_offered(editor, draft):
    form = opened(editor, change_url(draft), headline="Saved")
    editor.post(change_url(draft), {**form, "_save": "1"})
    keep(editor, autosave_url(draft), form, order=5)
    assert not offered(editor, change_url(draft))


def test_typing_on_after_the_save_in_the_same_form_is_kept(editor, draft):
    form = opened(editor, change_url(draft), headline="Saved")
    editor.post(change_url(draft), {**form, "_save": "1"})
    later = int((timezone.now() + timedelta(minutes=1)).timestamp() * 1000)
    keep(editor, autosave_url(draft), {**form, "headline": "Typed after going back"}, order=later)
    assert "Typed after going back" in editor.get(change_url(draft)).content.decode()


def test_a_form_that_came_back_with_a_mistake_keeps_its_copy(editor, draft):
    form = opened(editor, change_url(draft), headline="", body="<p>Typed.</p>")
    keep(editor, autosave_url(draft), form)
    editor.post(change_url(draft), {**form, "_save": "1"})
    assert Autosave.objects.unsaved().count() == 1


def test_a_crossed_save_is_kept_until_its_writer_has_chosen(editor, chief_editor, draft):
    form = opened(editor, change_url(draft), headline="Mine")
    press(chief_editor, "_save", draft, headline="Theirs")
    asked = editor.post(change_url(draft), {**form, "_save": "1"})
    assert Autosave.objects.unsaved().get().fields["headline"] == ["Mine"]
    choice = {**fields_of(asked, "conflict_form"), "choice-headline": "mine", "_save": "1"}
    editor.post(f"/admin/articles/article/{draft.pk}/conflict/", choice)
    assert not Autosave.objects.unsaved().exists()


def test_a_copy_is_thrown_away_at_a_word(editor, draft):
    form = opened(editor, change_url(draft), headline="Typed")
    keep(editor, autosave_url(draft), form)
    response = editor.post(FORGET, {"form_key": key(form), "article": draft.pk}, follow=True)
    assert "thrown away" in response.content.decode()
    assert "Typed" not in editor.get(change_url(draft)).content.decode()


def test_copies_are_offered_for_a_month(editor, draft):
    keep(editor, autosave_url(draft), opened(editor, change_url(draft), headline="Typed"))
    Autosave.objects.update(at=timezone.now() - timedelta(days=31))
    assert not offered(editor, change_url(draft))


# --- who may ---


def test_a_copy_is_its_writers_own(editor, chief_editor, draft):
    form = opened(editor, change_url(draft), headline="Private thoughts")
    keep(editor, autosave_url(draft), form)
    assert "Private thoughts" not in chief_editor.get(change_url(draft)).content.decode()
    shown = chief_editor.get(f"{change_url(draft)}?typed={key(form)}").content.decode()
    assert "Private thoughts" not in shown
    chief_editor.post(FORGET, {"form_key": key(form)})
    assert Autosave.objects.unsaved().count() == 1


def test_nobody_keeps_a_copy_of_what_they_may_not_write_on(reporter, moderator, client, draft):
    for stranger in (reporter, moderator, client):
        assert keep(stranger, autosave_url(draft), {"form_key": str(uuid.uuid4())}).status_code in (302, 403, 404)
    for stranger in (moderator, client):
        assert keep(stranger, NEW, {"form_key": str(uuid.uuid4())}).status_code in (302, 403)
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("asked", ["nonsense", "", "1cd3565a-967b-457a-a81f-7fe91f7f07f3"])
def test_an_address_that_asks_for_no_copy_of_ours_shows_the_form(editor, draft, asked):
    assert fields_of(editor.get(f"{change_url(draft)}?typed={asked}"))["headline"] == ["Rain"]


def test_a_copy_of_one_article_is_not_shown_in_another(editor, draft):
    form = opened(editor, change_url(draft), headline="Typed")
    keep(editor, autosave_url(draft), form)
    other = factories.draft(headline="Other")
    assert fields_of(editor.get(f"{change_url(other)}?typed={key(form)}"))["headline"] == ["Other"]
