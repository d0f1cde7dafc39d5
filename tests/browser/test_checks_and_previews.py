"""The checks beside the form follow the fingers; previews and share links as people meet them."""

import re
from itertools import product

import pytest

from .conftest import log_in

pytestmark = pytest.mark.browser

PEOPLE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"  # Chromium of tests says it is one


@pytest.fixture(scope="module")
def draft(chromium, site):
    """The address of a draft that has been saved, and not changed since."""
    context = chromium.new_context(base_url=site.url, locale="en-GB")
    page = context.new_page()
    log_in(page, "editor")
    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "Rain over the valley")
    page.click("[name=_save]")
    page.wait_for_url("**/change/")
    address = page.url
    context.close()
    return address


@pytest.fixture
def desk(editor_page, draft):
    """An editor's page, with the draft open."""
    editor_page.goto(draft)
    return editor_page


def test_the_checks_follow_what_is_typed_and_lead_to_the_words(desk):
    editor = desk.locator(".field-body .tiptap")
    editor.click()
    desk.keyboard.type("It rained for a day. The gauge went up by 4.5, they say.")
    line = desk.locator("#nd-checks li", has_text="A number of what?")
    line.wait_for()
    desk.locator("#id_headline").focus()
    line.locator("a").click()
    assert "went up by 4.5" in desk.evaluate("getSelection().toString()")
    assert desk.evaluate("document.activeElement.classList.contains('ProseMirror')")
    stopped = desk.locator("#nd-checks li.is-stop", has_text="Choose a section.")
    desk.select_option("#id_section", "")
    stopped.wait_for()
    desk.select_option("#id_section", index=1)
    stopped.wait_for(state="detached")


def test_a_preview_shows_the_page_at_its_width_in_any_window(editor_page, draft):
    desk = editor_page
    for width, (way, inside) in product((390, 1280), (("phone", 390), ("desktop", 1280))):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(f"{draft.replace('/change/', '/preview/')}?as={way}")
        frame = desk.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Rain over the valley"
        assert abs(frame.locator("html").evaluate("() => innerWidth") - inside) <= 35
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_a_link_is_made_opened_by_a_stranger_and_closed(editor_page, draft, open_page):
    desk = editor_page
    desk.goto(draft.replace("/change/", "/share/"))
    desk.get_by_label("For whom").fill("Olena")
    desk.get_by_role("button", name="Make a link").click()
    address = desk.get_by_label("Address").input_value()
    stranger = open_page(user_agent=PEOPLE)
    assert stranger.goto(address).status == 200
    assert stranger.locator(".c-banner", has_text="Preview, not published.").is_visible()
    asked = []
    stranger.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    stranger.locator("nav a").first.click()
    stranger.wait_for_load_state()
    assert not any("shared" in referer for referer in asked)
    desk.goto(desk.url)
    desk.get_by_text("Opened 1 time").wait_for()
    desk.get_by_role("button", name=re.compile("Close the link")).click()
    desk.get_by_text("The link is closed.").wait_for()
    assert stranger.goto(address).status == 404


def test_share_links_are_made_without_javascript(open_page, draft):
    plain = open_page(javascript=False)
    log_in(plain, "editor")
    plain.goto(draft.replace("/change/", "/share/"))
    plain.get_by_label("For whom").fill("Olena")
    plain.get_by_role("button", name="Make a link").click()
    assert "/shared/" in plain.get_by_label("Address").input_value()
