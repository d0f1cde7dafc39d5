"""What a member takes along: everything, readable, and nothing of anybody else."""

import io
import json
import re
import zipfile

import pytest
from allauth.mfa.models import Authenticator

from accounts import archive, audit
from accounts.models import Letter
from tests import factories
from tests.accounts.pages import text_of

pytestmark = pytest.mark.django_db
DATA, DOWNLOAD, SECURITY = "/accounts/data/", "/accounts/data/download/", "/accounts/security/"
PASSWORD = "three unlikely words"


@pytest.fixture
def member(client):
    user = factories.user(email="olha@example.org", display_name="Olha <R.>", bio="One.\nTwo.", password=PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.user = user
    return client


def prove(client):
    return client.post(f"/accounts/reauthenticate/?next={DATA}", {"password": PASSWORD}, follow=True)


def opened(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_archive_is_for_who_has_just_shown_that_it_is_them(member):
    assert member.get(DOWNLOAD).url == DATA
    page = member.get(DATA).content.decode()
    assert f"/accounts/reauthenticate/?next={DATA}" in page
    assert DOWNLOAD not in page
    assert DOWNLOAD in prove(member).content.decode()
    response = member.get(DOWNLOAD)
    assert response.headers["Content-Type"] == "application/zip"
    assert re.fullmatch(r'attachment; filename="the-news-\d{4}-\d\d-\d\d\.zip"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]
    for _again in range(9):
        member.get(DOWNLOAD)
    assert "very often today" in text_of(member.get(DOWNLOAD, follow=True))


def test_the_archive_holds_the_account_and_no_secret(member):
    user, other = member.user, factories.user(email="other@example.org", display_name="Somebody Else")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sesame"})
    Letter.objects.create(to=user.email, sender="desk@example.org", subject="For you", text="Words")
    Letter.objects.create(to=other.email, sender="desk@example.org", subject="For others", text="Words")
    audit.record(other, "account.staff", user, {"display_name": "Olha"}, {"display_name": "Olha <R.>"})
    prove(member)
    with opened(member.get(DOWNLOAD)) as taken:
        assert taken.testzip() is None
        told = {name: taken.read(name).decode() for name in taken.namelist() if not name.startswith("fonts/")}
        assert taken.namelist()[0] == "account.json"
        assert {"fonts/tn-sans.woff2", "index.html", "account.json", "comments.json"} <= set(taken.namelist())
    for kept in ("sesame", "pbkdf2", user.password, "other@example.org", "Somebody Else", "For others"):
        assert not any(kept in text for text in told.values()), kept
    (account,) = json.loads(told["account.json"])
    assert (account["email"], account["display_name"], account["bio"]) == (user.email, "Olha <R.>", "One.\nTwo.")
    assert json.loads(told["addresses.json"]) == [{"email": user.email, "verified": True, "primary": True}]
    assert [letter["subject"] for letter in json.loads(told["letters.json"])] == ["For you"]
    assert json.loads(told["second_factors.json"])[0]["kind"]
    assert json.loads(told["acts.json"])[0]["before"] == {"display_name": "Olha"}
    page = told["index.html"]
    assert "Olha &lt;R.&gt;" in page
    assert "For you" in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//|url\("?http', page), "nothing is fetched from anywhere"
    assert "<script" not in page


def test_letters_to_an_address_that_was_merely_typed_in_are_not_told():
    user = factories.user(email="claimed@example.org")
    Letter.objects.create(to=user.email, sender="desk@example.org", subject="A notice", text="Words")
    told = b"".join(archive.pieces(user, "en"))
    with zipfile.ZipFile(io.BytesIO(told)) as taken:
        assert json.loads(taken.read("letters.json")) == []


def test_the_archive_speaks_the_language_of_the_page(member):
    prove(member)
    with opened(member.get(f"/uk{DOWNLOAD}")) as taken:
        assert '<html lang="uk">' in taken.read("index.html").decode()


def test_the_page_of_security_says_what_opens_the_account(member, django_assert_max_num_queries):
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "sesame"})
    with django_assert_max_num_queries(14):
        words = text_of(member.get(SECURITY))
    for said in ("olha@example.org (confirmed)", "Changed", "devices", "TOTP Authenticator"):
        assert said in words, said
    assert "sesame" not in words
