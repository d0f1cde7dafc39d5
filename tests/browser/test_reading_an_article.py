"""What a reader finds on an article's page and does with it."""

import time

import pytest

from .places import TOUCHSTONE, path_of, visit

pytestmark = pytest.mark.browser

HEADLINE = "The day the kilogram stopped being an object"
PARTS = [
    "Main",
    "News",
    HEADLINE,
    "For 130 years one small cylinder near Paris was, by definition, right.",
    "Published",
    "The most exact object in the world",
    "Source:",
    "Quote:",
    "Details:",
    "Background:",
    "Support The-News by becoming our patron!",
    "To leave a comment, please log in.",
    "Popular news",
    "Last news",
    "View all news",
]
NOT_YET, LONG_ENOUGH = 4_900, 200  # milliseconds before and after the five seconds that count as reading


@pytest.mark.parametrize("width", [1280, 390])
def test_every_part_of_an_article_stands_in_its_order(open_page, site, width):
    page = visit(open_page(width=width), TOUCHSTONE, site)
    text, at = page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " "), 0
    for part in PARTS:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} does not come after {text[max(0, at - 40) : at]!r}"
        at = found + len(part)


def test_copying_the_link(open_page, site):
    page = visit(open_page(permissions=["clipboard-read", "clipboard-write"]), TOUCHSTONE, site)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}{TOUCHSTONE.path_on(site)}"


def stop_the_clock(page):
    """From now on the page's time passes only when the test says so."""
    now = time.time()
    page.clock.install(time=now)
    page.clock.pause_at(now + 1)


def test_five_seconds_of_looking_count_as_one_read(page, site):
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    stop_the_clock(page)
    visit(page, TOUCHSTONE, site)
    page.clock.run_for(NOT_YET)
    assert sent == []
    with page.expect_request("**/read/"):
        page.clock.run_for(LONG_ENOUGH)
    page.clock.run_for(60_000)
    page.wait_for_load_state("networkidle")
    assert [path_of(request.url) for request in sent] == ["/read/"]
    assert sent[0].post_data == f"article={page.locator('[data-article]').get_attribute('data-article')}"


def test_a_page_that_is_no_article_counts_nothing(page, site):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    stop_the_clock(page)
    page.goto("/all-news/")
    page.clock.run_for(60_000)
    assert sent == []


def test_printing_leaves_the_article_and_its_address(page, site):
    visit(page, TOUCHSTONE, site)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert HEADLINE in printed
    assert f"{site.url}{TOUCHSTONE.path_on(site)}" in printed
    for outside in ("Log in", "All news", "Popular news", "Last news", "Become a patron", "Copy link", "The sections"):
        assert outside not in printed
    for inside in ("Source:", "Quote:", "Details:", "Background:"):
        assert inside in printed


def test_an_article_takes_no_more_than_three_sheets(page, site):
    visit(page, TOUCHSTONE, site)
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 1 <= sheets <= 3
