"""Several pictures at once: taken in, refused one by one, and their words written side by side."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.admin.picture_upload import AT_ONCE
from articles.models import Picture
from tests import factories
from tests.articles.newsdesk import fields_of

pytestmark = pytest.mark.one_database

LIST = "/admin/articles/picture/"
UPLOAD = f"{LIST}upload/"
SEVERAL = f"{LIST}several/"
WORDS = {"credit": "Ann Heron", "alt": "Rain", "licence": "CC BY 4.0", "licence_expires_on": "2031-05-20"}


def file(number, name=None):
    return factories.image_file(name or f"rain-{number}.jpg", size=(60, 40), colour=(number * 9 % 256, 40, 90))


def scan(name="scan.tif"):
    return SimpleUploadedFile(name, b"II*\0 nothing to see")


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def in_script(client, files, **words):
    return client.post(UPLOAD, {**WORDS, **words, "files": files}, headers={"accept": "application/json"})


def test_several_files_are_taken_in_with_the_same_words(reporter):
    answer = reporter.post(UPLOAD, {**WORDS, "files": [file(1), file(2)]}, follow=True)
    pictures = Picture.objects.all()
    assert len(pictures) == 2
    for picture in pictures:
        assert (picture.credit, picture.alt, picture.licence) == ("Ann Heron", "Rain", "CC BY 4.0")
        assert str(picture.licence_expires_on) == "2031-05-20"
        assert picture.uploaded_by == reporter.user
    assert "Words of several pictures" in answer.content.decode()


def test_a_bad_file_says_why_and_the_others_are_taken_in(reporter):
    answer = reporter.post(UPLOAD, {**WORDS, "files": [file(1), scan(), file(2)]}, follow=True)
    assert Picture.objects.count() == 2
    assert [words for words in said(answer) if "scan.tif" in words and "not a picture" in words]


def test_a_file_that_is_here_already_leads_to_the_one_that_is(reporter):
    first = factories.picture(caption="The first")
    answer = reporter.post(UPLOAD, {"files": [factories.image_file("again.jpg")]}, follow=True)
    assert Picture.objects.count() == 1
    assert [words for words in said(answer) if "again.jpg" in words and f"{LIST}{first.pk}/change/" in words]


def test_the_same_file_twice_in_one_request_is_one_picture(reporter):
    reporter.post(UPLOAD, {"files": [file(1), file(1, "copy.jpg")]})
    assert Picture.objects.count() == 1


def test_a_withdrawn_picture_is_not_taken_in_again(reporter, editor):
    factories.picture().withdraw(editor.user, "The photographer asked.")
    answer = reporter.post(UPLOAD, {"files": [factories.image_file()]}, follow=True)
    assert [words for words in said(answer) if "The photographer asked." in words]
    assert Picture.objects.count() == 1


def test_more_files_than_one_request_takes_are_named(reporter):
    files = [file(number) for number in range(AT_ONCE + 2)]
    answer = reporter.post(UPLOAD, {"files": files}, follow=True)
    assert Picture.objects.count() == AT_ONCE
    words = " ".join(said(answer))
    assert f"Only {AT_ONCE} files are taken at once" in words
    assert f"rain-{AT_ONCE}.jpg, rain-{AT_ONCE + 1}.jpg" in words


def test_no_file_at_all_is_said(reporter):
    assert "Choose at least one file." in said(reporter.post(UPLOAD, WORDS, follow=True))


def test_files_are_kept_when_a_word_for_all_of_them_is_wrong(reporter):
    answer = reporter.post(UPLOAD, {**WORDS, "licence_expires_on": "soon", "files": [file(1)]}, follow=True)
    assert Picture.objects.get().credit == "Ann Heron"
    assert [words for words in said(answer) if "valid date" in words]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.tif", "a" * 5000 + ".tif", "фото й ґанок.tif"])
def test_names_of_files_are_harmless(reporter, name):
    page = reporter.post(UPLOAD, {"files": [scan(name)]}, follow=True).content.decode()
    assert "not a picture" in page
    assert "<script>alert" not in page


def test_the_script_is_told_about_each_file_in_json(reporter):
    added = in_script(reporter, [file(1)], alt="").json()
    picture = Picture.objects.get()
    assert added["url"] == f"{LIST}{picture.pk}/change/"
    assert (added["is_new"], added["size"], added["warnings"]) == (True, "60 × 40", ["It has no alternative text."])
    known = in_script(reporter, [file(1)]).json()
    assert (known["is_new"], known["url"]) == (False, added["url"])
    refused = in_script(reporter, [scan()])
    assert refused.status_code == 400
    assert "not a picture" in refused.json()["problem"]
    assert in_script(reporter, []).status_code == 400


def test_who_may_not_add_pictures_uploads_none(moderator, reader, client):
    for somebody, status in ((moderator, 403), (reader, 302), (client, 302)):
        assert somebody.post(UPLOAD, {"files": [file(1)]}).status_code == status
    assert "picture_upload" not in moderator.get(LIST).content.decode()
    assert not Picture.objects.exists()


def test_following_the_address_of_the_upload_adds_nothing(reporter):
    assert reporter.get(UPLOAD).status_code == 302


# --- words of several ---


def of_several(client, *pictures):
    return client.get(SEVERAL, {"pictures": [picture.pk for picture in pictures]})


def several(number):
    for index in range(number):
        picture = Picture(caption=f"Picture {index}", credit="Us")
        picture.admit(file(index))
        picture.make_renditions()
        picture.save()
        yield picture


def test_the_words_of_several_pictures_are_written_on_one_page(editor):
    one, other = several(2)
    typed = fields_of(of_several(editor, one, other), "several_form")
    editor.post(SEVERAL, {**typed, f"{one.pk}-alt": "Rain", f"{other.pk}-credit": "Ann Heron"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.alt, one.credit) == ("Rain", "Us")
    assert (other.alt, other.credit) == ("", "Ann Heron")


def test_one_wrong_word_saves_none_and_loses_none(editor):
    one, other = several(2)
    typed = fields_of(of_several(editor, one, other), "several_form")
    typed |= {f"{one.pk}-alt": "Rain", f"{other.pk}-alt": "a" * 300}
    answer = editor.post(SEVERAL, typed)
    assert "Nothing was saved yet" in answer.content.decode()
    shown = fields_of(answer, "several_form")
    assert (shown[f"{one.pk}-alt"], shown[f"{other.pk}-alt"]) == (["Rain"], ["a" * 300])
    one.refresh_from_db()
    assert one.alt == ""


def test_pictures_of_others_are_left_out(reporter):
    own, foreign = several(2)
    Picture.objects.filter(pk=own.pk).update(uploaded_by=reporter.user)
    assert "1 of them is not yours to change" in of_several(reporter, own, foreign).content.decode()
    typed = {"pictures": [own.pk, foreign.pk], f"{own.pk}-alt": "Own", f"{foreign.pk}-alt": "Forged"}
    reporter.post(SEVERAL, typed)
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.alt, foreign.alt) == ("Own", "")


@pytest.mark.parametrize("numbers", [[], ["x"], ["0"], ["99999999999999999999999"], ["-1"], ["1", "\x00"]])
def test_nonsense_in_place_of_pictures_leads_to_the_list(editor, numbers):
    for answer in (editor.get(SEVERAL, {"pictures": numbers}), editor.post(SEVERAL, {"pictures": numbers})):
        assert answer.status_code in (302, 404)


def test_many_pictures_are_asked_for_at_once(editor, django_assert_max_num_queries):
    one, *others = several(6)
    of_several(editor, one)
    with django_assert_max_num_queries(5) as few:
        of_several(editor, one)
    with django_assert_max_num_queries(len(few)):
        of_several(editor, one, *others)
