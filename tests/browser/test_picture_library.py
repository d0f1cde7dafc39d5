"""The library by hand: files dropped and sent one by one, and the focal point set on the picture itself."""

import io
import itertools
import re

import pytest
from PIL import Image

from .looks import faults_in

pytestmark = pytest.mark.browser

LIST = "/admin/articles/picture/"
SENT = "**/picture/upload/"
COLOURS = itertools.count(1)
DROP = """([name, numbers]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(numbers)], name, { type: "image/png" }));
  return data;
}"""


def png(name, size=(120, 80)):
    """A picture unlike any other."""
    number, content = next(COLOURS), io.BytesIO()
    Image.new("RGB", size, (number, 255 - number, 90)).save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


SCAN = {"name": "scan.tif", "mimeType": "image/tiff", "buffer": b"II*\0 nothing to see"}


def open_library(page):
    page.goto(LIST)
    page.get_by_label("Credit for all of them").fill("Ann Heron")
    return page


def choose(page, *files):
    page.get_by_label("Files", exact=True).set_input_files(list(files))


def row(page, name):
    return page.locator(".nd-up li", has_text=name)


def send(page):
    page.get_by_role("button", name="Add them").click()


def result(page):
    said = page.locator(".nd-drop [role=status]")
    said.get_by_text("Added:").wait_for()
    return said.inner_text()


def test_files_are_sent_one_by_one_with_their_own_words(editor_page):
    page = open_library(editor_page)
    choose(page, png("rain.png"), SCAN, png("snow.png"))
    row(page, "snow.png").get_by_label("Credit").fill("Oles Snow")
    page.get_by_label("Alternative text for all of them").fill("A plain field")
    row(page, "snow.png").get_by_label("Alternative text").fill("A field of snow")
    send(page)
    assert "Added: 2. In the library already: 0. Not taken: 1." in result(page)
    assert "not a picture" in row(page, "scan.tif").inner_text()
    row(page, "snow.png").get_by_role("link", name="Open").click()
    assert page.get_by_label("Credit").input_value() == "Oles Snow"
    assert page.get_by_label("Alternative text").input_value() == "A field of snow"
    page.go_back()
    words = page.locator(".nd-grid").inner_text()
    assert "Ann Heron" in words
    assert "A plain field" in words


def test_the_words_of_all_that_were_added_are_one_press_away(editor_page):
    page = open_library(editor_page)
    choose(page, png("hail.png"), png("sleet.png"))
    send(page)
    result(page)
    page.get_by_role("link", name="Write the words of the added ones").click()
    assert page.get_by_label("Caption", exact=True).count() == 2
    page.get_by_label("Caption", exact=True).first.fill("Hail over Lviv")
    page.get_by_role("button", name="Save").click()
    assert "1 picture was changed." in page.locator(".messagelist").inner_text()
    assert page.locator(".nd-grid").get_by_text("Hail over Lviv").is_visible()


def test_a_file_that_failed_says_so_and_is_sent_again(editor_page):
    page = open_library(editor_page)
    page.route(SENT, lambda route: route.abort(), times=1)
    choose(page, png("fog.png"), png("mist.png"))
    send(page)
    assert "Added: 1." in result(page)
    assert "could not be reached" in row(page, "fog.png").inner_text()
    row(page, "fog.png").get_by_role("button", name="Try again").click()
    row(page, "fog.png").get_by_role("link", name="Open").wait_for()
    assert "Added: 2." in result(page)


def test_a_stopped_file_does_not_hold_up_the_others(editor_page):
    page = open_library(editor_page)
    page.route(SENT, lambda route: None, times=1)  # it is never answered
    choose(page, png("dew.png"), png("frost.png"))
    send(page)
    row(page, "dew.png").get_by_role("button", name="Stop").click()
    assert "Added: 1. In the library already: 0. Not taken: 1." in result(page)
    assert "Stopped" in row(page, "dew.png").inner_text()
    page.unroute_all(behavior="ignoreErrors")


def test_a_file_of_more_than_20_mb_is_not_even_sent(editor_page, tmp_path):
    page, large = open_library(editor_page), tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    choose(page, large)
    assert "larger than 20 MB" in row(page, "large.jpg").inner_text()
    row(page, "large.jpg").get_by_role("button", name="Remove").click()
    assert page.locator(".nd-up li").count() == 0


def test_a_file_that_was_dropped_twice_is_one_picture(editor_page):
    page = open_library(editor_page)
    dropped = png("dropped.png")
    for _time in range(2):
        data = page.evaluate_handle(DROP, [dropped["name"], list(dropped["buffer"])])
        page.dispatch_event("#picture_upload", "drop", {"dataTransfer": data})
    send(page)
    assert "Added: 1. In the library already: 1. Not taken: 0." in result(page)
    assert page.locator(".nd-up").get_by_role("link", name="Use that one").is_visible()


def test_several_files_are_added_without_script(open_page):
    from .conftest import log_in

    page = open_page(javascript=False)
    log_in(page, "reporter")
    page.goto(LIST)
    page.get_by_label("Credit for all of them").fill("Ann Heron")
    choose(page, png("sun.png"), SCAN, png("moon.png"))
    send(page)
    assert "“scan.tif”: This is not a picture" in page.locator(".messagelist").inner_text()
    assert page.get_by_label("Credit").count() == 2
    assert page.get_by_label("Credit").first.input_value() == "Ann Heron"


# --- the focal point ---


@pytest.fixture
def wide_picture(editor_page):
    """The page of a picture three times as wide as high."""
    page = open_library(editor_page)
    choose(page, png("wide.png", size=(1200, 400)))
    send(page)
    result(page)
    page.locator(".nd-up").get_by_role("link", name="Open").click()
    return page


def point(page):
    return tuple(int(page.locator(f"#id_focal_{axis}").input_value()) for axis in "xy")


def shift(page, crop):
    """How far to the right the window of a cut stands: 0 % at the left edge, 100 % at the right one."""
    position = page.locator(f'[data-crop="{crop}"] img').evaluate("image => image.style.objectPosition")
    return float(re.match(r"([\d.]+)%", position)[1])


def test_the_focal_point_follows_a_click_a_drag_and_the_arrow_keys(wide_picture):
    page = wide_picture
    page.locator(".nd-focal").scroll_into_view_if_needed()
    area = page.locator(".nd-focal img").bounding_box()
    page.mouse.click(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.5)
    assert point(page) == (25, 50)
    page.mouse.move(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.7, area["y"] + area["height"] * 0.2, steps=4)
    page.mouse.up()
    assert point(page) == (70, 20)
    mark = page.get_by_role("slider", name="Focal point")
    mark.press("ArrowLeft")
    mark.press("Shift+ArrowDown")
    assert point(page) == (69, 30)
    assert mark.get_attribute("aria-valuetext") == "69 % from the left, 30 % from the top"
    mark.press("Shift+ArrowLeft")
    for _time in range(9):
        mark.press("Shift+ArrowLeft")
    assert point(page)[0] == 0


def test_the_three_cuts_are_shown_as_they_will_be_made(wide_picture):
    page = wide_picture
    page.get_by_label("from the left").fill("100")
    assert [shift(page, crop) for crop in ("3/2", "16/9", "1/1")] == [100, 100, 100]
    page.get_by_label("from the left").fill("50")
    assert [round(shift(page, crop)) for crop in ("3/2", "16/9", "1/1")] == [50, 50, 50]
    page.get_by_label("from the left").fill("25")
    # 300 of 1200 pixels lie left of the point: a window of 600 begins at 0, one of 400 at 100 of the 800 left over
    assert [round(shift(page, crop), 1) for crop in ("3/2", "1/1")] == [0, 12.5]
    page.get_by_role("button", name="Save and continue editing").click()
    square = page.locator('[data-crop="1/1"]')
    assert square.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert point(page)[0] == 25


def test_axe_finds_nothing_in_the_library(editor_page):
    page = editor_page
    page.goto(LIST)
    first = page.locator(".nd-pic a.nd-hed").first.get_attribute("href")
    choose(page, png("hoar.png"))
    for address in (None, first, first.replace("change", "withdraw"), first.replace("change", "delete")):
        if address:
            page.goto(address)
        assert faults_in(page) == {}, address
