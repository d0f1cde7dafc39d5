"""Every address of the site × everybody who may come × own and others' things × GET and POST.

The table is permissions.txt. An address without a row fails, and so does a row without an address: whoever adds a page
says in one line who may open it. If the address holds something new, `things.py` says how one is made.
"""

import contextlib
import copy
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.cache import cache
from django.db import transaction
from django.template import Template
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLResolver
from django.utils.safestring import SafeString

from tests import factories
from tests.newsportal import things

TABLE = Path(__file__).with_name("permissions.txt")
EVERYONE = [
    "stranger",
    "member",
    "reporter",
    "editor",
    "chief editor",
    "moderator",
    "patron manager",
    "admin",
    "superuser",
]
AUDIENCES = {
    "everyone": EVERYONE,
    "members": EVERYONE[1:],
    "staff": EVERYONE[2:],
    "newsdesk": ["reporter", "editor", "chief editor", "moderator", "admin", "superuser"],
    "reporters": ["reporter", "editor", "chief editor", "admin", "superuser"],
    "moderators": ["editor", "chief editor", "moderator", "admin", "superuser"],
    "editors": ["editor", "chief editor", "admin", "superuser"],
    "chiefs": ["chief editor", "admin", "superuser"],
    "admins": ["admin", "superuser"],
    "patrons": ["patron manager", "superuser"],
    "superusers": ["superuser"],
    "nobody": [],
}
APP_LIST = re.compile(r"^\^\(\?P<app_label>.*\)/\$$")  # Django writes the names of all apps into this one
SHUT = {401, 403, 404, 405}
ENTRANCES = ("/admin/login/",)
AWAY = "/admin/"  # where the admin sends whoever asks for a thing they may not know of
ASKS_WHO = re.compile(r"^(/\w\w)?/(admin|accounts)/(login|reauthenticate|second-factor/\w*authenticate)/")


@dataclass(frozen=True)
class Row:
    """Who may open an address: with GET and POST, for one's own thing and for another's."""

    address: str
    own: dict
    other: dict

    @classmethod
    def parse(cls, line):
        address, *cells = [cell.strip() for cell in line.split("|")]
        if len(cells) not in (2, 4) or not set(cells) <= set(AUDIENCES):
            raise ValueError(f"permissions.txt: “{line}” is not: address | GET | POST [| other's GET | other's POST]")
        own, other = cells[:2], cells[2:] or cells[:2]
        return cls(
            address, dict(zip(("GET", "POST"), own, strict=True)), dict(zip(("GET", "POST"), other, strict=True))
        )

    @property
    def has_owner(self):
        return self.own != self.other or things.is_owned(self.address)


def table():
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [Row.parse(line) for line in lines]


def addresses(resolver=None, before=""):
    """The routes of the site as they are written in the maps of addresses, without the word of the edition."""
    for entry in (resolver or get_resolver()).url_patterns:
        edition = isinstance(entry.pattern, LocalePrefixPattern)
        route = before + ("" if edition else APP_LIST.sub("<app_label>/", str(entry.pattern)))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        else:
            yield route


def test_every_address_has_a_row_and_every_row_an_address():
    rows = [row.address for row in table()]
    assert sorted(set(addresses()) - set(rows)) == [], "add a line to permissions.txt for each"
    assert sorted(set(rows) - set(addresses())) == [], "these lines of permissions.txt lead nowhere"
    assert len(rows) == len(set(rows))


def opens(client, method, path):
    """Whether a request gets in. What it does is undone."""
    cookies = copy.deepcopy(client.cookies)
    cache.clear()
    with contextlib.suppress(Undo), transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path, {"post": "yes"})
        raise Undo
    client.cookies = cookies
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    place = answer.get("Location", "")
    not_the_form = bool(place) and method == "GET" and path.endswith("/change/")
    sent_away = not_the_form or (place == AWAY and path not in ENTRANCES)
    return answer.status_code not in SHUT and not sent_away and not ASKS_WHO.match(place)


class Undo(Exception):
    pass


@pytest.fixture
def people(settings, reader, reporter, editor, chief_editor, moderator, patron_manager, admin, publisher):
    """A client of each, who has just written the password, and has an app, a passkey and recovery codes."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # asks no database
    settings.PAYMENTS = ["demo", "manual"]
    known = [reader, reporter, editor, chief_editor, moderator, patron_manager, admin, publisher]
    for client in known:
        client.user.set_password("three unlikely words")
        client.user.save()
        client.force_login(client.user, backend="django.contrib.auth.backends.ModelBackend")
        client.post("/accounts/reauthenticate/", {"password": "three unlikely words"})
        TOTP.activate(client.user, generate_totp_secret())
        WebAuthn.add(client.user, "Telephone", things.PASSKEY)
        RecoveryCodes.activate(client.user)
    clients = [Client(), *known]
    for client in clients:
        client.raise_request_exception = False
        client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 Firefox/140.0"
    return dict(zip(EVERYONE, clients, strict=True))


@pytest.fixture
def _blank_pages(monkeypatch):
    """Who gets in is asked here, not what they see: pages are decided on and not drawn."""
    monkeypatch.setattr(Template, "render", lambda template, context: SafeString(""))


@pytest.mark.one_database
@pytest.mark.usefixtures("_blank_pages")
def test_every_address_opens_to_those_in_its_row_and_to_nobody_else(people):
    surprises = []
    others = things.Things(factories.user(display_name="Other", is_staff=True))
    for who, client in people.items():
        own = things.Things(getattr(client, "user", None) or others.owner)
        for row, method in itertools.product(table(), ("GET", "POST")):
            kinds = (
                [("own", own, row.own), ("other", others, row.other)]
                if row.has_owner and who != "stranger"
                else [("", others, row.other)]
            )
            for whose, made, audiences in kinds:
                expected = who in AUDIENCES[audiences[method]]
                if opens(client, method, made.path(row.address)) != expected:
                    state = "shut" if expected else "open"
                    surprises.append(
                        f"{row.address}: {method} {whose} by {who} is {state}, row says {audiences[method]}"
                    )
    assert "\n".join(surprises) == ""
