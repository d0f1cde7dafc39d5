"""One's own account: a name, a word about oneself, everything to take along, and a change of mind."""

import io
import zipfile

import pytest

from .conftest import PASSWORD, log_in
from .looks import faults_in

pytestmark = pytest.mark.browser


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_the_profile_to_leaving_and_staying(open_page, javascript, tmp_path):
    page = open_page(javascript=javascript, accept_downloads=True)
    log_in(page, "reader", anew=True)
    page.goto("/accounts/")
    page.get_by_label("About you").fill("I read slowly.")
    press(page, "Save the profile")
    page.get_by_text("Your profile has been changed.").wait_for()
    looked_at(page, javascript)
    press_tab(page, "Security")
    page.get_by_text("Last logged in").wait_for()
    looked_at(page, javascript)

    press_tab(page, "Data")
    page.get_by_role("link", name="Show that it is you, then download").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Go on")
    looked_at(page, javascript)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download everything").click()
    with zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes())) as taken:
        taken.extractall(tmp_path)
    read(page.context, tmp_path / "index.html", javascript)

    page.get_by_role("link", name="Delete the account…").click()
    looked_at(page, javascript)
    press(page, "Delete my account in a day")
    page.get_by_text("Choose what becomes of your comments.").first.wait_for()
    page.get_by_label("Erase my comments as well").check()
    press(page, "Delete my account in a day")
    page.get_by_role("heading", name="Your account will be deleted on").wait_for()
    looked_at(page, javascript)
    press_tab(page, "Profile")
    press(page, "Stay")
    page.get_by_text("You stay, and nothing has been deleted.").wait_for()
    assert not page.get_by_text("Your account will be deleted").count()


def press_tab(page, name):
    page.get_by_role("navigation", name="Your account").get_by_role("link", name=name).click()
    assert page.get_by_role("navigation", name="Your account").locator("[aria-current]").inner_text() == name


def looked_at(page, javascript):
    """Once is enough: the page is the same without JavaScript."""
    if javascript:
        assert faults_in(page) == {}
        page.set_viewport_size({"width": 1280, "height": 800})


def read(context, path, javascript):
    """The archive in a browser, where it asks nobody for anything."""
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.get_by_role("heading", name="E-mail addresses").is_visible()
    assert page.get_by_text("I read slowly.").is_visible()
    assert all(address.startswith("file://") for address in asked)
    assert any(address.endswith(".woff2") for address in asked), "our type comes along"
    if javascript:
        assert faults_in(page) == {}
    page.close()
