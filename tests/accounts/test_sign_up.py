import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts import limits
from accounts.models import Letter, User
from tests import factories
from tests.accounts.pages import filled_in, link_in, text_of

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
OKSANA = {"email": "oksana@example.org", "display_name": "Oksana P.", "password1": "three unlikely words"}


def sign_up(client, **fields):
    return client.post(SIGN_UP, {**OKSANA, **filled_in(), **fields})


def test_a_reader_signs_up_and_logs_in(client):
    sent = sign_up(client, next="/pages/about/#comments")
    assert sent.url == "/accounts/confirm-email/?next=%2Fpages%2Fabout%2F%23comments"
    page = client.get(sent.url)
    assert "oksana@example.org" in page.content.decode()
    assert 'href="/accounts/login/?next=%2Fpages%2Fabout%2F%23comments"' in page.content.decode()
    back = client.post(
        "/accounts/login/",
        {"login": OKSANA["email"], "password": OKSANA["password1"], "next": "/pages/about/#comments"},
    )
    assert back.url == "/pages/about/#comments"
    assert User.objects.get().display_name == "Oksana P."


def test_the_letter_confirms_the_address(client):
    sign_up(client)
    (letter,) = mail.outbox
    assert letter.to == ["oksana@example.org"]
    assert letter.subject == "Welcome to The-News: confirm your address"
    link = link_in(letter)
    asked = client.get(link).content.decode()
    assert "oksana@example.org" in asked
    assert not User.objects.get().has_confirmed_email, "opening the link is not enough: mail scanners do it too"
    done = client.post(link, follow=True)
    assert User.objects.get().has_confirmed_email
    assert "The address oksana@example.org is confirmed" in done.content.decode()
    assert "too old" in client.get(link).content.decode()


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(client):
    factories.user(email="known@example.org")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        first = sign_up(client, email=email)
        page = text_of(client.get(first.url))
        answers.append((first.status_code, first.url, page.replace(email, "…")))
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [["known@example.org"], ["fresh@example.org"]]
    assert "already" in mail.outbox[0].subject


def test_a_known_address_keeps_its_name_and_password(client):
    user = factories.user(email="known@example.org", display_name="Known", password="the first password")
    sign_up(client, email="known@example.org")
    user.refresh_from_db()
    assert (user.display_name, user.check_password("the first password")) == ("Known", True)


def test_an_address_in_other_letter_case_is_the_same_address(client):
    sign_up(client)
    sign_up(client, email="Oksana@Example.ORG", display_name="Somebody else")
    assert User.objects.get().display_name == "Oksana P."


def test_one_address_gets_no_second_letter_within_minutes(client):
    for _ in range(3):
        sign_up(client)
    assert len(mail.outbox) == 1


def test_an_unconfirmed_claim_to_an_address_does_not_keep_its_owner_out(reader, client):
    reader.user.emailaddress_set.create(email=OKSANA["email"])
    sign_up(client)
    assert User.objects.filter(email=OKSANA["email"]).exists()
    assert "Welcome" in mail.outbox[0].subject


def test_the_letter_carries_no_words_of_the_person_who_signs_up(client):
    sign_up(client, display_name="Win money at casino")
    assert "casino" not in mail.outbox[0].body + mail.outbox[0].subject


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u00a0\u00a0",
        "O",
        "x" * 61,
        "<script>alert(1)</script>",
        "Oksana &amp; Co",
        "oksana@example.org",
        "Oksana\nP.",
        "Oksana\x00P.",
        "Oksana\x07",
        "\u202eanaskO",
        "Ok\u200bsana",
        "\u2066Oksana",
        "1234",
        "…!?",
        "Z\u0300\u0301\u0302\u0303\u0304algo",
        "\ue000\ue001",
    ],
)
def test_a_hostile_name_is_refused(client, name):
    page = sign_up(client, display_name=name)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"display_name"}
    assert not User.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Оксана   П. ", "Оксана П."),
        ("О’Ґенрі-Їжак", "О’Ґенрі-Їжак"),
        ("Jose\u0301", "José"),
        ("李小龍", "李小龍"),
        ("נועה", "נועה"),
        ("Zoë & Ann", "Zoë & Ann"),
        ("Ed 🚲", "Ed 🚲"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_name_of_any_alphabet_is_welcome(client, typed, kept):
    sign_up(client, display_name=typed)
    assert User.objects.get().display_name == kept


@pytest.mark.parametrize("password", ["", "short", "password123", "oksana@example.org"])
def test_a_weak_password_is_refused_and_the_rest_is_kept(client, password):
    page = sign_up(client, password1=password)
    assert page.context["form"].errors.keys() == {"password1"}
    text = page.content.decode()
    assert 'value="oksana@example.org"' in text
    assert 'value="Oksana P."' in text


def test_errors_are_told_in_title_summary_and_beside_the_field(client):
    page = sign_up(client, email="oksana.example.org").content.decode()
    assert "<title>Error: Create an account" in page
    assert 'role="alert"' in page
    assert '<a href="#id_email">Write the address with an @, like name@example.org.</a>' in page
    assert 'aria-invalid="true"' in page
    assert "id_email_helptext id_email_error" in page


def test_fields_tell_the_browser_what_they_are_and_hold_no_text(client):
    page = client.get(SIGN_UP).content.decode()
    for token in ("email", "nickname", "new-password"):
        assert f'autocomplete="{token}"' in page
    assert "placeholder" not in page
    assert page.count('type="password"') == 1


def test_too_many_attempts_are_stopped_with_a_page_of_ours(client):
    answers = [sign_up(client, display_name="") for _ in range(21)]
    assert answers[-1].status_code == 429
    assert "Wait a few minutes" in answers[-1].content.decode()


def test_a_mail_server_that_is_down_keeps_nobody_from_joining(client, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "accounts.letters.Outbox", "127.0.0.1", 1
    assert client.post(SIGN_UP, {**OKSANA, **filled_in()}).status_code == 302
    assert Letter.objects.get().to == User.objects.get().email == OKSANA["email"]


def test_a_closed_sign_up_says_so(client, monkeypatch):
    monkeypatch.setattr("accounts.adapter.AccountAdapter.is_open_for_signup", lambda self, request: False)
    assert "No new accounts for now" in client.get(SIGN_UP).content.decode()


def test_the_ukrainian_edition_has_a_sign_up_of_its_own(client):
    with override("uk"):
        address = reverse("account_signup")
    assert address == "/uk/accounts/signup/"
    page = client.get(address).content.decode()
    assert '<html lang="uk"' in page
    assert 'action="/uk/accounts/signup/"' in page
    client.post(address, {**OKSANA, **filled_in()})
    assert "/uk/accounts/confirm-email/" in mail.outbox[0].body


# --- what keeps machines and impostors out ---


def test_machines_fall_into_traps_and_people_press_again(client):
    page = client.get(SIGN_UP)
    assert re.search(
        r'aria-hidden="true"><label[^>]*>Leave this empty</label><input[^>]*tabindex="-1"', page.content.decode()
    )
    for trap, words in [
        ({"shown": page.context["form"].initial["shown"]}, "That was faster than anybody writes."),
        ({"shown": "invented"}, "That was faster than anybody writes."),
        ({"website": "https://casino.example"}, "Your browser has filled in a field that is not to be seen."),
    ]:
        refused = sign_up(client, **trap)
        text = refused.content.decode()
        assert words in text
        assert 'value="oksana@example.org"' in text
        assert "casino" not in text
    assert not User.objects.exists()
    assert sign_up(client).status_code == 302
    assert User.objects.exists()


def test_a_network_makes_twenty_accounts_a_day(client):
    limits_before = [limits.take("new account", "127.0.0.1/32", 20, 86400) for _ in range(19)]
    assert limits_before == [None] * 19
    assert sign_up(client, email="known@example.org").status_code == 302
    page = sign_up(client, email="known@example.org")
    assert "Many accounts were created from your network today." in page.content.decode()
    assert sign_up(Client(REMOTE_ADDR="203.0.113.7")).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "The-News",
        "the news team",
        "Тhе Nеws",  # of Cyrillic letters
        "T h e N e w s",
        "Admin",
        "Ádmin",
        "Moderator Kate",
        "Головний редактор",
        "0ksana Petrenk0",
        "Оksana  Реtrenко",
        "OKSANA PETRENKO",
        "oksana.petrenko",
    ],
)
def test_nobody_poses_as_the_paper_or_its_people(client, name):
    factories.user(display_name="Oksana Petrenko", is_staff=True)
    page = sign_up(client, display_name=name)
    assert page.context["form"].errors.keys() == {"display_name"}
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["Athena Newsome", "Oksana Petrenko-Koval", "Edita", "Modesta", "Редька"])
def test_names_that_only_sound_alike_are_welcome(client, name):
    factories.user(display_name="Oksana Petrenko", is_staff=True)
    assert sign_up(client, display_name=name).status_code == 302


def test_confirming_in_the_same_browser_leads_on_to_where_one_was(client):
    sign_up(client, next="/pages/about/#comments")
    done = client.post(link_in(mail.outbox[0]))
    assert done.url == "/accounts/login/?next=%2Fpages%2Fabout%2F%23comments"
    assert "next" not in link_in(mail.outbox[0])
