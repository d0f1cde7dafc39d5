"""A passkey, with a device that Chromium plays."""

import pytest

from newsportal.demo.people import PASSWORD

from .conftest import send_log_in_form

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WHO = "key.holder@example.org"
# Nobody of the demonstration, whom other tests would find asking for a passkey.
JOIN = f"""
from allauth.account.models import EmailAddress
from accounts.models import User
user, made = User.objects.get_or_create(email="{WHO}", defaults={{"display_name": "Keyholder", "is_staff": True}})
user.set_password("{PASSWORD}")
user.save()
EmailAddress.objects.get_or_create(user=user, email=user.email, primary=True, verified=True)
print(made and "true" or "false")
"""


@pytest.fixture
def device(page):
    """The devtools' side of a page whose computer can hold passkeys."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.held = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return devtools


def test_a_passkey_is_set_up_logs_in_and_is_told_from_another(page, device, site):
    site.ask(JOIN)
    place = site.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page.goto(f"{place}/accounts/login/")
    send_log_in_form(page, WHO)
    page.goto(f"{place}/accounts/second-factor/webauthn/add/")
    page.get_by_label("Name").fill("My computer")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("Codes that are left").wait_for()
    page.goto(f"{place}/accounts/second-factor/webauthn/")
    assert "My computer" in page.locator("main").inner_text()

    page.goto(f"{place}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Log out").click()
    page.goto(f"{place}/accounts/login/?next=/admin/")
    send_log_in_form(page, WHO)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device.held})
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{place}/accounts/login/")
    send_log_in_form(page, WHO)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not read. Try again, or use a code.").wait_for()
