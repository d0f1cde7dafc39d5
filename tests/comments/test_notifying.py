"""Who is told of what, how often, in which words; and that nobody is told of what holds no more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from comments import digests, letters, notifying
from comments.models import Comment, Mute, Notice, Notification, Preferences, Report, Sanction
from tests import factories

Often, Kind, State = Preferences.Often, Notification.Kind, Comment.State
HOUR = timedelta(hours=1)
SAINT_PATRICKS = datetime(2027, 3, 17, 12, tzinfo=UTC)


@pytest.fixture
def ivan(db):
    return member("Ivan K.", replies=Often.AT_ONCE)


@pytest.fixture
def article(db):
    return factories.article(headline="The bridge")


@pytest.fixture
def question(ivan, article):
    return Comment.objects.create(article=article, author=ivan, text="When?", shown_at=timezone.now())


def member(name, confirmed=True, **wanted):
    user = factories.user(display_name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
    if wanted:
        Preferences.objects.create(member=user, **wanted)
    return user


def answer(to, text="Tomorrow.", by=None, state=State.VISIBLE):
    by = by or factories.user(display_name="Olha R.")
    made = Comment.objects.create(
        article=to.article, author=by, text=text, parent=to, thread=to.thread or to, state=state, shown_at=to.shown_at
    )
    notifying.notify_reply(made)
    return made


def decide(comment, state, reason=""):
    comment.state, comment.reason = state, reason
    comment.save()
    notifying.notify_decided(comment)


def write(after=timedelta(0)):
    """The letters that leave in one round, a while from now."""
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + after, tick=False):
        digests.write_due()
    return list(mail.outbox)


def waiting():
    return list(Notification.objects.filter(told_at=None).values_list("kind", flat=True))


# --- answers ---


def test_an_answer_is_told_once_with_its_words_and_the_way_there(question):
    made = answer(question, text="Tomorrow.\n\nhttp://evil.example/\n--\n<b>Soon</b>")
    notifying.notify_reply(made)
    (letter,) = write()
    assert letter.to == [question.author.email]
    assert letter.subject == "An answer to your comment"
    assert "Olha R. answered you under “The bridge”" in letter.body
    assert "> Tomorrow.\n>\n> http://evil.example/\n> --\n> <b>Soon</b>" in letter.body
    assert f"{settings.SITE_URL}{reverse('comments:show', args=[made.pk])}" in letter.body
    assert write() == []


def test_several_answers_are_one_letter_and_a_flood_is_counted(question):
    olha = factories.user(display_name="Olha R.")
    for number in range(letters.MOST + 3):
        answer(question, text="x" * 2000 + str(number), by=olha)
    (letter,) = write()
    assert letter.subject == "23 answers to your comments"
    assert letter.body.count("answered you") == letters.MOST
    assert "And 3 more answers." in letter.body
    assert len(letter.body.encode()) < 20_000


def test_nobody_is_told_of_themselves_or_of_whom_they_do_not_want_to_read(question):
    ivan, petro = question.author, factories.user()
    Mute.objects.create(member=ivan, muted=petro)
    answer(question, by=ivan)
    answer(question, by=petro)
    assert waiting() == []
    answer(question, by=(olha := factories.user()))
    Mute.objects.create(member=ivan, muted=olha)  # after it was noted
    assert write() == []
    assert waiting() == []


@pytest.mark.parametrize("what", ["answer", "question", "article", "preference", "account"])
def test_what_is_gone_by_the_time_of_the_letter_is_dropped(question, what):
    made = answer(question)
    if what == "article":
        question.article.withdraw(by=None, note="Wrong.")
    elif what == "preference":
        Preferences.objects.update(replies=Often.NEVER)
    elif what == "account":
        type(question.author).objects.filter(pk=question.author_id).update(is_active=False)
    else:
        Comment.objects.filter(pk=(made if what == "answer" else question).pk).update(state=State.REMOVED)
    assert write() == []
    assert waiting() == []


def test_a_waiting_answer_and_a_gone_question_are_told_to_nobody(question):
    pending = answer(question, state=State.PENDING)
    assert waiting() == []
    decide(pending, State.VISIBLE)
    assert waiting().count(Kind.REPLY) == 1
    Comment.objects.filter(pk=question.pk).update(author=None)
    question.refresh_from_db()
    answer(question)
    assert waiting().count(Kind.REPLY) == 1


def test_letters_about_comments_go_to_confirmed_addresses_only(article):
    halyna = member("Halyna", confirmed=False, replies=Often.AT_ONCE)
    answer(Comment.objects.create(article=article, author=halyna, text="?", shown_at=timezone.now()))
    assert write() == []


def test_an_act_that_is_undone_tells_nobody(question):
    with transaction.atomic():
        answer(question)
        transaction.set_rollback(True)
    assert waiting() == []


# --- how often ---


def test_at_most_once_an_hour_and_then_with_all_that_came(question):
    Preferences.objects.update(replies=Often.HOURLY)
    answer(question)
    assert len(write()) == 1
    answer(question)
    answer(question)
    assert write(after=59 * HOUR / 60) == []
    (letter,) = write(after=61 * HOUR / 60)
    assert letter.subject == "2 answers to your comments"


@pytest.mark.parametrize("chosen", [True, False])
def test_daily_letters_leave_at_eight_by_the_clock_of_the_newsroom(question, chosen):
    Preferences.objects.update(replies=Often.DAILY)
    if not chosen:
        Preferences.objects.all().delete()  # daily is what whoever has chosen nothing gets
    morning = datetime(2027, 3, 28, 8, tzinfo=timezone.get_default_timezone())  # the day on which the clocks change
    with time_machine.travel(morning - 2 * HOUR, tick=False):
        answer(question)
    for at, number in ((morning - HOUR / 60, 0), (morning + HOUR / 60, 1), (morning + 2 * HOUR, 0)):
        with time_machine.travel(at, tick=False):
            mail.outbox.clear()
            digests.write_due()
            assert len(mail.outbox) == number, at


# --- what moderators decided ---


def test_decisions_of_two_minutes_are_one_letter_with_the_rules_broken(question):
    ivan, article = question.author, question.article
    rejected = Comment.objects.create(article=article, author=ivan, text="Buy!", state=State.PENDING)
    decide(rejected, State.REJECTED, Comment.Reason.ADVERTISING)
    decide(question, State.REMOVED, Comment.Reason.OFF_TOPIC)
    assert write() == []  # the moderator may take it back
    (letter,) = write(after=HOUR / 20)
    assert letter.subject == "About 2 of your comments"
    assert "was not published. The rule it broke: Advertising." in letter.body
    assert "has been removed. The rule it broke: Off topic." in letter.body
    assert "answer this letter" in letter.body


def test_of_a_decision_that_was_changed_the_last_one_is_told(question):
    decide(question, State.REMOVED, Comment.Reason.OFF_TOPIC)
    decide(question, State.VISIBLE)
    (letter,) = write(after=HOUR / 20)
    assert "has been approved" in letter.body
    assert "removed" not in letter.body
    decide(question, State.REMOVED, Comment.Reason.HATE)  # after the letter: told, too
    (letter,) = write(after=HOUR / 10)
    assert "has been removed" in letter.body


def test_a_pick_is_told_unless_it_was_taken_back(question):
    Comment.objects.update(picked_at=timezone.now())
    notifying.notify_picked(question)
    assert "The editors have picked your comment" in write(after=HOUR / 20)[0].body
    notifying.notify_picked(question)
    Comment.objects.update(picked_at=None)
    assert write(after=HOUR / 10) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "warning"}, "asks you to keep to the rules"),
        ({"kind": "hold"}, "a moderator reads your comments before others do"),
        (
            {"kind": "suspension", "until": SAINT_PATRICKS},
            "17 March 2027",
        ),
        ({"kind": "ban"}, "You cannot comment any more."),
        ({"kind": "ban", "lifted_at": SAINT_PATRICKS}, "may comment as"),
    ],
)
def test_a_sanction_is_written_at_once_whatever_is_preferred(question, fields, words):
    Preferences.objects.update(decisions=False)
    wrote = {"reason": "attack", "words": "Calm down,\n--\nplease."}
    notifying.notify_sanctioned(Sanction.objects.create(member=question.author, comment=question, **wrote, **fields))
    (letter,) = mail.outbox
    assert words in " ".join(letter.body.split())
    assert ("> Calm down," in letter.body) is ("lifted_at" not in fields)
    assert len(letter.subject) <= 55


def test_the_letter_speaks_the_language_of_the_article(ivan):
    article = factories.article(language="uk", headline="Міст", section=factories.section(language="uk"))
    answer(Comment.objects.create(article=article, author=ivan, text="Коли?", shown_at=timezone.now()))
    (letter,) = write()
    assert "/uk/comments/" in letter.body


# --- What waits for moderators ---


@pytest.fixture
def olena(moderator):
    return moderator.user


def test_moderators_hear_of_what_waits_and_not_of_nothing(olena, question):
    assert write() == []
    factories.user(is_staff=True, is_superuser=True)  # the owner of the server is no moderator for that
    Comment.objects.create(article=question.article, author=question.author, text="Held.", state=State.PENDING)
    Report.objects.create(comment=question, member=factories.user(), reason="hate")
    Comment.objects.filter(pk=question.pk).update(report_count=1)
    Notice.objects.create(number="N-2026-0001", address="/", explanation="It is.")
    (letter,) = write()
    assert letter.to == [olena.email]
    assert letter.subject == "3 comments wait for you"
    assert all(words in letter.body for words in ("1 comment waits", "has been reported", "1 notice of illegal"))
    assert settings.SITE_URL + reverse("admin:comments_comment_changelist") in letter.body


def test_moderators_hear_again_after_an_hour_and_only_of_something_new(olena, question):
    held = {"article": question.article, "author": question.author, "text": "Held.", "state": State.PENDING}
    Comment.objects.create(**held)
    assert len(write()) == 1
    assert write(after=2 * HOUR) == []
    Comment.objects.create(**held, posted_at=timezone.now() + HOUR / 2)
    assert write(after=HOUR / 2) == []
    assert len(write(after=2 * HOUR)) == 1
    Preferences.objects.update(queue=Often.NEVER)
    Comment.objects.create(**held, posted_at=timezone.now() + 3 * HOUR)
    assert write(after=5 * HOUR) == []


# --- being spared ---


@pytest.mark.parametrize("kind", ["replies", "decisions", "queue"])
def test_one_press_of_a_mail_program_turns_one_kind_off_signed_out(client, question, kind):
    """RFC 8058: a POST without cookie or token, answered without a redirect; looking at the address does nothing."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    letters.send(question.author, kind, "Letter", {"waiting": {}})
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    off_url = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    looked = client.get(off_url)
    assert "No more of these letters" in looked.content.decode()
    assert not looked.cookies
    assert Preferences.of(question.author).wants_any(kind)
    assert client.post(off_url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    now = Preferences.of(question.author)
    assert {letters: now.wants_any(letters) for letters in Preferences.NONE_OF} == {
        **dict.fromkeys(Preferences.NONE_OF, True),
        kind: False,
    }
    assert client.post(off_url[:-3] + "x/").status_code == 404


def test_a_member_chooses_which_letters_come(reader):
    page = reader.get(reverse("comments:notifications")).content.decode()
    assert "What waits for moderators" not in page
    assert "begin when the address is confirmed" in page
    chosen = {"replies": Often.HOURLY, "queue": Often.DAILY}
    answered = reader.post(reverse("comments:notifications"), chosen, follow=True)
    assert "Your choice has been saved." in answered.content.decode()
    own = Preferences.of(reader.user)
    assert (own.replies, own.decisions, own.queue) == (Often.HOURLY, False, Often.HOURLY)
    wrong = reader.post(reverse("comments:notifications"), {"replies": "now"})
    assert "Choose one of these." in wrong.content.decode()


def test_a_moderator_chooses_about_the_queue_too(moderator):
    assert "What waits for moderators" in moderator.get(reverse("comments:notifications")).content.decode()
    moderator.post(reverse("comments:notifications"), {"replies": Often.NEVER, "queue": Often.AT_ONCE})
    assert Preferences.of(moderator.user).queue == Often.AT_ONCE


# --- all of it together ---


def test_many_members_ask_no_more_each_than_one_and_rounds_with_nothing_ask_little(
    article, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        write()
    question = Comment.objects.create(article=article, author=member("A"), text="?", shown_at=timezone.now())
    Preferences.objects.create(member=question.author, replies=Often.AT_ONCE)
    for _ in range(10):
        answer(question)
    with django_assert_max_num_queries(16):
        assert len(write()) == 1


def test_a_letter_that_cannot_be_written_keeps_no_other_waiting(question, monkeypatch):
    answer(question)
    petro = member("Petro", replies=Often.AT_ONCE)
    answer(Comment.objects.create(article=question.article, author=petro, text="?", shown_at=timezone.now()))
    about_replies = digests.WRITE["replies"]
    with monkeypatch.context() as broken:
        broken.setitem(
            digests.WRITE, "replies", lambda to, news: 1 / 0 if to == question.author else about_replies(to, news)
        )
        with pytest.raises(ZeroDivisionError):
            write()
    assert [letter.to for letter in mail.outbox] == [[petro.email]]
    assert [letter.to for letter in write()] == [[question.author.email]]


def test_what_was_told_is_forgotten_in_the_end(question):
    answer(question)
    write()
    with time_machine.travel(timezone.now() + 91 * 24 * HOUR, tick=False):
        Notification.objects.forget()
    assert not Notification.objects.exists()


def test_the_clock_of_the_post_writes_them_into_the_outbox(question, settings):
    from articles.clock import THE_POST, Clock

    settings.EMAIL_BACKEND = "accounts.letters.Outbox"
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer(question)
    Clock(THE_POST).once()
    letter = Letter.objects.get()
    assert "List-Unsubscribe" in letter.headers
    assert len(letter.html.encode()) < 60_000
    assert ">No more letters of this kind</a>" in letter.html
    assert "border-left" in letter.html
