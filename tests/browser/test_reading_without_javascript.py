"""Reading with scripts turned off: every door opens all the same."""

import pytest

from .conftest import EMAILS, UNLIKELY, send_log_in_form
from .places import ALL_NEWS, HOME, LOG_IN, SECTION, TOUCHSTONE, path_of, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="package")
def plain_window(chromium, site):
    context = chromium.new_context(base_url=site.url, locale="en-GB", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(open_page):
    return open_page(javascript=False)


def test_the_words_of_a_page_are_there_without_a_script(shown, plain_window, site):
    visit(plain_window, shown.place, site)
    plain, scripted = (page.locator("main").inner_text() for page in (plain_window, shown.page))
    comforts = "\n".join(shown.page.locator(".c-share button, [data-show-password], #passkey").all_inner_texts())
    assert set(scripted.splitlines()) - set(plain.splitlines()) <= set(comforts.splitlines())


def test_from_the_front_to_a_section_to_an_article(plain_page, site):
    visit(plain_page, HOME, site)
    plain_page.get_by_role("navigation", name="Sections", exact=True).get_by_role("link", name="Science").click()
    assert path_of(plain_page.url) == "/science/"
    teaser = plain_page.locator("main h2 a, main h3 a").first
    headline = teaser.inner_text()
    teaser.click()
    assert plain_page.locator("h1").inner_text() == headline


def test_the_phone_has_a_menu_that_opens_without_a_script(open_page, site):
    page = visit(open_page(width=390, javascript=False), HOME, site)
    page.get_by_role("link", name="Menu").click()
    assert page.locator("#footer-nav").get_by_role("link", name="Popular news").is_visible()
    assert page.url.endswith("#footer-nav")


@pytest.mark.parametrize("place", [SECTION, ALL_NEWS], ids=str)
def test_paging_back_and_forth_through_a_list(plain_page, site, place):
    visit(plain_page, place, site)
    first = plain_page.locator("main ul, main ol").all_inner_texts()
    plain_page.get_by_role("link", name="Older").click()
    assert plain_page.locator("main ul, main ol").all_inner_texts() != first
    plain_page.get_by_role("link", name="Newer").click()
    assert plain_page.locator("main ul, main ol").all_inner_texts() == first


def test_logging_in_and_out(plain_page, site):
    visit(plain_page, LOG_IN, site)
    send_log_in_form(plain_page, EMAILS["reader"])
    assert plain_page.locator(".c-util__name").inner_text() == "Oksana P."
    plain_page.locator("header").get_by_role("button", name="Log out").click()
    assert plain_page.locator("header").get_by_role("link", name="Log in").is_visible()


def test_logging_in_wrongly_says_so_beside_the_form(plain_page, site):
    visit(plain_page, LOG_IN, site)
    plain_page.get_by_label("E-mail").fill("nobody@example.org")
    plain_page.get_by_label("Password", exact=True).fill("not-the-password")
    plain_page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    assert plain_page.locator(".c-summary").is_visible()
    assert plain_page.get_by_label("E-mail").input_value() == "nobody@example.org"


def test_signing_up(plain_page, site):
    plain_page.goto("/accounts/signup/")
    plain_page.get_by_label("E-mail").fill("plain.reader@example.org")
    plain_page.get_by_label("Display name").fill("Plain R.")
    plain_page.get_by_label("Password", exact=True).fill(UNLIKELY)
    plain_page.wait_for_timeout(1000)  # as long as anybody needs at least
    plain_page.locator("main").get_by_role("button", name="Create account").click()
    plain_page.locator("main").get_by_role("link", name="Log in").click()
    send_log_in_form(plain_page, "plain.reader@example.org", UNLIKELY)
    assert plain_page.locator(".c-util__name").inner_text() == "Plain R."


def test_choosing_the_dark_theme(plain_page, site):
    visit(plain_page, TOUCHSTONE, site)
    plain_page.get_by_label("Dark").check()
    plain_page.locator(".c-theme").get_by_role("button").click()
    assert path_of(plain_page.url) == TOUCHSTONE.path_on(site)
    assert plain_page.locator("html").get_attribute("data-theme") == "dark"
