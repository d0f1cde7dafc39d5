"""Warnings, holds, suspensions, bans: who may give them to whom, for how long, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import AuditEntry
from comments.models import ModerationAct, Sanction
from comments.models.sanctions import NotAllowed
from comments.queues import seen
from tests import factories
from tests.comments.moderated import State, comment

QUEUE = "/admin/comments/comment/"


@pytest.fixture
def emma(db):
    return factories.user(display_name="Emma Halloran", is_staff=True)


@pytest.fixture
def lev(db):
    return factories.user(display_name="Lev M.", email="lev@example.net")


@pytest.mark.parametrize(
    ("verb", "act", "takes"),
    [
        ("warn", "member.warned", False),
        ("hold", "member.put_on_hold", True),
        ("ban", "member.banned", True),
    ],
)
def test_each_is_logged_audited_and_told(emma, lev, verb, act, takes, mailoutbox):
    sanction = getattr(Sanction.objects, verb)(lev, emma, "attack", "Please argue with the text.")
    assert sanction.until is None
    assert sanction.can_be_lifted is takes
    logged = ModerationAct.objects.get(member=lev)
    assert (logged.by, logged.reason, logged.note) == (emma, "attack", "Please argue with the text.")
    entry = AuditEntry.objects.get(act=act)
    assert (entry.by_name, entry.thing_name, entry.note) == (
        "Emma Halloran",
        "Lev M.",
        "Please argue with the text.",
    )


def test_a_suspension_ends_by_itself_and_a_ban_does_not(emma, lev):
    suspension = Sanction.objects.suspend(lev, emma, 7, "attack")
    assert timedelta(days=6, hours=23) < suspension.until - timezone.now() <= timedelta(days=7)
    assert lev.sanctions.in_force().get() == suspension
    Sanction.objects.filter(pk=suspension.pk).update(until=timezone.now())
    assert not lev.sanctions.in_force().exists()
    Sanction.objects.ban(lev, emma, "hate")
    assert lev.sanctions.in_force().exists()


def test_the_same_again_is_refused_and_more_is_not(emma, lev):
    one = comment(factories.article(), author=lev)
    Sanction.objects.warn(lev, emma, "attack", comment=one)
    Sanction.objects.suspend(lev, emma, 7, "attack")
    Sanction.objects.ban(lev, emma, "attack")
    for again in (
        lambda: Sanction.objects.warn(lev, emma, "attack", comment=one),
        lambda: Sanction.objects.suspend(lev, emma, 1, "attack"),
        lambda: Sanction.objects.ban(lev, emma, "hate"),
    ):
        with pytest.raises(NotAllowed):
            again()
    Sanction.objects.suspend(lev, emma, 30, "attack")
    assert lev.sanctions.count() == 4


def test_what_is_lifted_is_over_and_stays_in_the_history(emma, lev):
    ban = Sanction.objects.ban(lev, emma, "hate")
    assert ban.lift(emma) is True
    assert ban.lift(emma) is False
    assert not lev.sanctions.in_force().exists()
    assert lev.sanctions.get().lifted_at
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["member.lifted", "member.banned"]


def test_nobody_decides_about_themselves_and_about_staff_only_a_chief_editor(moderator, chief_editor, editor):
    with pytest.raises(NotAllowed, match="themselves"):
        Sanction.objects.warn(moderator.user, moderator.user, "attack")
    for by in (moderator.user, editor.user):
        with pytest.raises(NotAllowed, match="is staff"):
            Sanction.objects.ban(chief_editor.user, by, "attack")
    sanction = Sanction.objects.warn(moderator.user, chief_editor.user, "attack")
    with pytest.raises(NotAllowed):
        sanction.lift(moderator.user)


def test_the_page_of_a_member_shows_the_record_and_keeps_the_history(moderator, emma, lev):
    article = factories.article(headline="Why a loaf has so many prices")
    for state in (State.VISIBLE, State.REMOVED, State.PENDING):
        comment(article, state, author=lev, text="The trams again.")
    address = f"{QUEUE}member/{lev.pk}/"
    moderator.post(address, {"do": "note", "note": "Writes at night."})
    moderator.post(address, {"do": "suspend:30", "rule": "off_topic", "words": "Thirty days, please."})
    response = moderator.get(address)
    html = " ".join(response.content.decode().split())
    for words in (
        "Lev M.",
        "1 approved, 1 rejected",
        "1 waiting",
        "Suspension</b>: Off topic",
        "Thirty days, please.",
        "Writes at night.",
        "The trams again.",
    ):
        assert words in html
    assert "lev@example.net" not in html
    moderator.post(address, {"do": f"lift:{lev.sanctions.get().pk}"})
    assert lev.sanctions.get().lifted_at


def test_what_the_page_of_a_member_refuses_keeps_what_was_typed(moderator, chief_editor, lev):
    for do, typed, words in (
        ("ban", {"words": "Long words."}, "Choose which rule was broken."),
        ("note", {"note": " "}, "Write the note first."),
        ("nothing", {"words": "Long words."}, "Choose what to do."),
        ("suspend:1000", {"rule": "hate", "words": "Long words."}, "Choose for how many days."),
    ):
        response = moderator.post(f"{QUEUE}member/{lev.pk}/", {"do": do, **typed})
        html = response.content.decode()
        assert response.status_code == 422
        assert words in html
        assert typed.get("words", "") in html
    staff = moderator.post(
        f"{QUEUE}member/{chief_editor.user.pk}/", {"do": "ban", "rule": "hate", "words": "Long words."}
    )
    assert "is staff: ask a chief editor" in staff.content.decode()
    assert moderator.post(f"{QUEUE}member/{lev.pk}/", {"do": "lift:99"}).status_code == 404
    assert not Sanction.objects.exists()


def test_a_sanction_is_given_in_the_queue_about_the_comment(moderator, lev):
    one = comment(factories.article(), State.PENDING, author=lev)
    response = moderator.post(
        f"{QUEUE}{one.pk}/act/", {"do": "suspend:7", "rule": "attack", "seen": seen(one)}, follow=True
    )
    assert "Lev M.: Suspension. A letter says so." in response.content.decode()
    assert lev.sanctions.get().comment == one
