"""The whole way of an article: a reporter types it, an editor publishes it, a stranger reads it."""

import time

import pytest

from .desk import Desk, a_picture

pytestmark = pytest.mark.browser

WHOLE_WAY_WITHIN = 180  # seconds
INTERACTIONS = 32  # a field filled, a button or link pressed, a suggestion chosen

HEADLINE = "The kilogram leaves its safe"
LEAD = "A cylinder near Paris was right by definition. Since Monday it has merely been heavy."
BODY = [
    "The most exact object in the world stood under three glass bells in a vault that needed three keys.",
    "Delegates voted to fix the kilogram by a constant of nature, and the cylinder is now a fine old weight.",
]
SOURCE = "BIPM, Resolution 1 of the 26th General Conference"
QUOTE = "The kilogram is equal to the mass of the international prototype."
DETAILS = "Two routes lead to the new kilogram: a balance and a sphere of silicon."
FACTS = [
    ("1875-05-20", "Seventeen states sign the Convention of the Metre."),
    ("1889-09", "The prototypes are approved."),
    ("2019-05-20", "The new definition enters into force."),
]
ALT = "A blue field, drawn"
PARTS = [
    "Main",
    "News",
    HEADLINE,
    LEAD,
    "By Danylo Verbytskyi",
    "Published",
    "Illustration: The-News",
    *BODY,
    "Source:",
    SOURCE,
    "Quote:",
    QUOTE,
    "General Conference on Weights and Measures",
    "Details:",
    DETAILS,
    "Background:",
    *[text for _, text in FACTS],
    "Support The-News by becoming our patron!",
    "To leave a comment, please log in.",
    "Popular news",
    "Last news",
    "View all news",
]


def write_the_touchstone(desk):
    desk.press("New article", role="link")
    desk.fill("headline", HEADLINE)
    desk.fill("standfirst", LEAD)
    desk.choose("language", "English")
    desk.choose("section", "Science")
    desk.write("body", *BODY)
    desk.fill("sources-0-name", SOURCE)
    desk.fill("sources-0-link", "https://www.bipm.org/")
    desk.fill("quotes-0-text", QUOTE)
    desk.fill("quotes-0-speaker", "General Conference on Weights and Measures")
    desk.write("details", DETAILS)
    for number, (date, text) in enumerate(FACTS):
        if number:
            desk.add_row("background")
        desk.fill(f"background-{number}-date", date)
        desk.fill(f"background-{number}-text", text)
    desk.look_up("bylines-0-author", "Danylo", "Danylo Verbytskyi")
    desk.upload("upload", a_picture("navy"))
    desk.fill("picture_alt", ALT)
    desk.fill("picture_credit", "Illustration: The-News")


def test_an_article_is_typed_published_and_read_within_three_minutes(reporter_page, editor_page, page, site):
    started, Desk.moves = time.monotonic(), 0

    reporter = Desk(reporter_page)
    reporter_page.goto("/admin/")
    write_the_touchstone(reporter)
    reporter.press("Save draft")
    reporter_page.get_by_text("The draft is saved.").wait_for()
    assert reporter_page.locator("[name=_publish]").count() == 0

    with reporter_page.expect_popup() as opened:
        reporter.press("Preview")
    preview = opened.value
    preview.wait_for_url("**/preview/*/")
    assert preview.get_by_text("Preview, not published.").is_visible()
    assert preview.locator("h1").inner_text() == HEADLINE
    assert page.goto(preview.url).url.startswith(f"{site.url}/accounts/login/")

    editor = Desk(editor_page)
    editor_page.goto("/admin/")
    editor.press("Articles", role="link")
    editor.press(HEADLINE, role="link")
    editor.press("Publish now")
    editor_page.get_by_text("Live.").wait_for()

    read_it_everywhere(page)
    assert time.monotonic() - started <= WHOLE_WAY_WITHIN
    assert Desk.moves <= INTERACTIONS


def read_it_everywhere(page):
    for address in ("/", "/science/", "/all-news/"):
        page.goto(address)
        assert page.locator("main").get_by_role("link", name=HEADLINE).count() >= 1, address
    page.locator("main").get_by_role("link", name=HEADLINE).first.click()
    page.wait_for_url("**/science/**")
    text, at = page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " "), 0
    for part in PARTS:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} does not come after {text[max(0, at - 40) : at]!r}"
        at = found + len(part)
    picture = page.locator(".c-figure img")
    assert picture.get_attribute("alt") == ALT
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_publishing_a_draft_with_gaps_says_so_beside_the_field_and_keeps_every_word(editor_page):
    desk = Desk(editor_page)
    editor_page.goto("/admin/articles/article/add/")
    desk.fill("headline", "A draft with gaps")
    desk.fill("standfirst", LEAD)
    desk.choose("language", "English")
    desk.choose("section", "---------")
    desk.write("body", *BODY)
    desk.fill("quotes-0-text", QUOTE)
    desk.fill("quotes-0-speaker", "A speaker")
    desk.fill("background-0-date", "about 1450")
    desk.fill("background-0-text", "It began.")
    desk.upload("upload", a_picture("maroon"))
    desk.press("Publish now")

    editor_page.locator(".field-section", has_text="Choose a section.").wait_for()
    assert editor_page.locator(".field-picture_alt", has_text="The picture has no alternative text.").is_visible()
    assert editor_page.locator(".field-picture_credit", has_text="The picture has no credit.").is_visible()
    assert editor_page.evaluate("document.activeElement.matches('[role=alert]')")
    kept = {
        "headline": "A draft with gaps",
        "standfirst": LEAD,
        "quotes-0-text": QUOTE,
        "quotes-0-speaker": "A speaker",
        "background-0-text": "It began.",
    }
    assert {field: editor_page.locator(f"#id_{field}").input_value() for field in kept} == kept
    assert desk.text_of("body").split("\n\n") == BODY
    assert editor_page.goto(editor_page.url).ok  # the draft has an address: loading it again loses nothing
    assert editor_page.locator("#id_headline").input_value() == "A draft with gaps"


def test_a_draft_needs_nothing_but_a_headline(reporter_page):
    desk = Desk(reporter_page)
    reporter_page.goto("/admin/articles/article/add/")
    desk.press("Save draft")
    reporter_page.locator(".field-headline .errorlist").wait_for()
    desk.fill("headline", "Nothing but a headline")
    desk.press("Save draft")
    reporter_page.get_by_text("The draft is saved.").wait_for()


def test_the_edition_follows_the_section(editor_page):
    editor_page.goto("/admin/articles/article/add/")
    for section, edition in (("Наука", "uk"), ("Science", "en"), ("---------", "en")):
        editor_page.locator("#id_section").select_option(label=section)
        assert editor_page.locator("#id_language").input_value() == edition


def test_an_added_row_has_the_cursor(editor_page):
    desk = Desk(editor_page)
    editor_page.goto("/admin/articles/article/add/")
    for part, field in (("sources", "name"), ("background", "date"), ("quotes", "text")):
        desk.add_row(part)
        assert editor_page.evaluate("document.activeElement.id") == f"id_{part}-1-{field}"


def test_a_preview_that_the_form_refuses_leaves_no_empty_window(editor_page):
    desk = Desk(editor_page)
    editor_page.goto("/admin/articles/article/add/")
    desk.fill("headline", "A date nobody can read")
    desk.fill("background-0-date", "long ago")
    desk.fill("background-0-text", "It began.")
    with editor_page.expect_popup() as opened:
        desk.press("Preview")
    editor_page.locator(".errornote").wait_for()
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")
    assert editor_page.locator("#id_background-0-text").input_value() == "It began."
