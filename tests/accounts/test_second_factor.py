"""A stolen password alone does not open the newsroom, and a lost telephone locks nobody out for good."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.audit import Act, AuditEntry
from tests import factories
from tests.accounts.pages import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PASSWORD = "three unlikely words"
DESK = "/admin/articles/article/"
SET_UP = "/accounts/second-factor/"
ASKED_AT_LOG_IN = "/accounts/second-factor/authenticate/"
ASKED_AGAIN = "/accounts/second-factor/reauthenticate/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def marta(editor):
    """An editor with a password."""
    editor.user.set_password(PASSWORD)
    editor.user.save()
    return editor.user


def with_app(user):
    """The account with an app as its second factor; gives the key in it."""
    key = generate_totp_secret()
    TOTP.activate(user, key)
    return key


def recovery_codes(user):
    return RecoveryCodes.activate(user).get_unused_codes()


def code(key, seconds_from_now=0):
    return format_hotp_value(hotp_value(key, int(time.time() + seconds_from_now) // 30))


def log_in(user, password=PASSWORD, going_to=DESK):
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": password, "next": going_to})
    return client, answer


def key_shown(page):
    return re.search(r'id="id_key"[^>]*value="(\w+)"', page.content.decode())[1]


# --- the door ---


@pytest.mark.parametrize("place", ["/admin/", DESK, f"{DESK}add/", "/admin/jsi18n/", "/admin/nowhere/"])
def test_staff_without_a_second_factor_are_led_to_set_one_up(editor, place):
    assert editor.get(place).url == SET_UP
    assert editor.post(place).url == SET_UP
    assert "The newsroom opens to those who show a second factor" in editor.get(SET_UP).content.decode()


@pytest.mark.parametrize("place", ["/admin/", f"{DESK}?state=live", "/admin/articles/topic/add/"])
def test_a_session_that_knows_the_password_only_is_asked_for_the_code_and_led_on(editor, place):
    key = with_app(editor.user)
    asked = editor.get(place)
    assert asked.url.startswith(f"{ASKED_AGAIN}?next=")
    page = editor.get(asked.url)
    assert "One more step before this page opens." in page.content.decode()
    assert editor.post(ASKED_AGAIN, {"code": code(key), "next": place}).url == place
    assert editor.get(place).status_code == 200


def test_previews_are_behind_the_same_door(editor):
    draft = factories.draft()
    preview = f"/preview/{draft.pk}/"
    assert editor.get(preview).url == SET_UP
    with_app(editor.user)
    assert editor.get(preview).url.startswith(ASKED_AGAIN)


def test_what_a_post_would_have_done_is_not_done(publisher):
    section = factories.section()
    publisher.post(f"/admin/articles/section/{section.pk}/delete/", {"post": "yes"})
    section.refresh_from_db()


def test_readers_and_strangers_are_not_asked(client, reader):
    assert client.get("/").status_code == 200
    assert reader.get("/accounts/").status_code == 200
    assert reader.get(DESK).url.startswith("/admin/login/")


def test_a_newsroom_may_do_without(editor, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert editor.get(DESK).status_code == 200


def test_the_door_costs_one_query(editor, settings, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    editor.post(ASKED_AGAIN, {"code": code(with_app(editor.user))})
    counts = []
    for settings.STAFF_SECOND_FACTOR in (False, True):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            editor.get("/admin/jsi18n/")
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1


# --- setting one up ---


def test_one_who_logs_in_sets_up_an_app_and_goes_on_to_where_they_were_going(
    marta, django_capture_on_commit_callbacks
):
    client, answer = log_in(marta)
    assert client.get(answer.url).url == SET_UP
    page = client.get(f"{SET_UP}totp/activate/")
    assert "Set up an app with codes" in page.content.decode()  # and not the password once more
    done = client.post(f"{SET_UP}totp/activate/", {"code": code(key_shown(page))})
    assert done.url == f"{SET_UP}recovery-codes/"
    assert f'href="{DESK}"' in client.get(done.url).content.decode()
    assert client.get(DESK).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_letter_tells_of_a_new_second_factor():
    oksana = factories.user(password=PASSWORD)
    client, _answer = log_in(oksana)
    key = key_shown(client.get(f"{SET_UP}totp/activate/"))
    client.post(f"{SET_UP}totp/activate/", {"code": code(key)})
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("A second factor has been set up", [oksana.email])
    ]


def test_a_wrong_code_says_so_and_the_same_key_stays(marta):
    client, _answer = log_in(marta)
    key = key_shown(client.get(f"{SET_UP}totp/activate/"))
    page = client.post(f"{SET_UP}totp/activate/", {"code": "000000"})
    assert "This is not the right code." in page.content.decode()
    assert key_shown(page) == key
    assert not Authenticator.objects.exists()


def test_later_the_password_is_asked_for_before_anything_is_changed(marta, monkeypatch):
    client, _answer = log_in(marta)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3600)
    assert client.get(f"{SET_UP}totp/activate/").url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("page", ["totp/activate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/download/"])
def test_a_stolen_session_gets_at_no_key_without_a_proof(marta, editor, page):
    with_app(marta)
    recovery_codes(marta)
    editor.force_login(marta, backend="django.contrib.auth.backends.ModelBackend")
    answer = editor.get(SET_UP + page, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    assert "Is it you?" in answer.content.decode()


def test_an_unconfirmed_address_cannot_bind_an_account_to_a_telephone(client):
    typed = {"email": "a@example.org", "display_name": "Anna", "password1": "three unlikely words"}
    client.post("/accounts/signup/", {**typed, **filled_in()})
    user = factories.User.objects.get(email="a@example.org")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"{SET_UP}totp/activate/", follow=True)
    assert "Confirm your e-mail address first." in answer.content.decode()


def test_a_member_may_protect_an_account_too(reader):
    assert f'href="{SET_UP}"' in reader.get("/accounts/security/").content.decode()
    assert "With a second factor, a stolen password alone opens nothing." in reader.get(SET_UP).content.decode()


# --- logging in with it ---


def test_logging_in_asks_for_the_code_and_leads_on(marta):
    key = with_app(marta)
    client, answer = log_in(marta)
    assert answer.url == ASKED_AT_LOG_IN
    assert "_auth_user_id" not in client.session
    assert "Six digits from the app" in client.get(ASKED_AT_LOG_IN).content.decode()
    assert client.post(ASKED_AT_LOG_IN, {"code": code(key)}).url == DESK
    assert client.get(DESK).status_code == 200


def test_the_code_of_a_slow_clock_is_right_and_an_old_one_is_not(marta):
    key = with_app(marta)
    client, _answer = log_in(marta)
    assert "not the right code" in client.post(ASKED_AT_LOG_IN, {"code": code(key, -300)}).content.decode()
    assert client.post(ASKED_AT_LOG_IN, {"code": code(key, -30)}).url == DESK


def test_a_code_works_once(marta):
    key = with_app(marta)
    now = code(key)
    assert log_in(marta)[0].post(ASKED_AT_LOG_IN, {"code": now}).url == DESK
    assert log_in(marta)[0].post(ASKED_AT_LOG_IN, {"code": now}).status_code == 200


def test_a_recovery_code_logs_in_once(marta):
    with_app(marta)
    first, *_others = recovery_codes(marta)
    client, _answer = log_in(marta)
    assert client.post(ASKED_AT_LOG_IN, {"code": first}).url == DESK
    assert client.get(DESK).status_code == 200
    second, _answer = log_in(marta)
    assert "not the right code" in second.post(ASKED_AT_LOG_IN, {"code": first}).content.decode()
    assert "_auth_user_id" not in second.session


def test_codes_cannot_be_guessed_for_long(marta):
    key = with_app(marta)
    client, _answer = log_in(marta)
    pages = [client.post(ASKED_AT_LOG_IN, {"code": f"{number:06}"}).content.decode() for number in range(12)]
    assert "Too many attempts for now." in pages[-1]
    assert "Too many attempts for now." in client.post(ASKED_AT_LOG_IN, {"code": code(key)}).content.decode()
    cache.clear()  # the minutes pass
    assert client.post(ASKED_AT_LOG_IN, {"code": code(key)}).url == DESK


def test_removing_ones_only_factor_closes_the_newsroom_again(marta):
    client, _answer = log_in(marta)
    page = client.get(f"{SET_UP}totp/activate/")
    client.post(f"{SET_UP}totp/activate/", {"code": code(key_shown(page))})
    client.post(f"{SET_UP}totp/deactivate/")
    assert not Authenticator.objects.filter(user=marta).exists()
    assert client.get(DESK).url == SET_UP


def test_recovery_codes_are_shown_saved_as_text_and_made_anew(marta):
    client, _answer = log_in(marta)
    page = client.get(f"{SET_UP}totp/activate/")
    client.post(f"{SET_UP}totp/activate/", {"code": code(key_shown(page))})
    shown = client.get(f"{SET_UP}recovery-codes/").content.decode()
    saved = client.get(f"{SET_UP}recovery-codes/download/")
    codes = re.findall(r"^\d{8}$", saved.content.decode(), re.MULTILINE)
    assert saved.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in saved.headers["Content-Disposition"]
    assert f"For {marta.email}. Each works once." in saved.content.decode()
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    client.post(f"{SET_UP}recovery-codes/generate/")
    assert codes[0] not in client.get(f"{SET_UP}recovery-codes/").content.decode()


# --- passkeys ---

CREDENTIALS = [
    "",
    "{}",
    "[]",
    "1",
    "null",
    '"x"',
    "{",
    '{"id": "x"}',
    json.dumps({"id": "x", "rawId": "eA", "response": {}}),
]


@pytest.mark.parametrize(
    "credential",
    [
        *CREDENTIALS,
        json.dumps(
            {
                "id": "eA",
                "rawId": "eA",
                "type": "public-key",
                "response": {
                    "clientDataJSON": "e30",
                    "attestationObject": "oA",
                    "authenticatorData": "oA",
                    "signature": "oA",
                },
            }
        ),
    ],
)
def test_an_invented_passkey_is_refused_with_a_page(marta, credential):
    client, _answer = log_in(marta)
    client.get(f"{SET_UP}webauthn/add/")
    page = client.post(f"{SET_UP}webauthn/add/", {"name": "Telephone", "credential": credential})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "Telephone" in page.content.decode()
    with_app(marta)
    other, _answer = log_in(marta)
    other.get(ASKED_AT_LOG_IN)
    assert other.post(ASKED_AT_LOG_IN, {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_pages_of_passkeys_carry_no_script_of_their_own(marta):
    client, _answer = log_in(marta)
    page = client.get(f"{SET_UP}webauthn/add/")
    scripts = re.findall(r"<script([^>]*)>", page.content.decode())
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert "A passkey needs JavaScript." in page.content.decode()


# --- a lost telephone ---


def reset_page(user):
    return f"/admin/accounts/user/{user.pk}/second-factor/"


@pytest.fixture
def keeper(admin, settings):
    """An admin who has shown a second factor."""
    admin.post(ASKED_AGAIN, {"code": code(with_app(admin.user))})
    return admin


def test_an_admin_removes_a_lost_second_factor_for_a_reason(keeper, marta):
    key = with_app(marta)
    client, _answer = log_in(marta)
    client.post(ASKED_AT_LOG_IN, {"code": code(key)})
    assert reset_page(marta) in keeper.get(f"/admin/accounts/user/{marta.pk}/change/").content.decode()
    assert keeper.post(reset_page(marta), {"reason": "She rang me up."}).status_code == 302
    assert not Authenticator.objects.filter(user=marta).exists()
    assert client.get("/accounts/").url.startswith("/accounts/login/")  # logged out everywhere
    entry = AuditEntry.objects.get(act=Act.SECOND_FACTOR_RESET)
    assert (entry.by, entry.thing_id, entry.note) == (keeper.user.pk, str(marta.pk), "She rang me up.")
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([marta.email], "Your second factor has been removed")
    ]
    again, answer = log_in(marta)
    assert again.get(answer.url).url == SET_UP


def test_who_waited_at_the_code_while_it_was_removed_logs_in_anew(keeper, marta):
    with_app(marta)
    waiting, answer = log_in(marta)
    assert answer.url == ASKED_AT_LOG_IN
    keeper.post(reset_page(marta), {"reason": "She rang me up."})
    for place in (DESK, ASKED_AT_LOG_IN):
        page = waiting.get(place, follow=True)
        assert page.request["PATH_INFO"] == "/accounts/login/"
    answer = waiting.post("/accounts/login/", {"login": marta.email, "password": PASSWORD, "next": DESK})
    assert waiting.get(answer.url).url == SET_UP


def test_without_a_reason_nothing_is_removed(keeper, marta):
    with_app(marta)
    page = keeper.post(reset_page(marta), {"reason": " "})
    assert "Say how you know that it is this person who asks." in page.content.decode()
    assert Authenticator.objects.filter(user=marta).exists()
    assert not AuditEntry.objects.exists()


def test_nobody_removes_their_own_or_a_superusers(keeper):
    boss = factories.user(is_staff=True, is_superuser=True)
    with_app(boss)
    for user in (keeper.user, boss):
        assert keeper.get(reset_page(user)).status_code == 403
        assert keeper.post(reset_page(user), {"reason": "Because"}).status_code == 403
    assert Authenticator.objects.count() == 2


def test_only_admins_remove_it(chief_editor, settings):
    settings.STAFF_SECOND_FACTOR = False
    user = factories.user()
    with_app(user)
    assert chief_editor.post(reset_page(user), {"reason": "Because"}).status_code == 403
    assert Authenticator.objects.filter(user=user).exists()


def test_an_account_that_is_not_there_has_no_page(keeper):
    assert keeper.get("/admin/accounts/user/999999/second-factor/").status_code == 404
