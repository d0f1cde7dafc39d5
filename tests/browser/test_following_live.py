"""A live page that somebody reads while the desk goes on posting."""

import pytest

from .conftest import log_in
from .looks import faults_in
from .places import LIVE, visit

pytestmark = pytest.mark.browser

ASK = "document.querySelector('[data-live]').dispatchEvent(new Event('live:ask'))"  # instead of waiting 30 seconds


@pytest.fixture
def reader(open_page, site):
    return visit(open_page(width=390), LIVE, site)


@pytest.fixture
def desk(open_page, site):
    """The desk in another window; it posts as many as it is given headlines."""
    page = open_page(javascript=False)
    log_in(page, "editor")
    visit(page, LIVE, site)
    address = page.get_by_role("link", name="Edit this article").get_attribute("href").replace("/change/", "/live/")

    def post(*headlines):
        for headline in headlines:
            page.goto(address)
            page.locator("#id_headline").fill(headline)
            page.locator("#id_body").fill("<p>A reader asks why.</p>")
            page.locator("button[name=_post]").click()
            page.get_by_text("Readers see the post.").wait_for()

    return post


def places_of(page):
    """Where everything of the live part stands on the screen."""
    return page.eval_on_selector_all(
        "[data-live] :is(h2, .c-post)", "all => all.map(e => e.getBoundingClientRect().top)"
    )


def test_new_posts_wait_behind_a_button_and_move_nothing_before_it_is_pressed(reader, desk):
    title, heading = reader.title(), reader.locator("#posts")
    desk("Why is there no single time")
    heading.scroll_into_view_if_needed()
    before = places_of(reader)
    reader.evaluate(ASK)
    button = reader.get_by_role("button", name="1 new post", exact=True)
    button.wait_for()
    assert reader.title() == f"(1) {title}"
    assert reader.locator("[data-live] [role=status]").text_content() == "1 new post"
    assert places_of(reader) == before

    desk("Who draws the line", "What a ship does")
    reader.evaluate(ASK)
    button = reader.get_by_role("button", name="3 new posts", exact=True)
    button.wait_for()
    assert reader.title() == f"(3) {title}"
    assert places_of(reader) == before

    button.press("Enter")
    shown = reader.locator(".c-post h3").all_text_contents()
    assert shown[:3] == ["What a ship does", "Who draws the line", "Why is there no single time"]
    assert reader.evaluate("document.activeElement.closest('.c-post').querySelector('h3').textContent") == shown[0]
    assert reader.title() == title
    assert not button.is_visible()
    assert not reader.locator(".c-live__new").is_visible()
    assert reader.locator(".c-post").count() == len(before) - 1 + 3


def test_the_button_stays_in_sight_and_covers_no_post_at_the_top(reader, desk):
    desk("A question from Odesa")
    reader.evaluate(ASK)
    button = reader.locator(".c-live__new button")
    button.wait_for()
    box, first = button.bounding_box(), reader.locator(".c-post").first.bounding_box()
    assert box["y"] + box["height"] <= first["y"]
    reader.locator(".c-post").nth(9).evaluate("post => post.scrollIntoView()")
    assert 0 <= button.bounding_box()["y"] < 60


def test_the_page_with_the_button_can_be_used_by_everybody(open_page, site, desk):
    page = visit(open_page(), LIVE, site)
    desk("One more question")
    page.evaluate(ASK)
    page.locator(".c-live__new button").wait_for()
    assert faults_in(page) == {}


def test_without_javascript_a_link_brings_what_is_new(open_page, site, desk):
    page = visit(open_page(javascript=False), LIVE, site)
    desk("The last question")
    assert not page.locator(".c-live__new").is_visible()
    page.get_by_role("link", name="Reload").click()
    assert page.locator(".c-post h3").first.text_content() == "The last question"


def test_older_posts_are_one_page_away(open_page, site):
    page = visit(open_page(javascript=False), LIVE, site)
    page.locator(".c-live .c-pages").get_by_role("link", name="Older").click()
    assert page.locator(".c-post").count() == 20
    assert not page.locator("[data-live]").count()  # an older page does not ask for what is new


def test_on_paper_there_are_posts_and_no_controls(open_page, site):
    page = visit(open_page(), LIVE, site)
    page.emulate_media(media="print")
    assert page.locator(".c-post").first.is_visible()
    assert not page.get_by_role("link", name="Reload").is_visible()
    assert not page.locator(".c-live .c-pages").is_visible()
