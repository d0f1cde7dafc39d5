"""Whoever guesses at passwords gets few tries, from wherever; whoever owns the account still gets in."""

import threading
import time

import pytest
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import hashing, known_browsers
from accounts.models import Tally
from tests import factories

pytestmark = pytest.mark.django_db
LOG_IN = "/accounts/login/"
PASSWORD = "three unlikely words"
STOPPED = "Too many attempts"
DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"
LOCAL_CACHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture
def oksana():
    return factories.user(email="oksana@example.org", password=PASSWORD)


def log_in(client, email="oksana@example.org", password=PASSWORD):
    return client.post(LOG_IN, {"login": email, "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


def test_an_account_is_guessed_at_five_times_from_however_many_places(oksana, hashes):
    for number in range(7):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        page = log_in(Client(headers=forged, REMOTE_ADDR=f"203.0.113.{number}"), password=f"guess {number}")
    assert STOPPED in page.content.decode()
    assert len(hashes) == 5
    new = Client(REMOTE_ADDR="192.0.2.1")
    log_in(new)
    assert not is_in(new)
    assert len(hashes) == 5


def test_whoever_has_logged_in_here_before_is_not_kept_out_by_strangers(oksana):
    own = Client()
    log_in(own)
    own.post("/accounts/logout/")
    for number in range(6):
        log_in(Client(), password=f"guess {number}")
    for number in range(6):
        log_in(Client(), email=f"n{number}@example.org", password="wrong")
    log_in(own)
    assert is_in(own)
    own.post("/accounts/logout/")
    for _ in range(5):
        log_in(own, password="wrong")
    assert STOPPED in log_in(own).content.decode()  # the browser is known, whoever sits before it


def test_one_network_guesses_at_few_accounts_whatever_it_calls_itself(oksana, hashes):
    for number in range(12):
        place = f"2001:db8:1:1{number:02x}::{number + 1:x}"  # one household's addresses
        log_in(Client(REMOTE_ADDR=place, headers={"Forwarded": f"for=1.1.1.{number}"}), email=f"n{number}@example.org")
    assert len(hashes) == 10
    log_in(Client(REMOTE_ADDR="2001:db8:2::1"), email="n@example.org")
    assert len(hashes) == 11


def test_a_right_password_is_no_guess(oksana):
    for _ in range(11):
        client = Client()
        log_in(client)
        assert is_in(client)
    assert not Tally.objects.filter(count__gt=0).exists()


def test_a_guesser_wins_no_tries_by_logging_in_in_between(oksana, hashes):
    factories.user(email="mallory@example.org", password=PASSWORD)
    for number in range(5):
        log_in(Client(), password=f"guess {number}")
        log_in(Client(), email="mallory@example.org")
    hashes.clear()
    log_in(Client(), password="guess")
    assert not hashes


def test_passwords_asked_for_again_are_counted_too(oksana):
    client = Client()
    log_in(client)
    change = {"password1": "four quite unlikely words"}
    pages = [client.post("/accounts/password/change/", {**change, "oldpassword": f"guess {n}"}) for n in range(4)]
    pages += [client.post("/accounts/reauthenticate/", {"password": f"guess {n}"}) for n in range(2)]
    assert "This is not your current password." in pages[0].content.decode()
    assert STOPPED in pages[-1].content.decode()
    oksana.refresh_from_db()
    assert oksana.check_password(PASSWORD)


@pytest.mark.parametrize("forged", ["", "x", "eyJhIjoiYiJ9:1:x", "\x00"])
def test_an_invented_mark_of_a_known_browser_is_none(oksana, forged):
    client = Client()
    client.cookies["known"] = forged
    log_in(client, password="wrong")
    assert Tally.objects.count() == 3


def test_the_mark_of_a_known_browser_is_set_at_log_in_alone_and_names_nobody(oksana):
    client = Client()
    for answer in (client.get(LOG_IN), log_in(client, password="wrong"), client.get("/")):
        assert "known" not in answer.cookies
    cookie = log_in(client).cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    request = RequestFactory().get("/", HTTP_COOKIE=f"known={cookie.value}")
    assert list(known_browsers.known(request)) == [known_browsers.whose(" OKSANA@example.org")]
    assert "oksana" not in str(known_browsers.known(request))


def test_what_django_allauth_counts_is_counted_in_the_database(client, settings):
    call_command("createcachetable", "shared_cache")
    settings.CACHES = {"default": {"BACKEND": DATABASE_CACHE, "LOCATION": "shared_cache"}, "process": LOCAL_CACHE}
    answers = [client.post("/accounts/password/reset/", {"email": "nobody@example.org"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


def test_a_flood_of_log_ins_waits_in_a_short_queue(monkeypatch):
    monkeypatch.setattr(hashing, "WAIT", 0.05)
    monkeypatch.setattr(hashing, "respond_429", lambda request: HttpResponse(status=429))
    refused, done = [], []

    def compute():
        with current.request_context(RequestFactory().get("/")):
            try:
                with hashing.turn():
                    time.sleep(0.2)
                    done.append(1)
            except ImmediateHttpResponse as answer:
                refused.append(answer.response.status_code)

    threads = [threading.Thread(target=compute) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    compute()  # nothing is held afterwards
    assert len(done) == 2
    assert refused == [429] * 7
