"""An editor puts right what readers see: an article with a note, and a fact with every article that took it."""

import pytest

from .conftest import log_in
from .looks import faults_in

pytestmark = pytest.mark.browser

ARTICLE = "en/what-a-leap-second-was-for-and-why-it-is-going"


@pytest.fixture(scope="module")
def desk(chromium, site):
    """An editor's window with what it found: the addresses of "Correct…" and of a fact that an article took."""
    context = chromium.new_context(base_url=site.url, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, "editor")
    page.goto(site.addresses[ARTICLE])
    page.get_by_role("link", name="Correct it").click()
    correct = page.url
    page.goto(correct.replace("/correct/", "/facts/"))
    page.get_by_role("button", name="Add to Background").click()
    page.goto(correct.replace("/correct/", "/change/"))
    page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_text("Live.").wait_for()
    page.goto("/admin/articles/story/?q=kilogram")
    page.locator("#result_list tbody th a").first.click()
    story = page.url
    page.locator(".field-used_in").filter(has_text="1 article").first.get_by_role("link").click()
    yield page, {"correct": correct, "story": story, "fact": page.url}
    context.close()


@pytest.mark.parametrize("name", ["correct", "story", "fact"])
def test_everybody_can_read_the_page_on_any_screen(desk, name):
    page, addresses = desk
    page.goto(addresses[name])
    assert faults_in(page) == {}
    page.set_viewport_size({"width": 1280, "height": 800})


def test_what_is_typed_over_a_fact_shows_at_once_where_it_will_stand(desk):
    page, addresses = desk
    page.goto(addresses["fact"])
    assert page.locator("[data-after]:visible").count() == 0
    page.get_by_label("Fact", exact=True).fill("It is put right.")
    assert "It is put right." in page.locator("[data-after]:visible").first.inner_text()
    page.get_by_role("button", name="Correct it here and in what is ticked").click()
    page.get_by_text("Corrected, with 1 article.").wait_for()
    page.goto("/corrections/")
    assert "It is put right." in page.locator(".c-corrections li").first.inner_text()


def test_a_correction_is_written_without_script_too(open_page, desk, site):
    page = open_page(javascript=False, width=390)
    log_in(page, "editor")
    page.goto(desk[1]["correct"])
    page.get_by_label("What was wrong").fill("An earlier version gave another number.")
    page.get_by_label("What is right").fill("It is twenty-seven.")
    page.get_by_label("Lead").fill("Twenty-seven seconds were put in.")
    page.get_by_role("button", name="Publish the correction").click()
    page.get_by_text("Readers see the note and the new text.").wait_for()
    page.goto(site.addresses[ARTICLE])
    text = page.locator("main").inner_text()
    assert "Twenty-seven seconds were put in." in text
    assert "An earlier version gave another number. It is twenty-seven." in text
