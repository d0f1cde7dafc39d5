"""Ways in besides the password: a code in a letter, and a passkey."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests import factories
from tests.accounts.pages import text_of
from tests.newsportal.things import PASSKEY as PASSKEY_MADE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ASK, ENTER = "/accounts/login/code/", "/accounts/login/code/confirm/"
PASSKEY = "/accounts/second-factor/webauthn/login/"
EMAIL = "oksana@example.org"


@pytest.fixture
def oksana():
    user = factories.user(email=EMAIL, password="three unlikely words")
    user.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    return user


def ask(client, email=EMAIL, **fields):
    return client.post(ASK, {"email": email, **fields})


def code_in(letter):
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", letter.body, re.MULTILINE)[0]


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_code_logs_in_and_leads_back_to_the_comments(client, oksana):
    place = factories.article(headline="The last mile").get_absolute_url() + "#comments"
    page = client.get(ASK, {"next": place}).content.decode()
    assert "You will go back to the comments on “The last mile”." in page
    client.session["typed"] = "x"
    session = client.session
    session["typed"] = "What I think"
    session.save()
    sent = ask(client, next=place, remember="on")
    assert sent.url == f"{ENTER}?next={place.replace('/', '%2F').replace('#', '%23')}"
    page = client.get(sent.url).content.decode()
    assert EMAIL in page
    assert f'name="next" value="{place}"' in page
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([EMAIL], "Your code to log in to The-News")
    before = client.cookies["sessionid"].value
    wrong = client.post(ENTER, {"code": "BBBB-BBBB", "next": place}).content.decode()
    assert "This is not the code from the letter." in wrong
    assert "<title>Error: Write the code" in wrong
    code = code_in(letter)
    assert client.post(ENTER, {"code": f" {code.lower().replace('-', '')} ", "next": place}).url == place
    assert is_in(client)
    assert client.session["typed"] == "What I think"
    assert client.cookies["sessionid"].value != before
    assert client.cookies["sessionid"]["max-age"]
    assert "known" in client.cookies
    assert client.get(ENTER).status_code == 302


def test_the_code_of_one_browser_opens_nothing_in_another_and_goes_stale(client, oksana):
    ask(client)
    code = code_in(mail.outbox[0])
    other = Client()
    ask(other, "nobody@example.org")
    assert not is_in(other)
    other.post(ENTER, {"code": code})
    Client().post(ENTER, {"code": code})
    assert not is_in(other)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.post(ENTER, {"code": code}).url == ASK
    assert not is_in(client)


def test_only_those_who_want_to_stay_logged_in_do(client, oksana):
    ask(client)
    client.post(ENTER, {"code": code_in(mail.outbox[0])})
    assert is_in(client)
    assert not client.cookies["sessionid"]["max-age"]


def test_codes_are_neither_guessed_nor_sent_without_end(client, oksana):
    ask(client)
    answers = [client.post(ENTER, {"code": "BBBB-BBBB"}) for _ in range(3)]
    assert answers[-1].url == ASK
    client.post(ENTER, {"code": code_in(mail.outbox[0])})
    assert not is_in(client)
    pages = [ask(Client(REMOTE_ADDR=f"203.0.113.{number}"), EMAIL.upper()) for number in range(6)]
    assert "Too many attempts" in pages[-1].content.decode()
    assert len(mail.outbox) == 5


def test_known_and_unknown_addresses_are_answered_alike(oksana):
    answers = {}
    for email in (EMAIL, "nobody@example.org"):
        client = Client()
        sent = ask(client, email)
        pages = [client.get(sent.url), *(client.post(ENTER, {"code": "BBBB-BBBB"}) for _ in range(3))]
        words = [text_of(page).replace(email, "…") for page in pages]
        answers[email] = (sent.status_code, sent.url, sorted(sent.headers), words, pages[-1].url)
    known, unknown = answers.values()
    assert known == unknown
    assert [letter.to for letter in mail.outbox] == [[EMAIL], ["nobody@example.org"]]
    assert "no account" in mail.outbox[1].body


@pytest.mark.parametrize("email", ["", "x", "@", "a@b", "\x00@example.org", "x" * 5000])
def test_what_is_no_address_is_said_to_be_none(client, email):
    page = ask(client, email)
    assert page.status_code == 200
    assert "We could not send the letter" in page.content.decode()


def test_an_address_somebody_only_claims_opens_nothing_of_theirs(client, reader):
    reader.user.emailaddress_set.create(email="victim@example.org")
    ask(client, "victim@example.org")
    assert "no account" in mail.outbox[0].body


def test_whoever_has_signed_up_with_somebody_elses_address_is_out_when_its_owner_comes(client):
    victim = factories.user(email=EMAIL, password="the stranger's password")
    victim.emailaddress_set.create(email=EMAIL, primary=True)
    stranger = Client()
    stranger.post("/accounts/login/", {"login": EMAIL, "password": "the stranger's password"})
    assert is_in(stranger)
    ask(client)
    page = client.post(ENTER, {"code": code_in(mail.outbox[0])}, follow=True)
    assert "A password chosen before that works no more" in page.content.decode()
    victim.refresh_from_db()
    assert is_in(client)
    assert victim.has_confirmed_email
    assert not victim.has_usable_password()
    assert stranger.get("/accounts/").status_code == 302
    assert client.get("/accounts/password/set/").status_code == 200


def test_a_code_does_not_stand_for_the_second_factor(client, oksana):
    key = generate_totp_secret()
    TOTP.activate(oksana, key)
    ask(client, next="/popular/")
    answer = client.post(ENTER, {"code": code_in(mail.outbox[0]), "next": "/popular/"})
    assert answer.url == "/accounts/second-factor/authenticate/"
    assert not is_in(client)
    now = int(timezone.now().timestamp()) // 30
    assert client.post(answer.url, {"code": format_hotp_value(hotp_value(key, now))}).url == "/popular/"
    assert is_in(client)


def test_a_mistyped_address_can_be_written_again(client, oksana):
    ask(client, "oksanna@example.org", next="/popular/")
    assert client.get("/accounts/login/").url == ENTER
    page = client.get(f"{ENTER}?next=/popular/").content.decode()
    way = re.search(r'name="next" value="(/accounts/login/[^"]*)"', page)[1]
    anew = client.post("/accounts/logout/", {"next": way})
    assert client.get(anew.url).status_code == 200
    assert anew.url == "/accounts/login/?next=%2Fpopular%2F"


def test_a_closed_account_gets_no_code(client, oksana):
    oksana.is_active = False
    oksana.save()
    ask(client)
    assert "no account" in mail.outbox[0].body


# --- passkeys ---


def test_the_log_in_page_offers_a_passkey_that_proves_who_holds_it(client):
    page = client.get("/accounts/login/", {"next": "/popular/"})
    form = re.search(r'<form[^>]*data-passkey="loginForm".*?</form>', page.content.decode(), re.DOTALL)[0]
    assert f'action="{PASSKEY}"' in form
    assert 'name="next" value="/popular/"' in form
    asked = client.get(PASSKEY, headers={"Accept": "application/json"}).json()["request_options"]["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")
    assert client.get(PASSKEY).url == "/accounts/login/"


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "1", "null", "{", json.dumps({"id": "x", "rawId": "eA", "response": {"userHandle": "OTk5OTk5"}})],
)
def test_an_invented_passkey_leads_back_to_the_other_ways(client, credential):
    client.get(PASSKEY, headers={"Accept": "application/json"})
    answer = client.post(PASSKEY, {"credential": credential, "next": "/popular/"})
    assert answer.url == "/accounts/login/?next=%2Fpopular%2F"
    page = client.get(answer.url).content.decode()
    assert "This passkey opens no account here." in page or "The device gave no answer that can be read." in page


def test_every_page_of_the_second_factor_and_of_sessions_is_of_our_design(client, oksana):
    client.post("/accounts/login/", {"login": EMAIL, "password": "three unlikely words"})
    client.post("/accounts/reauthenticate/", {"password": "three unlikely words"})
    first = [client.get(reverse(name)) for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_index")]
    TOTP.activate(oksana, generate_totp_secret())
    WebAuthn.add(oksana, "Telephone", PASSKEY_MADE)
    RecoveryCodes.activate(oksana)
    key = oksana.authenticator_set.get(type="webauthn").pk
    names = {name for name in get_resolver().reverse_dict if str(name).startswith(("mfa_", "usersessions_"))}
    names -= {"mfa_download_recovery_codes"}  # a text
    assert len(names) >= 14
    args = {"mfa_edit_webauthn": [key], "mfa_remove_webauthn": [key]}
    for page in [*first, *(client.get(reverse(name, args=args.get(name)), follow=True) for name in sorted(names))]:
        assert page.status_code == 200
        assert "base.html" in [template.name for template in page.templates]
        assert not [template for template in page.templates if "site-packages/allauth" in str(template.origin)]
