"""From the comments of an article into an account and back: by a code in a letter, by passkey, with an app."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.mailbox import text_of

from .conftest import UNLIKELY, send_log_in_form
from .looks import faults_in
from .places import TOUCHSTONE
from .test_second_factor import DEVICE

pytestmark = pytest.mark.browser
EMAIL = "larysa@example.org"


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def log_out(page):
    page.goto(f"{page.home}/accounts/logout/")
    press(page, "Log out")


@pytest.fixture(params=[1280, 390])
def page(request, open_page, site):
    """A computer that can hold passkeys, and a telephone that cannot."""
    page = open_page(width=request.param, javascript=request.param == 1280)
    page.home = site.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page.email = f"{request.param}.{EMAIL}"
    if request.param == 1280:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_every_way_in_leads_back_to_the_comments(page, site, mailbox):
    comments = f"{page.home}{TOUCHSTONE.path_on(site)}#comments"
    join(page, comments, mailbox)
    log_in_by_code(page, comments, mailbox)
    key = set_up_app(page)
    log_out(page)
    log_in_with_app(page, comments, key)
    page.goto(f"{page.home}/accounts/sessions/")
    assert page.get_by_text("This device").is_visible()
    if "390" in page.email:  # without JavaScript there are no passkeys
        assert not page.get_by_text("Set up a passkey").is_visible()
        return
    assert not faults_in(page)
    page.goto(f"{page.home}/accounts/second-factor/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(UNLIKELY)  # once more, as there is a second factor already
    press(page, "Go on")
    page.get_by_label("Name").fill("My computer")
    press(page, "Set up a passkey")
    page.get_by_text("Passkeys").first.wait_for()
    log_out(page)
    page.goto(comments)
    page.get_by_role("link", name="To leave a comment, please log in.").click()
    assert not faults_in(page)
    press(page, "Log in with a passkey")
    page.wait_for_url(re.compile(re.escape(comments.rstrip("s"))))
    assert page.locator(".c-util__name").inner_text() == "Larysa"


def join(page, comments, mailbox):
    page.goto(comments)
    page.get_by_role("link", name="To leave a comment, please log in.").click()
    page.locator("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail").fill(page.email)
    page.get_by_label("Display name").fill("Larysa")
    page.get_by_label("Password", exact=True).fill(UNLIKELY)
    page.wait_for_timeout(1000)  # as long as anybody needs at least
    press(page, "Create account")
    link = re.search(r"https?://\S+/confirm-email/\S+", text_of(mailbox.wait_for(to=page.email))).group()
    page.goto(re.sub(r"^https?://[^/]+", page.home, link))
    press(page, "Yes, confirm it")
    page.get_by_text("You will go back to the comments").wait_for()


def log_in_by_code(page, comments, mailbox):
    seen = len(mailbox.letters)
    page.locator("main").get_by_role("link", name="Send me a code to log in with").click()
    page.get_by_label("E-mail").fill(page.email)
    press(page, "Send the code")
    page.get_by_label("Code").fill("BBBB-BBBB")
    press(page, "Log in")
    page.get_by_text("This is not the code from the letter.").first.wait_for()
    if "1280" in page.email:
        assert not faults_in(page)
    page.get_by_label("Code").fill(code_of(mailbox, seen))
    press(page, "Log in")
    page.wait_for_url(re.compile(re.escape(comments.rstrip("s"))))


def code_of(mailbox, seen):
    until = time.monotonic() + 15
    while time.monotonic() < until:
        for letter in mailbox.letters[seen:]:
            if code := re.search(r"^[A-Z]{4}-[A-Z]{4}$", text_of(letter), re.MULTILINE):
                return code[0]
        time.sleep(0.1)
    raise AssertionError("no code came")


def set_up_app(page):
    page.goto(f"{page.home}/accounts/second-factor/totp/activate/")
    key = page.locator("#id_key").input_value()
    page.get_by_label("Code", exact=True).fill(now(key))
    press(page, "Set up")
    page.get_by_label("Codes that are left").wait_for()
    return key


def log_in_with_app(page, comments, key):
    page.goto(comments)
    page.get_by_role("link", name="To leave a comment, please log in.").click()
    send_log_in_form(page, page.email, UNLIKELY)
    page.get_by_label("Code", exact=True).fill(now(key, 30))  # the code before has been used
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_url(re.compile(re.escape(comments.rstrip("s"))))


def now(key, seconds_from_now=0):
    return format_hotp_value(hotp_value(key, int(time.time() + seconds_from_now) // 30))
