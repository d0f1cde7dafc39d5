"""What the site writes arrives at a real mail server, soon, and leads back."""

import re

import pytest

from tests.mailbox import html_of, text_of

pytestmark = pytest.mark.browser


def test_whoever_joins_confirms_the_address_with_the_letter_that_arrives(page, site, mailbox):
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("halyna@example.org")
    page.get_by_label("Display name").fill("Halyna")
    page.get_by_label("Password", exact=True).fill("a-kite-over-the-river")
    page.locator("main").get_by_role("button", name=re.compile("Create")).click()
    letter = mailbox.wait_for(to="halyna@example.org")
    link = re.search(rf"{site.url}\S+", text_of(letter)).group()
    assert f'href="{link}"' in html_of(letter)
    page.goto(link)
    page.get_by_role("button", name="Yes, confirm it").click()
    page.get_by_text("The address halyna@example.org is confirmed.").wait_for()
