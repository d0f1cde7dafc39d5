"""Arranging the front by keyboard, by dragging and without scripts; test_stories_of_the_desk.py publishes one."""

import pytest

from .looks import faults_in

pytestmark = pytest.mark.browser

FRONT = "/admin/front/en/"
LEAD = "Night trains: the arithmetic of sleep"
PAGES = ["", "place/", "earlier/", "breaking/"]


def place(page, headline, number):
    page.goto(FRONT)
    page.get_by_role("link", name="Place an article").click()
    page.get_by_role("combobox", name="Article").fill(headline)
    page.get_by_label("Place", exact=True).fill(str(number))
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("heading", name="Front page", level=1).wait_for()


def test_a_place_is_given_another_number_by_keyboard(editor_page):
    place(editor_page, LEAD, 3)
    editor_page.get_by_label("Place 3 moves to").fill("2")
    editor_page.get_by_label("Place 3 moves to").press("Enter")
    editor_page.locator("#place-2 .nd-hed", has_text=LEAD).wait_for()
    discard(editor_page)


def discard(page):
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_text("The draft is gone.").wait_for()


def test_it_is_arranged_without_javascript(open_page, site):
    from .conftest import log_in

    page = open_page(javascript=False, width=390)
    log_in(page, "editor")
    place(page, LEAD, 2)
    page.get_by_role("button", name=f"Move up: 2, {LEAD}").click()
    assert page.locator("#place-1 .nd-hed").inner_text() == LEAD
    discard(page)


def test_a_place_is_dragged_to_another_one(editor_page):
    editor_page.goto(FRONT)
    third = editor_page.locator("#place-3 .nd-hed").inner_text()
    editor_page.locator("#place-3 h3, #place-3 .nd-meta").first.drag_to(editor_page.locator("#place-1 .nd-meta").first)
    editor_page.locator("#place-1 .nd-hed", has_text=third).wait_for()
    discard(editor_page)


def test_a_breaking_strip_is_set_closed_and_ended(editor_page, open_page):
    editor_page.goto(f"{FRONT}breaking/")
    editor_page.get_by_label("Words").fill("Bridge closed until evening")
    editor_page.get_by_label("Words").press("Enter")
    editor_page.get_by_text("The strip stands above every page").wait_for()
    reader = open_page(javascript=False, width=390)
    reader.goto("/all-news/")
    strip = reader.get_by_role("region", name="Breaking news")
    assert "Bridge closed until evening" in strip.inner_text()
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390
    strip.get_by_role("link", name="Close breaking news").click()
    assert reader.url.endswith("/all-news/")
    assert strip.count() == 0
    editor_page.get_by_role("button", name="End it now").click()
    editor_page.get_by_text("The strip is taken down.").wait_for()


def test_axe_finds_nothing_on_the_pages_of_the_front(editor_page):
    for path in PAGES:
        editor_page.set_viewport_size({"width": 1280, "height": 800})
        editor_page.goto(FRONT + path)
        assert faults_in(editor_page) == {}, path


def test_axe_finds_nothing_on_a_page_with_a_strip(editor_page, page):
    editor_page.goto(f"{FRONT}breaking/")
    editor_page.get_by_label("Words").fill("Bridge closed until evening")
    editor_page.get_by_role("combobox", name="Article").fill(LEAD)
    editor_page.locator("#breaking-form button.nd-b--main").click()
    page.goto("/")
    faults = faults_in(page)
    editor_page.get_by_role("button", name="End it now").click()
    assert faults == {}
