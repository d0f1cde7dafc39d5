import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from tests import factories
from tests.accounts.pages import link_in, text_of

pytestmark = pytest.mark.django_db
LOG_IN = "/accounts/login/"
PASSWORD = "three unlikely words"


@pytest.fixture
def oksana():
    return factories.user(email="oksana@example.org", display_name="Oksana P.", password=PASSWORD)


def log_in(client, **fields):
    return client.post(LOG_IN, {"login": "oksana@example.org", "password": PASSWORD, **fields})


def is_logged_in(client):
    return "_auth_user_id" in client.session


# --- the way back ---


def test_logging_in_leads_back_to_the_comments(client, oksana):
    article = factories.article(headline="The day the kilogram stopped being an object")
    place = article.get_absolute_url() + "#comments"
    page = client.get(LOG_IN, {"next": place}).content.decode()
    assert "You will go back to the comments on “The day the kilogram stopped being an object”." in page
    assert f'<input type="hidden" name="next" value="{place}">' in page
    assert log_in(client, next=place).url == place


def test_without_a_place_to_return_to_one_lands_on_the_front(client, oksana):
    assert log_in(client).url == "/"


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:evil.example",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http://testserver.evil.example/",
        "http://localhost/",
        "\x00/",
    ],
)
def test_a_place_on_a_foreign_host_is_ignored(client, oksana, place):
    client.get(LOG_IN, {"next": place})
    assert log_in(client, next=place).url == "/"


def test_a_draft_is_not_named_as_the_place_to_return_to(client):
    article = factories.article(headline="Not yet told")
    place = article.get_absolute_url()
    article.__class__.objects.update(status="draft")
    assert "Not yet told" not in client.get(LOG_IN, {"next": place}).content.decode()


def test_a_hostile_place_cannot_break_out_of_the_page(client):
    page = client.get(LOG_IN, {"next": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


# --- the form ---


def test_a_wrong_password_keeps_the_address_typed(client, oksana):
    page = log_in(client, password="wrong").content.decode()
    assert 'value="oksana@example.org"' in page
    assert "wrong" not in re.sub(r'class="[^"]*"', "", page)
    assert "<title>Error: Log in" in page
    assert "We could not log you in" in page


def test_known_and_unknown_addresses_fail_alike(client, oksana):
    known = log_in(client, password="wrong")
    unknown = log_in(client, login="nobody@example.org", password="wrong")
    assert text_of(known).replace("oksana@", "nobody@") == text_of(unknown)


def test_the_address_may_be_typed_in_other_letter_case(client, oksana):
    log_in(client, login=" Oksana@EXAMPLE.org ")
    assert is_logged_in(client)


@pytest.mark.parametrize(("fields", "kept"), [({"remember": "on"}, True), ({}, False)])
def test_one_stays_logged_in_only_when_asked(client, oksana, fields, kept):
    log_in(client, **fields)
    assert bool(client.cookies["sessionid"]["max-age"]) is kept


def test_guessing_is_stopped(client, oksana):
    for _ in range(5):
        log_in(client, password="wrong")
    page = log_in(client)
    assert "Too many attempts" in page.content.decode()
    assert not is_logged_in(client)


def test_guessing_is_not_helped_by_other_addresses_headers_or_letter_case(oksana):
    spellings = ["oksana@example.org", "OKSANA@example.org", " oksana@example.org ", "Oksana@EXAMPLE.org"]
    for number in range(12):
        page = Client(headers={"X-Forwarded-For": f"198.51.100.{number}"}, REMOTE_ADDR=f"203.0.113.{number}").post(
            LOG_IN, {"login": spellings[number % 4], "password": f"wrong {number}"}
        )
    assert "Too many attempts" in page.content.decode()
    assert "Too many attempts" in log_in(Client()).content.decode()


def test_one_visitor_does_not_pose_as_many(db):
    for number in range(15):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}", "Forwarded": "for=x"}
        page = Client(headers=forged).post(LOG_IN, {"login": f"person{number}@example.org", "password": "wrong"})
    assert "Too many attempts" in page.content.decode()


def test_logging_in_gives_a_session_a_new_number_and_logging_out_ends_it(client, oksana):
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    log_in(client)
    number = client.cookies["sessionid"].value
    assert number != session.session_key
    client.post("/accounts/logout/")
    assert Client(headers={"Cookie": f"sessionid={number}"}).get("/accounts/").status_code == 302


def test_a_closed_account_is_told_so(client, oksana):
    oksana.is_active = False
    oksana.save()
    page = client.post(LOG_IN, {"login": oksana.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/inactive/"
    assert not is_logged_in(client)


def test_the_ukrainian_edition_answers_in_ukrainian(client, oksana):
    response = client.get("/uk/accounts/login/")
    assert response.headers["Content-Language"] == "uk"
    page = response.content.decode()
    assert '<html lang="uk"' in page
    assert 'action="/uk/accounts/login/"' in page
    back = client.post("/uk/accounts/login/", {"login": oksana.email, "password": PASSWORD})
    assert back.url == "/uk/"


def test_an_expired_form_is_a_page_that_shows_what_was_typed(oksana):
    client = Client(enforce_csrf_checks=True)
    page = log_in(client, next="/popular/#comments", remember="on")
    text = page.content.decode()
    assert page.status_code == 403
    assert ">oksana@example.org</textarea>" in text
    assert PASSWORD not in text
    assert 'href="/accounts/login/?next=%2Fpopular%2F%23comments"' in text
    assert "next" not in page.context["kept"]


def test_strangers_cannot_put_words_on_the_page_of_an_expired_form():
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    page = client.post(LOG_IN, {"login": "Call this number now"})
    assert "Call this number" not in page.content.decode()


# --- logging out ---


def test_opening_the_log_out_page_does_not_log_out(reader):
    page = reader.get("/accounts/logout/")
    assert 'method="post"' in page.content.decode()
    assert is_logged_in(reader)


def test_logging_out_takes_a_press_of_the_button(reader):
    response = reader.post("/accounts/logout/")
    assert response.url == "/"
    assert not is_logged_in(reader)


# --- a forgotten password ---


def test_a_forgotten_password_is_replaced(client, oksana):
    client.post("/accounts/password/reset/", {"email": "OKSANA@example.org"})
    (letter,) = mail.outbox
    form = client.get(link_in(letter)).url
    client.post(form, {"password1": "four quite unlikely words"})
    oksana.refresh_from_db()
    assert oksana.check_password("four quite unlikely words")
    assert mail.outbox[-1].subject == "You have a new password"
    assert "This link does not work" in Client().get(link_in(letter)).content.decode()


def test_asking_for_a_new_password_answers_the_same_for_unknown_addresses(client, oksana):
    answers = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (oksana.email, "nobody@example.org")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert text_of(answers[0]) == text_of(answers[1])
    assert [letter.to for letter in mail.outbox] == [[oksana.email], ["nobody@example.org"]]


def test_a_letter_that_only_looks_the_same_is_another_address(client):
    factories.user(email="mike@example.org")
    client.post("/accounts/password/reset/", {"email": "m\u0131ke@example.org"})
    assert "no account" in mail.outbox[0].body


def test_an_address_somebody_only_claims_gets_no_link_to_their_account(client, reader):
    reader.user.emailaddress_set.create(email="victim@example.org")
    client.post("/accounts/password/reset/", {"email": "victim@example.org"})
    assert "/password/reset/key/" not in mail.outbox[0].body


# --- the newsroom ---


def test_the_newsroom_logs_in_on_the_same_page(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOG_IN)


def test_a_reader_in_the_newsroom_gets_a_clear_refusal(reader):
    response = reader.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "not open to you" in response.content.decode()


# --- all pages ---


def routes():
    accounts = [pattern for pattern in get_resolver().reverse_dict if isinstance(pattern, str)]
    return sorted(name for name in accounts if name.startswith("account_"))


@pytest.mark.parametrize("name", routes())
@pytest.mark.parametrize("who", ["stranger", "member", "member without a password"])
def test_every_page_that_can_be_reached_is_of_our_design(client, reader, name, who):
    keys = {
        "account_confirm_email": ["no-such-key"],
        "account_reset_password_from_key": ["1", "no-such-key"],
    }
    visitor = client if who == "stranger" else reader  # who has no password
    if who == "member":
        reader.user.set_password(PASSWORD)
        reader.user.save()
        reader.post(LOG_IN, {"login": reader.user.email, "password": PASSWORD})
    page = visitor.get(reverse(name, args=keys.get(name)), follow=True)
    assert page.status_code == 200 or (page.status_code == 403 and name == "account_reauthenticate")
    used = [template.name for template in page.templates if template.name]
    assert "base.html" in used
    assert not [template for template in page.templates if "site-packages/allauth" in str(template.origin)]


def test_reading_sets_no_cookie(client):
    article = factories.article()
    for address in ("/", article.get_absolute_url(), "/all-news/", "/popular/", "/uk/"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
