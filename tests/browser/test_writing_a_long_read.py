"""A long read is written with the editor: a picture and a pull quote between its paragraphs, text that was pasted."""

import pytest

from tests.articles.clipboard import SAMPLES

from .looks import faults_in

pytestmark = pytest.mark.browser

BODY = ".field-body .ProseMirror[contenteditable]"
PASTE = """([selector, html]) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""
NEXT_FRAME = "() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))"
UNCLEAN = ("mso", "Mso", "style", "class=", "<font", "<span", "o:p", "xml", "<img", "<script", "Draft 3")


@pytest.fixture
def desk(editor_page):
    editor_page.complaints = []
    editor_page.on("pageerror", lambda error: editor_page.complaints.append(str(error)))
    editor_page.on("console", lambda message: message.type == "error" and editor_page.complaints.append(message.text))
    editor_page.goto("/admin/articles/article/add/")
    editor_page.locator(BODY).wait_for()
    yield editor_page
    assert editor_page.complaints == []


def html_of(page):
    return page.locator("#id_body").input_value()


def press_in_menu(page, name):
    page.locator(".field-body .prose-menubar").get_by_role("button", name=name, exact=True).click()


def test_a_picture_and_a_pull_quote_go_from_the_keyboard_to_the_page(desk, page):
    desk.locator("#id_headline").fill("The beetle in the archive")
    desk.locator("#id_kind").get_by_label("Long read").check()
    desk.locator("#id_language").select_option(label="English")
    desk.locator("#id_section").select_option(label="Science")
    desk.locator(BODY).click()
    desk.keyboard.type("It ate paper for a hundred years.")

    press_in_menu(desk, "picture from the library")
    dialog = desk.get_by_role("dialog", name="Choose a picture")
    desk.keyboard.type("biscuit beetle")
    dialog.get_by_role("button", name="biscuit beetle").wait_for()
    dialog.locator("li").nth(1).wait_for(state="detached")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    desk.locator(f"{BODY} figure figcaption", has_text="biscuit beetle").wait_for()
    assert html_of(desk).startswith('<p>It ate paper for a hundred years.</p><figure data-picture="')
    assert "img" not in html_of(desk)

    desk.keyboard.press("ArrowDown")
    desk.keyboard.type("Nobody noticed.")
    desk.keyboard.press("Shift+Home")
    press_in_menu(desk, "pull quote")
    assert html_of(desk).endswith("<p>Nobody noticed.</p><aside>Nobody noticed.</aside><p></p>")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.type("Then somebody did.")

    desk.locator("#id_bylines-0-author + .select2").click()
    desk.locator(".select2-search__field").last.fill("Danylo")
    desk.locator(".select2-results__option", has_text="Danylo Verbytskyi").click()
    desk.get_by_role("button", name="Publish now", exact=True).first.click()
    desk.get_by_text("Live.").wait_for()
    desk.locator(f"{BODY} figure figcaption", has_text="biscuit beetle").wait_for()  # it is there when one comes back

    page.goto("/science/")
    page.locator("main").get_by_role("link", name="The beetle in the archive").first.click()
    picture = page.locator(".c-prose figure img")
    picture.scroll_into_view_if_needed()
    assert "beetle" in picture.get_attribute("alt")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.locator(".c-prose figcaption", has_text="biscuit beetle").is_visible()
    assert page.locator('aside.c-pull[aria-hidden="true"]').inner_text() == "Nobody noticed."


def test_the_dialog_can_be_left_and_a_picture_replaced_and_taken_out(desk):
    desk.locator(BODY).click()
    desk.keyboard.type("Text.")
    press_in_menu(desk, "picture from the library")
    dialog = desk.get_by_role("dialog", name="Choose a picture")
    dialog.locator("li button").first.wait_for()
    desk.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    desk.evaluate(NEXT_FRAME)  # in which the editor takes its cursor up again
    desk.keyboard.type(" More text.")
    assert html_of(desk) == "<p>Text. More text.</p>"

    press_in_menu(desk, "picture from the library")
    dialog.locator("li button").first.click()
    first = html_of(desk)
    desk.keyboard.press("Enter")  # on the picture: another one in its place
    dialog.locator("li button").nth(3).click()
    dialog.wait_for(state="detached")
    assert first != html_of(desk)
    assert html_of(desk).count("data-picture") == 1
    desk.keyboard.press("Backspace")
    assert "figure" not in html_of(desk)


def test_a_pull_quote_becomes_a_paragraph_again_and_an_empty_one_is_left(desk):
    desk.locator(BODY).click()
    press_in_menu(desk, "pull quote")
    desk.keyboard.type("Large words")
    assert html_of(desk) == "<aside>Large words</aside><p></p>"
    press_in_menu(desk, "pull quote")
    assert html_of(desk) == "<p>Large words</p><p></p>"
    desk.keyboard.press("End")
    press_in_menu(desk, "pull quote")
    desk.keyboard.press("Enter")
    assert "aside" not in html_of(desk)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_pasted_from_a_word_processor_is_clean_in_the_editor_already(desk, name):
    desk.locator(BODY).click()
    desk.evaluate(PASTE, [BODY, SAMPLES[name]])
    pasted = html_of(desk)
    assert [mark for mark in UNCLEAN if mark in pasted] == []
    assert "<h2>The bank of the river</h2>" in " ".join(pasted.split())
    assert "<strong>rising</strong>" in pasted
    assert "“It’s" in pasted
    assert "sandbags" in pasted
    assert "<table>" in pasted.replace(' style="min-width: 50px;"', "") or "<table" in pasted


def test_two_hundred_kilobytes_are_pasted_without_the_page_standing_still(desk):
    paragraph = (
        "<p class=MsoNormal><span style='font-size:12.0pt'>They said it was rising, and it was.<o:p></o:p></span></p>"
    )
    desk.locator(BODY).click()
    started = desk.evaluate("performance.now()")
    desk.evaluate(PASTE, [BODY, paragraph * (200_000 // len(paragraph))])
    assert desk.evaluate("performance.now()") - started < 5000
    assert html_of(desk).count("<p>They said") > 1500


def test_axe_finds_nothing_in_the_editor_and_the_dialog(editor_page):
    page = editor_page
    page.goto("/admin/articles/article/add/")
    page.locator(BODY).click()
    press_in_menu(page, "pull quote")
    page.keyboard.type("Large words")
    press_in_menu(page, "picture from the library")
    page.locator("dialog.nd-choose li button").first.wait_for()
    assert faults_in(page, "dialog.nd-choose") == {}
    page.locator("dialog.nd-choose li button").first.click()
    page.locator(f"{BODY} figcaption").wait_for()
    assert faults_in(page, ".field-body") == {}
