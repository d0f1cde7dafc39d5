import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.own_forms import ProfileForm
from tests import factories
from tests.accounts.pages import link_in, text_of

pytestmark = pytest.mark.django_db
PROFILE, EMAIL = "/accounts/", "/accounts/email/"
PASSWORD = "three unlikely words"


@pytest.fixture
def member(client):
    user = factories.user(email="old@example.org", display_name="Oksana P.", password=PASSWORD)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.user = user
    return client


def change_email(client, email):
    """Ask for another address; the password is asked for once more."""
    again = client.post(EMAIL, {"email": email})
    if again.url.startswith("/accounts/reauthenticate/"):
        again = client.post(again.url, {"password": PASSWORD})
    return client.get(again.url)


def confirm(client):
    return client.post(link_in(mail.outbox[-1]), follow=True)


def test_the_page_is_for_those_who_are_logged_in(client):
    assert client.get(PROFILE).url == "/accounts/login/?next=/accounts/"


def test_the_name_in_the_utility_bar_leads_to_the_account(member):
    page = member.get("/popular/").content.decode()
    assert re.search(r'<a href="/accounts/">.*Oksana P\.', page)


def test_a_member_changes_the_name(member):
    page = member.post(PROFILE, {"display_name": " Oksana   Petrenko "}, follow=True)
    assert "Your profile has been changed" in page.content.decode()
    assert User.objects.get().display_name == "Oksana Petrenko"


def test_a_refused_name_stands_in_the_form_only(member):
    page = member.post(PROFILE, {"display_name": "<b>"}).content.decode()
    assert 'value="&lt;b&gt;"' in page
    assert '<span class="c-util__name">Oksana P.</span>' in page
    assert "<title>Error: Your account" in page
    assert User.objects.get().display_name == "Oksana P."


def test_a_changed_name_stays_for_two_weeks(member):
    now = timezone.now()
    User.objects.update(joined_at=now - timedelta(days=30))
    member.post(PROFILE, {"display_name": "Oksana Second", "bio": ""})
    page = text_of(member.post(PROFILE, {"display_name": "Oksana Third", "bio": "Kept what I typed"}))
    assert "You can change it again from" in page
    assert "Kept what I typed" in page
    assert User.objects.get().display_name == "Oksana Second"
    member.post(PROFILE, {"display_name": "Oksana Second", "bio": "About me.\r\nhttps://example.org"})
    assert User.objects.get().bio == "About me.\nhttps://example.org", "the rest changes all the same"
    assert 'href="https://example.org' not in member.get(PROFILE).content.decode()
    User.objects.update(name_changed_at=now - timedelta(days=14))
    member.post(PROFILE, {"display_name": "Oksana Third"})
    assert User.objects.get().display_name == "Oksana Third"


@pytest.mark.one_database
def test_who_may_change_a_name_at_any_time():
    now = timezone.now()
    changed = {"display_name": "Name", "name_changed_at": now - timedelta(hours=1)}
    old = {**changed, "joined_at": now - timedelta(days=30)}
    assert User(**old).name_free_at == changed["name_changed_at"] + timedelta(days=14)
    assert User(**{**old, "name_changed_at": None}).name_free_at is None
    assert User(**changed, joined_at=now - timedelta(hours=23)).name_free_at is None, "on the first day"
    assert User(**old, is_staff=True).name_free_at is None


@pytest.mark.one_database
def test_what_one_says_of_oneself_is_plain_text_of_300_characters():
    user = User(display_name="Olha", email="olha@example.org")
    wrong = {"x" * 301: "these are 301", "Turned \u202e round": "can be seen", "Bell \a": "can be seen"}
    for bio, words in wrong.items():
        form = ProfileForm({"display_name": "Olha", "bio": bio}, instance=user)
        assert words in str(form.errors["bio"]), bio
    for bio in ("", "x" * 300, "Two\nlines", "A family: \U0001f468\u200d\U0001f467"):
        assert "bio" not in ProfileForm({"display_name": "Olha", "bio": bio}, instance=user).errors, bio


@pytest.mark.one_database
def test_a_letter_stands_for_a_face():
    names = {"Oksana": "O", "ґанна": "Ґ", "9 lives": "L", "ßeta": "S", "…": ""}
    assert {name: User(display_name=name).initial for name in names} == names


def test_a_member_changes_nothing_but_the_name_there(member):
    member.post(PROFILE, {"display_name": "Oksana", "is_staff": "on", "email": "new@example.org"})
    user = User.objects.get()
    assert (user.is_staff, user.email) == (False, "old@example.org")


def test_a_new_password_needs_the_old_one(member):
    change = "/accounts/password/change/"
    refused = member.post(change, {"oldpassword": "wrong", "password1": "four quite unlikely words"})
    assert refused.context["form"].errors.keys() == {"oldpassword"}
    done = member.post(change, {"oldpassword": PASSWORD, "password1": "four quite unlikely words"})
    assert done.url == PROFILE
    assert User.objects.get().check_password("four quite unlikely words")
    assert mail.outbox[-1].subject == "Your password has been changed"


def test_a_new_address_counts_when_its_mailbox_has_answered(member):
    page = change_email(member, "New@Example.org").content.decode()
    assert "new@example.org" in page
    assert mail.outbox[-1].to == ["new@example.org"]
    assert User.objects.get().email == "old@example.org"
    confirm(member)
    user = User.objects.get()
    assert (user.email, user.has_confirmed_email) == ("new@example.org", True)
    assert user.emailaddress_set.count() == 1
    assert mail.outbox[-1].to == ["old@example.org"], "the old address is told"


def test_the_password_is_asked_for_before_the_address_changes(member):
    again = member.post(EMAIL, {"email": "new@example.org"})
    assert again.url.startswith("/accounts/reauthenticate/")
    page = member.post(again.url, {"password": "wrong"})
    assert "This is not your password" in page.content.decode()
    assert not mail.outbox


def test_a_change_of_address_can_be_called_off(member):
    change_email(member, "new@example.org")
    link = link_in(mail.outbox[-1])
    member.post(EMAIL, {"cancel": ""})
    assert "too old" in member.get(link).content.decode()
    assert User.objects.get().email == "old@example.org"


def test_an_address_of_another_account_looks_like_any_other_and_is_never_taken(member):
    factories.user(email="other@example.org")
    known = change_email(member, "other@example.org")
    letter = mail.outbox[-1]
    assert (letter.to, "already" in letter.subject) == (["other@example.org"], True)
    unknown = change_email(member, "fresh@example.org")
    assert text_of(known).replace("other@", "fresh@") == text_of(unknown)
    assert User.objects.filter(email="old@example.org").exists()


def test_an_address_taken_in_the_meantime_is_not_confirmed(member):
    change_email(member, "new@example.org")
    factories.user(email="new@example.org")
    page = confirm(member)
    assert "belongs to another account" in page.content.decode()
    assert User.objects.filter(email="old@example.org").exists()


def test_the_letter_for_an_unconfirmed_address_is_sent_again_on_request(member):
    change_email(member, "old@example.org")
    assert mail.outbox[-1].to == ["old@example.org"]
    confirm(member)
    assert User.objects.get().has_confirmed_email
    assert "(confirmed)" in member.get(EMAIL).content.decode()


def test_nobody_makes_an_unconfirmed_address_the_main_one(member):
    change_email(member, "new@example.org")
    member.post(EMAIL, {"email": "new@example.org", "action_primary": ""})
    member.post(EMAIL, {"email": "old@example.org", "action_remove": ""})
    assert User.objects.get().email == "old@example.org"


def test_the_pages_of_an_account_are_kept_by_no_cache_and_no_search_engine(member):
    for address in (PROFILE, EMAIL, "/accounts/security/", "/accounts/data/", "/accounts/leave/"):
        response = member.get(address)
        assert "no-store" in response.headers["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_logging_in_elsewhere_ends_when_the_password_changes(member):
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "old@example.org", "password": PASSWORD})
    member.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four quite unlikely words"})
    assert elsewhere.get(PROFILE).status_code == 302
    assert member.get(PROFILE).status_code == 200
