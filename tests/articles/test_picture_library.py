"""Finding pictures, their licences and focal points, and pictures that were withdrawn."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts.audit import AuditEntry
from articles import images
from articles.models import Picture
from tests import factories
from tests.articles.newsdesk import fields_of

LIST = "/admin/articles/picture/"
COLOURS = iter((red, green, 90) for red in range(0, 250, 10) for green in range(0, 250, 10))


def picture(**fields):
    """Unlike any other: factories.picture() always has the same content."""
    made = Picture(**{"alt": "A field", "caption": "A field.", "credit": "The-News", **fields})
    made.admit(factories.image_file(size=(900, 400), colour=next(COLOURS)))
    made.make_renditions()
    made.save()
    return made


def page_of(picture, act="change"):
    return f"{LIST}{picture.pk}/{act}/"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def listed(client, query=""):
    answer = client.get(LIST + query)
    return {row.caption for row in answer.context["cl"].result_list}


def files_of(picture):
    return {name for name in images.rendition_names(picture) | {picture.file.name} if default_storage.exists(name)}


def folder(picture):
    return set(default_storage.listdir(images.folder_of(picture.digest))[1])


# --- the list ---


def test_pictures_are_found_by_caption_alternative_text_and_credit(reporter):
    picture(caption="Heron", alt="x", credit="x")
    picture(caption="Two", alt="A heron", credit="x")
    picture(caption="Three", alt="x", credit="Ann Heron")
    picture(caption="Rain", alt="x", credit="x")
    assert listed(reporter, "?q=heron") == {"Heron", "Two", "Three"}


def test_the_views_show_what_is_to_be_looked_at(editor):
    picture(caption="no credit", credit="")
    picture(caption="no alt", alt="")
    picture(caption="ends", licence_expires_on=in_days(29))
    picture(caption="ended", licence_expires_on=in_days(-1))
    picture(caption="later", licence_expires_on=in_days(30))
    picture(caption="mine", uploaded_by=editor.user)
    picture(caption="gone").withdraw(editor.user, "Not ours.")
    used = picture(caption="used")
    factories.draft(picture=used)
    portrait = picture(caption="portrait")
    factories.author(portrait=portrait)

    everything = {"no credit", "no alt", "ends", "ended", "later", "mine", "used", "portrait"}
    assert listed(editor) == listed(editor, "?look=nonsense") == everything
    assert listed(editor, "?look=credit") == {"no credit"}
    assert listed(editor, "?look=alt") == {"no alt"}
    assert listed(editor, "?look=use") == everything - {"used", "portrait"}
    assert listed(editor, "?look=licence") == {"ends", "ended"}
    assert listed(editor, "?look=ended") == {"ended"}
    assert listed(editor, "?look=mine") == {"mine"}
    assert listed(editor, "?look=withdrawn") == {"gone"}


def test_each_view_says_how_many_it_has(editor):
    picture(credit="")
    picture()
    counts = {view["query"]: view["count"] for view in editor.get(LIST).context["views"]}
    assert (counts["?"], counts["?look=credit"], counts["?look=withdrawn"]) == (2, 1, 0)


def test_the_list_asks_as_much_for_many_pictures_as_for_one(editor, django_assert_max_num_queries):
    factories.draft(picture=picture())
    editor.get(LIST)
    with django_assert_max_num_queries(18) as few:
        editor.get(LIST)
    for _number in range(5):
        factories.draft(picture=picture())
        factories.author(portrait=picture())
    with django_assert_max_num_queries(len(few)):
        words = editor.get(LIST).content.decode()
    assert words.count("Used in 1") == 11


@pytest.mark.parametrize("query", ["?p=99999", "?look=%00", "?q=%27%22%3C", "?o=9.-9", "?look=credit&look=use"])
def test_nonsense_in_the_address_of_the_list_is_answered(editor, query):
    assert editor.get(LIST + query, follow=True).status_code in (200, 404)


def test_withdrawn_pictures_are_not_suggested_in_forms(editor):
    picture(caption="Heron here")
    picture(caption="Heron gone").withdraw(editor.user, "Not ours.")
    wanted = {"app_label": "articles", "model_name": "article", "field_name": "picture", "term": "heron"}
    found = editor.get("/admin/autocomplete/", wanted).json()["results"]
    assert [row["text"] for row in found] == ["Heron here"]


# --- licences ---


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "Its licence ended on"), (0, "Its licence ends on"), (29, "Its licence ends on")]
)
def test_an_end_of_licence_is_warned_of(editor, days, words):
    ending = picture(licence_expires_on=in_days(days))
    assert words in editor.get(page_of(ending)).content.decode()
    assert words in " ".join(editor.get(page_of(ending, "words")).json()["warnings"])


@pytest.mark.parametrize("day", [None, 30])
def test_a_licence_far_from_its_end_is_not_warned_of(db, day):
    assert picture(licence_expires_on=in_days(day) if day else None).warnings() == []


def test_the_list_says_how_many_days_are_left(editor):
    picture(licence_expires_on=in_days(1))
    picture(licence_expires_on=in_days(-3))
    words = editor.get(LIST).content.decode()
    assert "1 day left" in words
    assert "Licence ended" in words


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "99999-01-01"])
def test_an_end_of_licence_that_is_no_day_is_refused_and_nothing_is_lost(editor, day):
    kept = picture()
    typed = {**fields_of(editor.get(page_of(kept)), "picture_form"), "licence_expires_on": day, "caption": "Typed"}
    answer = editor.post(page_of(kept), typed)
    assert answer.context["adminform"].form.errors["licence_expires_on"]
    assert fields_of(answer, "picture_form")["caption"] == ["Typed"]


def test_the_desk_finds_live_articles_whose_picture_has_no_credit(db):
    live, draft, scheduled = picture(), picture(), picture()
    factories.article(picture=live)
    factories.draft(picture=draft)
    factories.article(picture=scheduled, at=timezone.now() + timedelta(hours=1))
    Picture.objects.update(credit="")
    assert list(Picture.objects.without_credit_in_live_articles()) == [live]


# --- the focal point, and files nobody names ---


@pytest.mark.django_db(transaction=True)
def test_files_of_an_old_cut_are_removed_when_the_focal_point_has_moved(editor):
    moved = picture()
    before = files_of(moved)
    typed = {**fields_of(editor.get(page_of(moved)), "picture_form"), "focal_x": 10}
    assert editor.post(page_of(moved), typed).status_code == 302
    moved.refresh_from_db()
    assert files_of(moved) == images.rendition_names(moved) | {moved.file.name}
    assert len(folder(moved)) == len(images.rendition_names(moved))
    assert files_of(moved) != before


@pytest.mark.django_db(transaction=True)
def test_cuts_that_another_picture_of_the_same_file_names_stay(editor):
    moved, twin = factories.picture(), factories.picture(focal_x=50)
    typed = {**fields_of(editor.get(page_of(moved)), "picture_form"), "focal_x": 10}
    editor.post(page_of(moved), typed)
    assert files_of(twin) == images.rendition_names(twin) | {twin.file.name}


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_is_gone_from_the_disk(editor):
    replaced = picture()
    old, original = images.folder_of(replaced.digest), replaced.file.name
    new = factories.image_file(colour=next(COLOURS))
    typed = {**fields_of(editor.get(page_of(replaced)), "picture_form"), "upload": new}
    assert editor.post(page_of(replaced), typed).status_code == 302
    replaced.refresh_from_db()
    assert replaced.file.name != original
    assert files_of(replaced) == images.rendition_names(replaced) | {replaced.file.name}
    assert not default_storage.exists(original)
    assert not default_storage.exists(f"{old}/full-900.jpg")


def test_a_refused_form_shows_the_picture_as_it_was(editor):
    kept = picture()
    typed = {**fields_of(editor.get(page_of(kept)), "picture_form"), "focal_x": 3, "alt": "a" * 300}
    shown = editor.post(page_of(kept), {**typed, "upload": factories.image_file()}).context["shown"]
    assert files_of(shown) == images.rendition_names(shown) | {shown.file.name}


@pytest.mark.django_db(transaction=True)
def test_deleting_a_picture_removes_its_files(publisher):
    gone = picture()
    publisher.post(page_of(gone, "delete"), {"post": "yes"})
    assert not Picture.objects.exists()
    assert files_of(gone) == set()


@pytest.mark.django_db(transaction=True)
def test_files_of_a_deleted_picture_stay_while_another_has_them(publisher):
    gone, twin = factories.picture(), factories.picture()
    publisher.post(page_of(gone, "delete"), {"post": "yes"})
    assert files_of(twin) == images.rendition_names(twin) | {twin.file.name}


# --- withdrawing ---


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_picture_is_gone_from_every_page_and_from_the_disk(editor, client):
    gone = picture(caption="The heron", credit="Ann")
    article = factories.article(picture=gone, headline="Rain in Lviv")
    author = article.bylines.get().author
    author.portrait = gone
    author.save()
    pages = [article.get_absolute_url(), author.get_absolute_url(), article.section.get_absolute_url(), "/"]
    assert all(gone.digest[:24] in client.get(page).content.decode() for page in pages)

    answer = editor.post(page_of(gone, "withdraw"), {"reason": "The photographer asked."}, follow=True)
    for page in pages:
        answer_to_reader = client.get(page)
        assert answer_to_reader.status_code == 200
        assert gone.digest[:24] not in answer_to_reader.content.decode()
    assert "The heron" not in client.get(pages[0]).content.decode()
    assert files_of(gone) == set()

    words = answer.content.decode()
    assert "The photographer asked." in words
    assert "These articles have lost it" in words
    assert "Rain in Lviv" in words
    entry = AuditEntry.objects.get(act="picture.withdrawn")
    assert (entry.note, entry.by) == ("The photographer asked.", editor.user.pk)
    assert entry.before["articles"] == [article.pk]


@pytest.mark.django_db(transaction=True)
def test_every_picture_of_the_same_file_is_withdrawn_with_it(editor):
    one, twin = factories.picture(), factories.picture()
    article = factories.article(picture=twin)
    editor.post(page_of(one, "withdraw"), {"reason": "Not ours."})
    twin.refresh_from_db()
    article.refresh_from_db()
    assert twin.withdrawn_at
    assert article.picture is None
    assert list(twin.withdrawn_from.all()) == [article]
    assert files_of(twin) == set()


@pytest.mark.parametrize("reason", ["", "   ", "a" * 1001])
def test_a_withdrawal_without_a_reason_that_can_be_kept_is_refused(editor, reason):
    kept = picture()
    answer = editor.post(page_of(kept, "withdraw"), {"reason": reason})
    assert answer.context["problem"]
    assert reason in answer.content.decode()
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_withdrawing_twice_is_written_down_once(editor):
    gone = picture()
    for _number in range(2):
        assert editor.post(page_of(gone, "withdraw"), {"reason": "Not ours."}).status_code == 302
    assert AuditEntry.objects.filter(act="picture.withdrawn").count() == 1


def test_looking_at_the_page_of_withdrawal_withdraws_nothing(editor):
    kept = picture()
    assert "cannot be undone" in editor.get(page_of(kept, "withdraw")).content.decode()
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_reporters_and_moderators_withdraw_nothing(reporter, moderator):
    kept = picture(uploaded_by=reporter.user)
    assert "Withdraw picture" not in reporter.get(page_of(kept)).content.decode()
    for somebody in (reporter, moderator):
        assert somebody.post(page_of(kept, "withdraw"), {"reason": "Mine."}).status_code == 403
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_a_withdrawn_picture_is_not_changed(editor):
    gone = picture(alt="Before")
    gone.withdraw(editor.user, "Not ours.")
    assert editor.get(page_of(gone)).status_code == 200
    assert editor.post(page_of(gone), {"alt": "After", "focal_x": 1, "focal_y": 1}).status_code == 403
    assert editor.get(page_of(gone, "words")).status_code == 404


def test_a_withdrawn_picture_does_not_come_back_as_a_file(editor):
    gone = factories.picture()
    gone.withdraw(editor.user, "The photographer asked.")
    typed = {"upload": factories.image_file(), "focal_x": 50, "focal_y": 50}
    assert "The photographer asked." in editor.post(f"{LIST}add/", typed).content.decode()
    assert Picture.objects.count() == 1


@pytest.mark.parametrize("number", [0, 99999999, 10**30])
def test_there_is_no_withdrawing_what_is_not_there(editor, number):
    for act in ("withdraw", "words"):
        assert editor.get(f"{LIST}{number}/{act}/").status_code == 404


# --- files left behind ---


def test_files_that_no_picture_names_are_tidied_away_after_a_day(db):
    kept, given_up = picture(), picture()
    before = files_of(kept)
    Picture.objects.filter(pk=given_up.pk).delete()
    call_command("tidy_pictures", verbosity=0)
    assert files_of(given_up)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        call_command("tidy_pictures", verbosity=0)
    assert files_of(given_up) == set()
    assert files_of(kept) == before
