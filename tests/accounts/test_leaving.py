"""Leaving: a wish, a day to change one's mind, nothing left that names who left; and gone again after a restore."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail, serializers
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts import audit, erasing, erasure_list
from accounts.audit import AuditEntry
from accounts.models import Erasure, Leaving, Letter, User
from tests import factories

pytestmark = pytest.mark.django_db
LEAVE, STAY, DATA, PROFILE = "/accounts/leave/", "/accounts/stay/", "/accounts/data/", "/accounts/"
PASSWORD = "three unlikely words"
CANARY = "kanarka"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def member(client):
    user = factories.user(email=f"{CANARY}@example.org", display_name=f"Olha {CANARY}", password=PASSWORD)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.user = user
    return client


def ask(client, wish):
    """Ask to leave; the password is asked for in between."""
    again = client.post(LEAVE, {"wish": wish})
    assert again.url.startswith("/accounts/reauthenticate/")
    return client.post(again.url, {"password": PASSWORD}, follow=True)


def time_is_over(user):
    Leaving.objects.filter(member=user).update(due_at=timezone.now() - timedelta(seconds=1))


def gone(user):
    return not User.objects.filter(pk=user.pk).exists()


def words_of_database():
    """Every row of every table, as text."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        if model is Session:
            rows += [str(session.get_decoded()) for session in Session.objects.all()]
        rows += [serializers.serialize("json", model._base_manager.all())]
    return "\n".join(rows).lower()


def test_asking_needs_the_password_and_the_letter_tells_the_way_back(member):
    page = member.post(LEAVE, {}).url
    assert page.startswith("/accounts/reauthenticate/")
    assert not Leaving.objects.exists()
    page = ask(member, "erase").content.decode()
    leaving = Leaving.objects.get()
    assert leaving.wish == "erase"
    assert timedelta(hours=23, minutes=59) < leaving.due_at - timezone.now() <= timedelta(hours=24)
    assert "Your account will be deleted on" in page
    assert "Delete the account" not in page
    (letter,) = mail.outbox
    assert letter.to == [member.user.email]
    assert "http://" in letter.body
    assert DATA in letter.body
    assert "Your comments go with it" in letter.body
    assert "Your account will be deleted on" in member.get("/accounts/security/").content.decode()
    member.post(LEAVE, {"wish": "keep"})
    assert (Leaving.objects.get().wish, len(mail.outbox)) == ("erase", 1), "asked twice, the first time counts"


def test_a_choice_has_to_be_made(member):
    ask(member, "keep")
    Leaving.objects.all().delete()
    for wrong in ({}, {"wish": "both"}):
        page = member.post(LEAVE, wrong)
        assert page.context["form"].errors.keys() == {"wish"}
    assert not Leaving.objects.exists()


def test_who_changes_their_mind_stays(member):
    ask(member, "erase")
    page = member.post(STAY, follow=True).content.decode()
    assert "You stay, and nothing has been deleted." in page
    erasing.carry_out_due()
    assert not gone(member.user)
    assert not Leaving.objects.exists()


def test_nobody_goes_before_the_day_is_over_and_then_once(member):
    ask(member, "keep")
    erasing.carry_out_due()
    assert not gone(member.user)
    time_is_over(member.user)
    assert erasing.carry_out(member.user.pk) is True
    assert erasing.carry_out(member.user.pk) is False, "another clock was faster"
    assert gone(member.user)
    assert member.get(PROFILE).url.startswith("/accounts/login/")


def test_one_who_cannot_be_erased_does_not_keep_the_others(member, monkeypatch):
    other = factories.user()
    for user in (member.user, other):
        Leaving.objects.ask(user, "keep")
        time_is_over(user)
    erase, numbers = erasing.erase, [member.user.pk]

    def break_once(leaver, wish):
        if leaver.pk in numbers:
            raise ArithmeticError
        erase(leaver, wish)

    monkeypatch.setattr(erasing, "erase", break_once)
    with pytest.raises(ArithmeticError):
        erasing.carry_out_due()
    assert gone(other)
    assert not gone(member.user)
    numbers.clear()
    erasing.carry_out_due()
    assert gone(member.user)


def test_staff_are_asked_to_give_their_role_back_first(editor):
    page = editor.get(LEAVE).content.decode()
    assert "Ask an administrator" in page
    assert "Delete my account in a day" not in page
    Leaving.objects.ask(editor.user, "keep")
    time_is_over(editor.user)
    erasing.carry_out_due()
    assert not gone(editor.user)


@pytest.mark.parametrize("wish", ["keep", "erase"])
def test_nothing_that_names_a_member_stays(member, wish):
    user = member.user
    user.bio = f"I am {CANARY}."
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": CANARY})
    UserSession.objects.create(user=user, ip="192.0.2.1", session_key=member.session.session_key, user_agent=CANARY)
    Letter.objects.create(to=user.email, sender="desk@example.org", subject="Hello", text=f"Dear {CANARY}")
    audit.record(factories.user(), "account.staff", user, {"email": user.email}, {"email": "x"}, note=CANARY)
    ask(member, wish)
    assert CANARY in words_of_database()
    time_is_over(user)
    erasing.carry_out_due()
    assert CANARY not in words_of_database()
    assert not Session.objects.filter(pk=member.session.session_key).exists()
    left = AuditEntry.objects.get(act="member.left")
    assert (left.by, left.thing_name) == (None, f"Account {user.pk}")
    changed = AuditEntry.objects.get(act="account.staff")
    assert (changed.thing_id, changed.thing_name, changed.before, changed.note) == (str(user.pk), "", {}, "")
    assert list(Erasure.objects.values_list("number", "wish")) == [(user.pk, wish)]


@pytest.mark.one_database
def test_every_row_that_points_to_an_account_lets_it_go():
    """What is the member's own goes with it; what the newsroom published stays, without an account."""
    every = [
        field
        for field in User._meta.get_fields(include_hidden=True)
        if hasattr(field, "on_delete") and field.auto_created
    ]
    for relation in every:
        assert relation.on_delete in (models.CASCADE, models.SET_NULL), f"{relation.related_model} holds its account"
    going = [relation.related_model._meta for relation in every if relation.on_delete is models.CASCADE]
    taken = {row.label for row in going if row.app_label in ("articles", "comments", "patrons")}
    assert taken == {
        "articles.Autosave",
        "articles.Presence",
        "comments.Mute",
        "comments.Notification",
        "comments.Preferences",
        "comments.Recommendation",
        "comments.Sanction",
    }


def test_who_comes_back_with_a_backup_is_erased_again(member, django_capture_on_commit_callbacks, capsys):
    backup = serializers.serialize("json", User.objects.all())
    number = member.user.pk
    ask(member, "erase")
    time_is_over(member.user)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.carry_out_due()
    path = erasure_list.settings.DATA_DIR / erasure_list.FILE_NAME
    (line,) = [json.loads(line) for line in path.read_text().splitlines()]
    assert line.keys() == {"number", "wish", "at"}
    assert line["number"] == number
    assert path.stat().st_mode & 0o777 == 0o600

    Erasure.objects.all().delete()
    for row in serializers.deserialize("json", backup):
        row.save()
    assert not gone(member.user)
    call_command("erase_again")
    assert gone(member.user)
    assert "1" in capsys.readouterr().out
    assert Erasure.objects.get().wish == "erase"
    call_command("erase_again")
    assert capsys.readouterr().out == "", "nobody is left to erase"


def test_an_admin_erases_an_account_on_request(admin):
    user = factories.user(display_name=f"Olha {CANARY}", email=f"{CANARY}@example.org")
    Leaving.objects.ask(user, "keep")
    account = f"/admin/accounts/user/{user.pk}/"
    assert f"{account}erase/" in admin.get(f"{account}change/").content.decode()
    page = admin.post(f"{account}erase/", {"wish": "erase", "reason": ""})
    assert page.context["form"].errors.keys() == {"reason"}
    admin.post(f"{account}erase/", {"wish": "erase", "reason": "A letter of 3 May"})
    assert gone(user)
    left = AuditEntry.objects.get(act="member.left")
    assert (left.by, left.thing_name, left.note) == (admin.user.pk, f"Account {user.pk}", "A letter of 3 May")
    assert CANARY not in words_of_database()


def test_an_admin_erases_neither_staff_nor_themselves(admin, editor):
    page = admin.post(f"/admin/accounts/user/{editor.user.pk}/erase/", {"wish": "keep", "reason": "Gone"})
    assert "may enter the newsroom" in page.content.decode()
    assert (
        admin.post(f"/admin/accounts/user/{admin.user.pk}/erase/", {"wish": "keep", "reason": "I"}).status_code == 403
    )
    assert not gone(editor.user)
    assert not gone(admin.user)


def test_a_number_given_anew_is_somebody_else():
    went = timezone.now() - timedelta(days=1)
    newcomer = factories.user()
    Erasure.objects.create(number=newcomer.pk, wish="erase", at=went)
    assert erasing.erase_again() == 0
    assert not gone(newcomer)


def test_the_list_outlives_torn_lines_and_knows_what_only_the_table_knows():
    now = timezone.now()
    Erasure.objects.create(number=7, wish="keep", at=now)
    erasure_list.write_down()
    path = erasure_list.settings.DATA_DIR / erasure_list.FILE_NAME
    with path.open("a") as file:
        file.write('nonsense\n[1]\n{"number": 8}\n{"number": 9, "wish": "er')
    Erasure.objects.create(number=9, wish="erase", at=now)
    erasure_list.write_down()
    erasure_list.write_down()
    Erasure.objects.all().delete()
    assert {erasure.number: erasure.wish for erasure in erasure_list.everybody()} == {7: "keep", 9: "erase"}
    assert len(path.read_text().splitlines()) == 6
