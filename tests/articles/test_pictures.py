"""What is let into the library, what is made of it, and who may change it."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles import images
from articles.models import Article, Picture
from tests import factories
from tests.articles.newsdesk import fields_of, press, rows

pytestmark = pytest.mark.one_database

ADD = "/admin/articles/picture/add/"
RED, GREEN, BLUE = (200, 0, 0), (0, 150, 0), (0, 0, 200)


def upload(content, name="picture.jpg", declared="image/jpeg"):
    return SimpleUploadedFile(name, content, declared)


def encoded(image, kind, **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def png_header(width, height, rest=b""):
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rest)) + chunk(b"IEND", b"")


def original(picture):
    with default_storage.open(picture.file.name) as file, Image.open(file) as image:
        image.load()
        return image


def near(pixel, colour, tolerance=12):
    return all(abs(one - other) <= tolerance for one, other in zip(pixel, colour, strict=True))


def two_halves(mode="RGB", size=(600, 400)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


# --- what is refused ---

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = encoded(Image.new("RGB", (20, 20)), "GIF")
TIFF = encoded(Image.new("RGB", (20, 20)), "TIFF")
JPEG = encoded(two_halves(), "JPEG")
REFUSED = {
    "header of 30,000 by 30,000": (png_header(30_000, 30_000), "pixels"),
    "header of a very long strip": (png_header(1, 60_000), "pixels"),
    "bomb of zeros": (png_header(9_000, 9_000, b"\0" * 20_000_000), "pixels"),
    "SVG with the name of a JPEG": (SVG, "not a picture"),
    "HTML with the name of a JPEG": (HTML, "not a picture"),
    "GIF with the name of a JPEG": (GIF, "not a picture"),
    "TIFF with the name of a JPEG": (TIFF, "not a picture"),
    "truncated JPEG": (JPEG[: len(JPEG) // 2], "not a picture"),
    "truncated PNG": (encoded(two_halves(), "PNG")[:200], "not a picture"),
    "only the first bytes of a JPEG": (b"\xff\xd8\xff\xe0", "not a picture"),
    "noise": (bytes(range(256)) * 40, "not a picture"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_picture_is_refused_with_a_sentence(editor, content, words):
    response = editor.post(ADD, {"upload": upload(content), "focal_x": 50, "focal_y": 50, "alt": "Typed"})
    assert words in str(response.context["adminform"].form.errors["upload"])
    assert "Typed" in response.content.decode()
    assert not Picture.objects.exists()


def test_an_empty_file_is_refused(editor):
    response = editor.post(ADD, {"upload": upload(b""), "focal_x": 50, "focal_y": 50})
    assert response.context["adminform"].form.errors["upload"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    file = upload(JPEG)
    file.size = images.MAX_BYTES + 1
    with pytest.raises(ValidationError, match="larger than"):
        images.admit(file)


def test_a_png_with_a_bomb_in_its_colour_profile_is_refused_or_harmless(db):
    bomb = zlib.compress(b"\0" * 50_000_000)
    data = b"icc\0\0" + bomb
    chunk = struct.pack(">I", len(data)) + b"iCCP" + data + struct.pack(">I", zlib.crc32(b"iCCP" + data))
    png = encoded(two_halves(), "PNG")
    try:
        admitted = images.admit(upload(png[:33] + chunk + png[33:]))
    except ValidationError:
        return
    assert admitted.image.size == (600, 400)


# --- what is made clean ---


def admitted(content, **options):
    return images.admit(upload(content, **options))


def test_a_page_hidden_behind_a_picture_is_gone():
    kept = admitted(JPEG + HTML + SVG).content
    assert b"script" not in kept
    assert kept.startswith(b"\xff\xd8\xff")


def test_a_page_hidden_in_a_comment_of_the_picture_is_gone():
    assert b"script" not in admitted(encoded(two_halves(), "JPEG", comment=HTML)).content


def test_place_and_camera_are_stripped_and_the_picture_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (50.0, 27.0, 0.0)
    result = admitted(encoded(two_halves(), "JPEG", exif=exif, quality=95))
    kept = Image.open(io.BytesIO(result.content))
    assert not kept.getexif()
    assert b"Camera maker" not in result.content
    assert kept.size == (400, 600)
    assert near(kept.getpixel((200, 50)), RED)
    assert near(kept.getpixel((200, 550)), BLUE)


def test_broken_metadata_does_not_matter():
    content = encoded(two_halves(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff garbage")
    assert admitted(content).image.size == (600, 400)


def test_a_wrong_extension_and_a_wrong_type_do_not_matter(editor):
    file = upload(encoded(two_halves(), "PNG"), "letter.html", "text/html")
    assert editor.post(ADD, {"upload": file, "focal_x": 50, "focal_y": 50}).status_code == 302
    assert Picture.objects.get().file.name.endswith(".jpg")


NAMES = [
    "../../../etc/passwd.jpg",
    "a" * 300 + ".jpg",
    "\u202egnp.exe.jpg",
    "<script>.jpg",
    "фото й ґанок.jpg",
    ".jpg",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_means_nothing(editor, name):
    response = editor.post(ADD, {"upload": upload(JPEG, name), "focal_x": 50, "focal_y": 50})
    assert response.status_code in (200, 302)  # Django may refuse a name by itself
    for picture in Picture.objects.all():
        assert picture.file.name == f"originals/{picture.digest[:2]}/{picture.digest[:24]}.jpg"


MODES = {
    "CMYK JPEG": ("CMYK", "JPEG", {}),
    "grey JPEG": ("L", "JPEG", {}),
    "palette PNG": ("P", "PNG", {}),
    "one-bit PNG": ("1", "PNG", {}),
    "WebP": ("RGB", "WEBP", {}),
    "AVIF": ("RGB", "AVIF", {}),
    "progressive JPEG": ("RGB", "JPEG", {"progressive": True}),
}


@pytest.mark.parametrize(("mode", "kind", "options"), MODES.values(), ids=MODES)
def test_pictures_of_every_mode_become_the_same_kind_of_jpeg(mode, kind, options):
    kept = Image.open(io.BytesIO(admitted(encoded(two_halves(mode), kind, **options)).content))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (600, 400))
    left, right = kept.getpixel((100, 200)), kept.getpixel((500, 200))
    assert left != right


def test_a_cmyk_picture_keeps_its_colours():
    image = Image.open(io.BytesIO(admitted(encoded(two_halves("CMYK"), "JPEG", quality=95)).content))
    assert near(image.getpixel((100, 200)), RED, 40)


def test_a_grey_picture_of_sixteen_bits_is_not_bleached():
    image = Image.new("I;16", (300, 200), 32_768)
    kept = Image.open(io.BytesIO(admitted(encoded(image, "PNG")).content))
    assert near(kept.getpixel((150, 100)), (128, 128, 128))


def test_transparent_parts_lie_on_paper():
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((*GREEN, 255), (0, 0, 100, 200))
    kept = Image.open(io.BytesIO(admitted(encoded(image, "PNG")).content))
    assert near(kept.getpixel((250, 100)), images.PAPER)
    assert near(kept.getpixel((50, 100)), GREEN)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_moment_is_kept(kind):
    frames = [Image.new("RGB", (300, 200), colour) for colour in (RED, BLUE)]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    kept = Image.open(io.BytesIO(admitted(content).content))
    assert near(kept.getpixel((150, 100)), RED, 30)


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("CMYK", "JPEG")])
def test_a_large_picture_on_its_side_is_turned_and_kept_smaller_whatever_its_mode(mode, kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = admitted(encoded(two_halves(mode, size=(5000, 3000)), kind, exif=exif)).image
    assert kept.size == (images.KEPT_SIDE * 3 // 5, images.KEPT_SIDE)
    assert near(kept.getpixel((700, 300)), RED, 40)
    assert near(kept.getpixel((700, 2100)), BLUE, 40)


def test_a_large_picture_is_kept_smaller():
    assert max(admitted(encoded(Image.new("RGB", (5000, 3000)), "JPEG")).image.size) == images.KEPT_SIDE


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (399, 401)])
def test_odd_shapes_get_their_renditions(db, size):
    picture = Picture(alt="Odd", credit="Us")
    picture.admit(upload(encoded(Image.new("RGB", size, RED), "PNG")))
    picture.make_renditions()
    picture.save()
    for shape in images.RATIOS:
        renditions = picture.renditions(shape)
        for width in renditions.widths:
            for kind in images.FORMATS:
                with default_storage.open(renditions.name(width, kind)) as file, Image.open(file) as image:
                    assert image.width == width


# --- the library ---


def test_an_upload_makes_every_file_pages_ask_for(editor):
    data = {"upload": factories.image_file(), "alt": "Blue", "credit": "Us", "focal_x": 50, "focal_y": 50}
    editor.post(ADD, data)
    picture = Picture.objects.get()
    assert picture.uploaded_by == editor.user
    for shape in images.RATIOS:
        renditions = picture.renditions(shape)
        assert all(
            default_storage.exists(renditions.name(w, kind)) for w in renditions.widths for kind in images.FORMATS
        )


def test_the_same_picture_twice_leads_to_the_first(editor):
    first = factories.picture()
    response = editor.post(ADD, {"upload": factories.image_file("other.jpg"), "focal_x": 50, "focal_y": 50})
    assert f"/admin/articles/picture/{first.pk}/change/" in response.content.decode()
    assert Picture.objects.count() == 1


def test_a_moved_focal_point_makes_the_cuts_anew(editor):
    picture = factories.picture()
    picture.admit(upload(encoded(two_halves(size=(1600, 800)), "PNG")))
    picture.make_renditions()
    picture.save()
    page = f"/admin/articles/picture/{picture.pk}/change/"
    editor.post(page, {**fields_of(editor.get(page), "picture_form"), "focal_x": 0, "focal_y": 0})
    picture.refresh_from_db()
    square = picture.renditions(images.SQUARE)
    with default_storage.open(square.name(square.width, "jpg")) as file, Image.open(file) as image:
        assert near(image.getpixel((5, 5)), RED)
        assert near(image.getpixel((image.width - 5, 5)), RED)


@pytest.mark.parametrize("point", [-1, 101, "x"])
def test_a_focal_point_outside_the_picture_is_refused(editor, point):
    picture = factories.picture()
    page = f"/admin/articles/picture/{picture.pk}/change/"
    response = editor.post(page, {**fields_of(editor.get(page), "picture_form"), "focal_x": point})
    assert response.status_code == 200


def test_a_reporter_does_not_change_a_picture_readers_see(reporter):
    picture = factories.picture(alt="Before", uploaded_by=reporter.user)
    page = f"/admin/articles/picture/{picture.pk}/change/"
    data = {"alt": "After", "focal_x": 50, "focal_y": 50}
    assert reporter.post(page, data).status_code == 302
    factories.article(picture=picture)
    assert reporter.post(page, {**data, "alt": "Later"}).status_code == 403
    assert reporter.get(page).status_code == 200
    picture.refresh_from_db()
    assert picture.alt == "After"


# --- right in the article form ---


def with_picture(client, file, button="_save", **typed):
    return press(client, button, headline="Rain", files={"upload": file}, **typed)


def test_a_picture_is_uploaded_in_the_article_form(reporter):
    with_picture(reporter, factories.image_file(), picture_alt="A blue field", picture_credit="Us")
    picture = Article.objects.get().picture
    assert (picture.alt, picture.credit, picture.uploaded_by) == ("A blue field", "Us", reporter.user)


def test_a_bad_file_is_named_beside_its_field_and_the_text_stays(reporter):
    response = with_picture(reporter, upload(SVG), body="<p>Typed.</p>")
    assert response.context["adminform"].form.errors["upload"]
    assert fields_of(response)["body"] == ["<p>Typed.</p>"]


def test_a_good_file_is_not_asked_for_twice_when_something_else_is_wrong(reporter):
    response = press(reporter, "_save", headline="", files={"upload": factories.image_file()}, picture_alt="Blue")
    picture = Picture.objects.get()
    kept = fields_of(response)
    assert (kept["picture"], kept["picture_alt"]) == ([str(picture.pk)], ["Blue"])


def test_words_of_the_picture_before_do_not_move_to_the_new_one(editor):
    before = factories.picture(alt="A blue field")
    article = factories.draft(picture=before)
    new = factories.image_file(colour=(200, 0, 0))
    press(editor, "_save", article, files={"upload": new}, picture_credit="Somebody new")
    article.refresh_from_db()
    before.refresh_from_db()
    assert (article.picture.alt, article.picture.credit) == ("", "Somebody new")
    assert (before.alt, before.credit) == ("A blue field", "The-News")


def test_a_picture_chosen_without_script_keeps_its_own_words(editor):
    first, second = factories.picture(alt="First"), factories.picture(alt="Second")
    article = factories.draft(picture=first)
    press(editor, "_save", article, picture=second.pk)
    second.refresh_from_db()
    assert second.alt == "Second"


def test_a_reporter_does_not_reword_a_picture_of_others_through_a_draft(reporter):
    picture = factories.picture(alt="Before")
    factories.article(picture=picture)
    article = factories.draft(created_by=reporter.user, picture=picture)
    response = press(reporter, "_save", article, picture_alt="After")
    picture.refresh_from_db()
    assert picture.alt == "Before"
    assert "an editor can change its words" in response.content.decode()


def test_a_refused_update_keeps_the_uploaded_file(editor):
    article = factories.article(standfirst="")
    new = factories.image_file(colour=(200, 0, 0))
    response = press(editor, "_publish", article, body="", files={"upload": new}, picture_alt="R", picture_credit="U")
    assert response.status_code == 200
    assert fields_of(response)["picture"] == [str(Picture.objects.get().pk)]
    article.refresh_from_db()
    assert article.picture is None


def test_a_moderator_uploads_nothing(moderator):
    assert moderator.post(ADD, {"upload": factories.image_file()}).status_code == 403
    data = {"headline": "Rain", "upload": factories.image_file(), **rows("bylines")}
    assert moderator.post("/admin/articles/article/add/", data).status_code == 403
    assert not Picture.objects.exists()
