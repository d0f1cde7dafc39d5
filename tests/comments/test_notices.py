"""Notices of illegal content: taken from anybody, numbered without a gap, decided once with reasons to both sides."""

import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.audit import AuditEntry
from comments.models import Comment, Notice
from tests import factories
from tests.comments.moderated import State, comment, fresh

REGISTER = "/admin/comments/notice/"


@pytest.fixture
def one(db):
    author = factories.user(email="author@example.net", display_name="Ivan K.")
    return comment(factories.article(headline="Why a loaf has so many prices"), author=author, text="Flour for cash.")


def said(**fields):
    return {
        "explanation": "It offers food without a licence, and names nobody who answers for it.",
        "law": "Food law, section 4",
        "name": "Olha R.",
        "email": "olha@example.net",
        "good_faith": "on",
        **fields,
    }


def send(browser, about, **fields):
    return browser.post(f"/comments/{about.pk}/illegal/", said(**fields))


def test_anybody_can_send_one_and_gets_its_number_on_the_page_and_by_mail(client, one, mailoutbox):
    assert "Flour for cash." in client.get(f"/comments/{one.pk}/illegal/").content.decode()
    response = send(client, one)
    number = f"N-{timezone.localdate().year}-0001"
    assert number in client.get(response.headers["Location"]).content.decode()
    notice = Notice.objects.get()
    assert (notice.number, notice.comment, notice.text_then) == (number, one, "Flour for cash.")
    assert notice.address.endswith(f"/comments/{one.pk}/")
    (letter,) = mailoutbox
    assert letter.to == ["olha@example.net"]
    assert number in letter.subject
    assert "It offers food" not in letter.body  # anybody can name any address: nothing they wrote goes there
    assert "has the number" not in client.get(f"/comments/{one.pk}/illegal/?received=N-0000").content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, one):
    response = send(client, one, explanation="Bad.", email="olha@", good_faith="", law="Food law <b>4</b>")
    html = response.content.decode()
    assert response.status_code == 422
    for words in (
        "Say in a sentence or two",
        "like name@example.org",
        "Tick that what",
        "Food law &lt;b&gt;4&lt;/b&gt;",
    ):
        assert words in html
    assert send(client, one, website="http://x.example").status_code == 422
    assert not Notice.objects.exists()


def test_a_name_and_an_address_may_be_left_out(client, one, mailoutbox):
    send(client, one, name="", email="")
    assert Notice.objects.get().email == ""
    assert not mailoutbox


def test_one_network_sends_a_few_in_an_hour_and_keeps_what_is_typed(client, one):
    for _ in range(5):
        assert send(client, one).status_code == 302
    response = send(client, one)
    assert response.status_code == 422
    assert "Many notices have come from your network." in response.content.decode()
    assert "It offers food without a licence" in response.content.decode()
    assert send(client, one).status_code == 422
    assert Notice.objects.count() == 5
    assert sorted(Notice.objects.values_list("number", flat=True))[-1].endswith("-0005")


def test_there_is_no_form_about_what_nobody_sees(client, one):
    hidden = comment(one.article, State.PENDING)
    gone = comment(factories.article(headline="Withdrawn"))
    gone.article.withdraw(by=None, note="Wrong.")
    for about in (hidden, gone):
        assert client.get(f"/comments/{about.pk}/illegal/").status_code == 404


def test_a_removal_is_made_once_with_reasons_to_both(moderator, one, mailoutbox):
    notice = Notice.objects.file(one, explanation="Against food law.", email="olha@example.net", address="/x/")
    mailoutbox.clear()
    page = moderator.get(f"{REGISTER}{notice.pk}/change/").content.decode()
    assert "Against food law." in page
    response = moderator.post(f"{REGISTER}{notice.pk}/change/", {"decision": "removed", "grounds": "Section 4."})
    assert response.status_code == 302
    assert (fresh(one).state, fresh(one).reason) == (State.REMOVED, Comment.Reason.ILLEGAL)
    letters = {letter.to[0]: letter for letter in mailoutbox}
    assert set(letters) == {"olha@example.net", "author@example.net"}
    assert all("Section 4." in letter.body and "within six months" in letter.body for letter in mailoutbox)
    assert "Flour for cash." in letters["author@example.net"].body
    notice.refresh_from_db()
    assert (notice.decision, notice.decided_by) == ("removed", moderator.user)
    assert AuditEntry.objects.get(act="notice.decided").note == "Section 4."
    again = moderator.post(f"{REGISTER}{notice.pk}/change/", {"decision": "kept", "grounds": "Changed my mind."})
    assert again.status_code == 403
    with pytest.raises(ValidationError, match="already"):
        notice.decide(moderator.user, "kept", "Changed my mind.")


def test_what_is_kept_is_told_to_the_writer_of_the_notice_alone(moderator, one, mailoutbox):
    notice = Notice.objects.file(one, explanation="Against food law.", email="olha@example.net", address="/x/")
    mailoutbox.clear()
    notice.decide(moderator.user, "kept", "It is a recipe.")
    assert [letter.to for letter in mailoutbox] == [["olha@example.net"]]
    assert "stays as it is" in mailoutbox[0].body
    assert fresh(one).is_visible


def test_the_register_has_the_open_ones_first_and_refuses_a_decision_without_reasons(moderator, one):
    first, second = (Notice.objects.file(one, explanation="Against food law.", address="/x/") for _ in range(2))
    first.decide(moderator.user, "kept", "It is a recipe.")
    html = moderator.get(REGISTER).content.decode()
    assert html.index(second.number) < html.index(first.number)
    refused = moderator.post(f"{REGISTER}{second.pk}/change/", {"decision": "removed", "grounds": " "})
    assert refused.status_code == 200
    assert "This field is required." in refused.content.decode()
    assert fresh(one).is_visible


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_once_and_none_is_left_out(settings):
    with transaction.atomic():
        about = comment(factories.article())
    writers, many = [], 8

    def file():
        try:
            Notice.objects.file(about, explanation="Against food law.", address="/x/")
        finally:
            connections.close_all()

    if connection.vendor == "sqlite":  # in memory one connection serves one thread
        for _ in range(many):
            file_in_turn = Notice.objects.file(about, explanation="Against food law.", address="/x/")
            assert re.fullmatch(r"N-\d{4}-\d{4}", file_in_turn.number)
    else:
        writers = [threading.Thread(target=file) for _ in range(many)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    numbers = sorted(int(number[-4:]) for number in Notice.objects.values_list("number", flat=True))
    assert numbers == list(range(1, many + 1))
