"""Nobody learns from an answer, nor from the time it takes, whether an address has an account; and every way back
leads to this very site."""

from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as current
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.accounts.pages import filled_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PASSWORD = "three unlikely words"
KNOWN, UNKNOWN = "known@example.org", "other@example.org"
NEW = {"display_name": "Olha R.", "password1": PASSWORD, **filled_in()}
DOORS = {
    "log in": ("/accounts/login/", lambda email: {"login": email, "password": "not the password"}),
    "code": ("/accounts/login/code/", lambda email: {"email": email}),
    "reset": ("/accounts/password/reset/", lambda email: {"email": email}),
    "sign up": ("/accounts/signup/", lambda email: {"email": email, **NEW}),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("state", ["confirmed", "not confirmed", "closed", "without a password"])
def test_the_answer_and_the_work_are_the_same_for_every_address(hashes, door, state):
    user = factories.user(email=KNOWN, password=None if "without" in state else PASSWORD, is_active=state != "closed")
    user.emailaddress_set.create(email=KNOWN, primary=True, verified=state == "confirmed")
    path, data = DOORS[door]
    seen = {}
    for email in ("first@example.org", KNOWN, UNKNOWN):  # the first makes the rows of the limits
        client, sent = Client(), len(mail.outbox)
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(path, data(email))
        words = text_of(client.get(answer.url) if answer.status_code == 302 else answer).replace(email, "…")
        cookies = {name: (cookie["max-age"], cookie["path"]) for name, cookie in answer.cookies.items()}
        headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}
        seen[email] = (answer.status_code, headers, cookies, words, len(mail.outbox) - sent, len(hashes))
        asked = len(queries)
        seen[email] += (asked,) if door != "sign up" else ()  # the account that is made is more rows than a refusal
    assert seen[KNOWN] == seen[UNKNOWN]


HOST = "testserver"
TRICKS = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example",
    "\0//evil.example", "\x01//evil.example", "\u2028//evil.example", "\ufeff//evil.example", "\u00a0//evil.example",
    "/%2f/evil.example", "https://evil.example", "http://evil.example", "HTTPS://EVIL.EXAMPLE",
    "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "http:/\\evil.example", "ftp://evil.example", "ws://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "javascript://testserver/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "blob:https://evil.example/x", "file:///etc/passwd",
    "http://testserver@evil.example", "http://testserver:80@evil.example", "http://testserver%40evil.example",
    "//testserver@evil.example/", "http://testserver.evil.example", "http://eviltestserver", "http://testserver:8443/",
    "http://evil.example\\@testserver", "http://evil.example#@testserver", "http://evil.example?@testserver",
    "http://evil.example/testserver", "http://[::1]", "http://[evil.example]", "http://2130706433/",
    "http://00000000000000000000000000000000001/", "http://evil。example", "//evil。example", "//evil．example",
    "http://ⓔvil.example", "//xn--e1awd7f.example", "http://localhost", "//", "///", "http://", ":", "http:",
    "mailto:a@evil.example", "/../..//evil.example", "//evil.example/%2e%2e",
]  # fmt: skip


def leads_away(place):
    """Whether a browser that goes there leaves the site."""
    for seen in (place, place.replace("\\", "/").translate(dict.fromkeys(range(33)))):
        whole = urlsplit(urljoin(f"http://{HOST}/accounts/x/", seen))
        if whole.netloc != HOST or whole.scheme not in ("http", "https"):
            return True
    return False


@pytest.mark.one_database
def test_no_place_elsewhere_is_a_way_back(rf):
    with current.request_context(rf.get("/")):
        taken = [trick for trick in TRICKS if get_adapter().is_safe_url(trick) and leads_away(trick)]
    assert len(TRICKS) >= 60
    assert taken == []


def test_no_door_leads_away(db):
    user = factories.user(email=KNOWN, password=PASSWORD)
    member = Client()
    member.force_login(user, backend="accounts.backends.PasswordBackend")
    ends = []
    for trick in TRICKS[::10]:
        query = {"next": trick}
        paths = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/admin/login/"]
        answers = [member.get(path, query) for path in paths]
        answers.append(member.post("/accounts/reauthenticate/", {"password": PASSWORD, **query}))
        answers.append(Client().post("/accounts/login/", {"login": KNOWN, "password": PASSWORD, **query}))
        answers.append(Client().post("/accounts/second-factor/webauthn/login/", query))
        answers.append(Client().post("/accounts/logout/", query))
        ends += [(trick, answer.url) for answer in answers if answer.status_code == 302]
    assert len(ends) > 40
    assert [end for end in ends if leads_away(end[1])] == []
