"""A served newspaper, a browser, a mail server, and people who sit in front of it."""

import os
from dataclasses import dataclass, field

import pytest

from newsportal.demo.people import LOGINS, PASSWORD
from tests.mailbox import MailServer

from .places import PLACES, visit
from .site import running_site

# Chromium may look up nothing and ask nobody; as root it cannot have its sandbox.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HEIGHTS = {320: 640, 390: 844, 768: 1024, 1280: 800}
LOUD = ("error", "warning")
UNLIKELY = "a-kite-over-the-river"  # a password that may be chosen: that of the demo says the name of the paper
LEFT = {}  # role → the cookies of who has logged in
EMAILS = {login.role: login.email for login in LOGINS}


@pytest.fixture(scope="package")
def mailbox():
    """Where the letters of the site arrive: `mailbox.wait_for(to="oksana@example.org")`, `text_of(letter)`."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="package")
def site(tmp_path_factory, mailbox):
    base = tmp_path_factory.getbasetemp()
    kept = base.parent / "kept" if "PYTEST_XDIST_WORKER" in os.environ else None  # the processes have one parent
    with running_site(tmp_path_factory.mktemp("site"), mailbox.url, kept) as site:
        yield site


@pytest.fixture(scope="package")
def chromium():
    """For this folder only: while Playwright is at work its event loop stands in the way of Django's ORM."""
    from playwright.sync_api import sync_playwright  # installed for these tests only

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """Open a window: `open_page(width=390, theme="dark")`. All are closed after the test."""
    contexts = []

    def open_page(width=1280, theme="light", javascript=True, locale="en-GB", **options):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme=theme,
            java_script_enabled=javascript,
            locale=locale,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()


@dataclass
class Window:
    """A page that many tests look at and none changes, and what was heard while it was open."""

    page: object
    place: object = None
    asked: list = field(default_factory=list)  # addresses of requests
    complaints: list = field(default_factory=list)  # errors and warnings of the console

    def listen(self):
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: message.type in LOUD and self.complaints.append(message.text))
        return self

    def look(self, width=1280, theme="light", motion="no-preference"):
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self.page.emulate_media(color_scheme=theme, reduced_motion=motion)
        return self.page


@pytest.fixture(scope="package")
def window(chromium, site):
    context = chromium.new_context(base_url=site.url, locale="en-GB")
    yield Window(context.new_page()).listen()
    context.close()


@pytest.fixture(scope="package", params=PLACES, ids=str)
def open_window(window, site, request):
    """The window at one place after the other: each is loaded once for all tests that only look."""
    window.place = request.param
    window.asked.clear()
    window.complaints.clear()
    window.look()
    visit(window.page, window.place, site)
    return window


@pytest.fixture
def shown(open_window):
    """Each page of the paper in turn, at 1280 pixels in the light theme; `shown.look(390, "dark")` changes that."""
    open_window.look()
    return open_window


def log_in(page, role, anew=False):
    """By the form the first time, afterwards by the cookies which that left: hashing a password takes long. Such a
    session knows what has been proved in it, so `anew` is for who is to be asked again."""
    if role in LEFT and not anew:
        page.context.add_cookies(LEFT[role])
        return
    page.goto("/accounts/login/")
    send_log_in_form(page, EMAILS[role])
    page.locator(".c-util__name").wait_for()
    LEFT.setdefault(role, page.context.cookies())


def send_log_in_form(page, email, password=PASSWORD):
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


@pytest.fixture
def reporter_page(open_page):
    page = open_page()
    log_in(page, "reporter")
    return page


@pytest.fixture
def editor_page(open_page):
    page = open_page()
    log_in(page, "editor")
    return page
