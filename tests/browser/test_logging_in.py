"""Becoming known to the paper: log in, sign up, come back to where one was."""

import pytest

from .conftest import EMAILS, UNLIKELY, send_log_in_form
from .places import TOUCHSTONE, visit

pytestmark = pytest.mark.browser


def test_logging_in_from_an_article_leads_back_to_its_comments(page, site):
    visit(page, TOUCHSTONE, site)
    page.get_by_role("link", name="To leave a comment, please log in.").click()
    send_log_in_form(page, EMAILS["reader"])
    page.wait_for_url(f"**{TOUCHSTONE.path_on(site)}#comment-form")
    assert "Commenting as Oksana P." in page.locator(".c-comments").inner_text()


def test_what_is_wrong_is_said_on_top_and_beside_the_field(page, site):
    page.goto("/accounts/login/")
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    summary = page.locator(".c-summary")
    summary.wait_for()
    assert summary.evaluate("e => e === document.activeElement")
    assert page.get_by_label("E-mail").get_attribute("aria-invalid") == "true"
    link = summary.get_by_role("link").first
    link.click()
    assert page.evaluate("document.activeElement.name") == "login"


def test_signing_up_and_logging_in_leads_back_to_the_comments(page, site):
    visit(page, TOUCHSTONE, site)
    page.get_by_role("link", name="To leave a comment, please log in.").click()
    page.locator("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail").fill("new.reader@example.org")
    page.get_by_label("Display name").fill("Newcomer N.")
    page.get_by_label("Password", exact=True).fill(UNLIKELY)
    page.wait_for_timeout(1000)  # as long as anybody needs at least
    page.locator("main").get_by_role("button", name="Create account").click()
    page.get_by_text("new.reader@example.org").wait_for()
    page.locator("main").get_by_role("link", name="Log in").click()
    send_log_in_form(page, "new.reader@example.org", UNLIKELY)
    page.wait_for_url(f"**{TOUCHSTONE.path_on(site)}#comment-form")
    assert page.locator(".c-util__name").inner_text() == "Newcomer N."


def test_a_password_can_be_looked_at(page, site):
    page.goto("/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill("a secret of mine")
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "password"
