"""How an article changed: an editor changes one in substance, and readers and the desk look at the difference."""

import pytest

from .conftest import log_in
from .looks import LOOKS, PHONE, faults_in

pytestmark = pytest.mark.browser

ARTICLE = "en/trees-on-a-street-what-survives-salt"


@pytest.fixture(scope="module")
def changed(chromium, site):
    """The address of an article whose headline an editor changed in substance, and of its history at the desk."""
    context = chromium.new_context(base_url=site.url, locale="en-GB")
    page = context.new_page()
    log_in(page, "editor")
    page.goto(site.addresses[ARTICLE])
    page.get_by_role("link", name="Edit this article").click()
    headline = page.locator("#id_headline")
    headline.fill(f"{headline.input_value()} and what does not")
    page.locator("#id_substantive").check()
    page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_text("Live.").wait_for()
    page.get_by_role("link", name="History").first.click()
    desk = page.url
    context.close()
    return site.addresses[ARTICLE], desk


def test_readers_find_the_history_from_the_article_and_read_what_changed(open_page, changed):
    page = open_page(javascript=False)
    page.goto(changed[0])
    page.locator(".c-byline").get_by_role("link", name="History").click()
    assert page.locator(".c-diff ins").all_text_contents() == ["and what does not"]
    assert page.get_by_text("First published on").is_visible()


def test_both_pages_can_be_read_by_everybody_on_every_screen(open_page, changed):
    page = open_page()
    page.goto(f"{changed[0]}history/")
    looks = [*LOOKS, (320, "light", PHONE)]
    assert faults_in(page, looks=looks) == {}
    page.set_viewport_size({"width": 1280, "height": 800})
    log_in(page, "editor")
    page.goto(changed[1])
    assert page.locator(".nd-diff ins").all_text_contents() == ["and what does not"]
    assert faults_in(page, looks=looks) == {}


def test_what_was_put_in_and_taken_out_is_told_apart_without_colours(open_page, changed):
    page = open_page()
    page.goto(f"{changed[0]}history/")
    lines = {
        tag: page.locator(f".c-diff-key {tag}").evaluate("e => getComputedStyle(e).textDecorationLine")
        for tag in ("ins", "del")
    }
    assert lines == {"ins": "underline", "del": "line-through"}
    page.emulate_media(media="print")
    grounds = page.locator(".c-diff-key ins").evaluate("e => getComputedStyle(e).backgroundColor")
    assert grounds == "rgba(0, 0, 0, 0)"


def test_a_version_is_brought_back_by_keyboard(open_page, changed):
    page = open_page()
    log_in(page, "editor")
    page.goto(changed[1])
    page.get_by_role("button", name="Restore version 1").focus()
    page.keyboard.press("Enter")
    page.get_by_text("has the text of version 1.").wait_for()
    page.goto(changed[0])
    assert page.locator("h1").text_content().endswith("and what does not")  # readers see no change
