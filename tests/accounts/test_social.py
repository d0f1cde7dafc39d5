"""Logging in with an account elsewhere: absent until set up, and never a way into somebody else's account."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.core import mail
from django.test import Client

import newsportal.urls
from accounts.models import User
from tests import factories
from tests.accounts.identities import CLIENT, SECRET, Identities
from tests.accounts.pages import filled_in

assert newsportal.urls  # read before the ways of these tests are set up
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LOG_IN = "/accounts/elsewhere/oidc/openid/login/"
SIGN_UP, CONNECTIONS = "/accounts/elsewhere/signup/", "/accounts/elsewhere/"
OLHA = {"sub": "42", "name": "Olha Reznik", "email": "olha@example.org", "email_verified": True}
PASSWORD = "three unlikely words"


@pytest.fixture(scope="module")
def identities():
    identities = Identities()
    yield identities
    identities.server.shutdown()
    identities.server.server_close()


@pytest.fixture(autouse=True)
def _set_up(settings, monkeypatch, identities):
    app = {"provider_id": "openid", "name": "University", "client_id": CLIENT, "secret": SECRET}
    app["settings"] = {"server_url": identities.url}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    monkeypatch.setitem(registry.provider_map, OpenIDConnectProvider.id, OpenIDConnectProvider)
    settings.ROOT_URLCONF = "tests.accounts.social_urls"
    identities.who = OLHA


def go(client, identities, process="login", way_back="/popular/"):
    """Press the button, be known over there, come back."""
    there = client.post(f"{LOG_IN}?process={process}&next={way_back}").url
    return client.get(f"{LOG_IN}callback/", identities.authorize(there))


def join(client, **fields):
    return client.post(SIGN_UP, {"email": OLHA["email"], "display_name": "Olha R.", **filled_in(), **fields})


def is_in(client):
    return "_auth_user_id" in client.session


def test_one_joins_chooses_a_name_and_logs_in_the_next_time(client, identities):
    page = client.get("/accounts/login/", {"next": "/popular/"}).content.decode()
    assert f'action="{LOG_IN}?process=login&amp;next=%2Fpopular%2F"' in page
    assert "Go on with University" in page
    assert go(client, identities).url == SIGN_UP
    form = client.get(SIGN_UP).content.decode()
    assert 'value="Olha Reznik"' in form
    assert 'value="olha@example.org"' in form
    assert not User.objects.exists()
    assert join(client).url == "/popular/"
    olha = User.objects.get()
    assert (olha.display_name, olha.has_confirmed_email, olha.has_usable_password()) == ("Olha R.", True, False)
    assert is_in(client)
    again = Client()
    assert go(again, identities).url == "/popular/"
    assert is_in(again)
    assert "known" in again.cookies


@pytest.mark.parametrize("verified", [True, False, "false", None])
def test_the_same_address_elsewhere_opens_nobodys_account(client, identities, verified):
    owner = factories.user(email=OLHA["email"], password=PASSWORD)
    identities.who = {**OLHA, "email_verified": verified}
    go(client, identities)
    sent = join(client)
    assert sent.url.startswith("/accounts/confirm-email/")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert "already" in mail.outbox[0].subject
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_an_address_that_nobody_has_seen_confirmed_is_answered_the_same_and_written_to(client, identities):
    identities.who = {**OLHA, "email_verified": "false"}
    go(client, identities)
    assert join(client).url.startswith("/accounts/confirm-email/")
    assert not is_in(client)
    assert not User.objects.get().has_confirmed_email
    assert "Welcome" in mail.outbox[0].subject
    other = Client()
    identities.who = {**OLHA, "sub": "43", "email": "olha2@example.org"}
    go(other, identities)
    assert join(other, email="typed@example.org").url.startswith("/accounts/confirm-email/")
    assert not is_in(other)


def test_a_member_connects_and_disconnects(client, identities):
    oksana = factories.user(email="oksana@example.org", password=PASSWORD)
    client.post("/accounts/login/", {"login": oksana.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert go(client, identities, "connect", "").url == CONNECTIONS
    page = client.get(CONNECTIONS).content.decode()
    assert "The account elsewhere is connected." in page
    assert "Disconnect<span" in page
    elsewhere = Client()
    assert go(elsewhere, identities).url == "/popular/"
    assert elsewhere.session["_auth_user_id"] == str(oksana.pk)
    stranger = Client()
    mallory = factories.user(email="mallory@example.org", password=PASSWORD)
    stranger.post("/accounts/login/", {"login": mallory.email, "password": PASSWORD})
    stranger.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = stranger.get(go(stranger, identities, "connect", "").url).content.decode()
    assert "opens another account here already" in page
    stranger.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.get().user == oksana
    client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_is_not_disconnected(client, identities):
    go(client, identities)
    join(client)
    page = client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk})
    assert "Choose a password first." in page.content.decode()
    assert SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_here_too(client, identities):
    go(client, identities)
    join(client)
    TOTP.activate(User.objects.get(), generate_totp_secret())
    again = Client()
    assert go(again, identities).url == "/accounts/second-factor/authenticate/"
    assert not is_in(again)


def test_what_goes_wrong_over_there_is_a_page_of_ours(client, identities):
    client.post(LOG_IN)
    pages = [client.get(LOG_IN), client.get(SIGN_UP, follow=True)]
    answers = [{}, {"code": "x"}, {"code": "x", "state": "invented"}, {"error": "access_denied", "state": "x"}]
    pages += [client.get(f"{LOG_IN}callback/", answer, follow=True) for answer in answers]
    for spoiled in ({}, [], {"sub": None}, {"sub": "1", "email": 7, "name": ["<b>"]}):
        identities.who = OLHA
        answer = identities.authorize(client.post(LOG_IN).url)
        identities.who = spoiled
        pages.append(client.get(f"{LOG_IN}callback/", answer, follow=True))
    state = identities.authorize(client.post(LOG_IN).url)["state"]
    pages.append(client.get(f"{LOG_IN}callback/", {"error": "access_denied", "state": state}, follow=True))
    assert "You have turned back on the other site." in pages[-1].content.decode()
    for page in pages:
        assert page.status_code in (200, 401, 502)
        assert "base.html" in [template.name for template in page.templates]
        assert not [template for template in page.templates if "site-packages/allauth" in str(template.origin)]
    assert not is_in(client)


def test_a_place_that_does_not_answer_is_a_page_of_ours(client, settings, identities):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    page = client.post(LOG_IN)
    assert "could not tell us who you are" in page.content.decode()


CONFIGURED = """
import sys, json, newsportal.wsgi
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
names = sorted(str(name) for name in get_resolver().reverse_dict if "social" in str(name) or "_callback" in str(name))
print(json.dumps([names, "requests" in sys.modules, settings.SECURE_CSP["form-action"]]))
"""


@pytest.mark.one_database
@pytest.mark.parametrize("is_set_up", [False, True])
def test_a_way_is_there_when_the_environment_holds_its_keys_and_nothing_is_loaded_otherwise(tmp_path, is_set_up):
    (tmp_path / "key.p8").write_text("a key")
    keys = {
        "SOCIAL_GOOGLE": "id,secret",
        "SOCIAL_FACEBOOK": "id,secret",
        "SOCIAL_APPLE": f"id,key,team,{tmp_path / 'key.p8'}",
        "SOCIAL_OPENID": "University,https://id.example/realm,id,secret",
    }
    ours = {"DEBUG": "1", "DATA_DIR": str(tmp_path), "ENV_FILE": os.devnull, "DATABASE_URL": "sqlite://:memory:"}
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", CONFIGURED],
        env={**environment, **ours, **(keys if is_set_up else {})},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    names, is_loaded, csp = json.loads(done.stdout)
    if not is_set_up:
        assert (names, is_loaded, csp) == ([], False, ["'self'"])
    else:
        ways = {"google_callback", "facebook_callback", "apple_callback", "openid_connect_callback"}
        assert ways < set(names)
        assert csp[1:] == [
            "https://accounts.google.com",
            "https://www.facebook.com",
            "https://appleid.apple.com",
            "https://id.example",
        ]


def test_nothing_on_a_page_tells_of_it_until_it_is_set_up(client, settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    monkeypatch.delitem(registry.provider_map, OpenIDConnectProvider.id)
    settings.ROOT_URLCONF = "newsportal.urls"
    page = client.get("/accounts/login/").content.decode()
    assert "elsewhere" not in page
    assert not re.search(r"Go on with", page)
    assert client.get(CONNECTIONS).status_code == 404
