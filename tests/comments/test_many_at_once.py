"""Many members in the same moment, in several processes, on real servers: no errors, and every counter is right.

`WRITERS=60` in the environment has sixty in each of four processes; without it two in each of two.
"""

import contextlib
import http.client
import itertools
import os
import random
import time
import urllib.parse
import uuid
from collections import Counter

import pytest
from django.core import mail
from django.db import connections, transaction

from comments import digests, notifying
from comments.models import Comment, Preferences
from comments.models.moderating import Decided
from comments.models.posting import Refused
from tests import factories
from tests.articles.test_clock_of_servers import READY_WITHIN, Newsroom, page, wait_until
from tests.articles.test_two_editors import at_once
from tests.conftest import client_of

from .conversations import member, rules

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = int(os.environ.get("WRITERS") or 2)
PROCESSES = 4 if WRITERS > 10 else 2
ROUNDS = 3  # comments of each
PRESSES = 50 if WRITERS > 10 else 10  # of one button by one member
STEPS = 60 if WRITERS > 10 else 12
TOKEN = "t" * 32
SHOWN = """
    SELECT comment_count, (SELECT count(*) FROM comments_comment WHERE article_id = a.id AND state = 'visible'),
    (SELECT count(*) FROM comments_comment) FROM articles_article a WHERE id = %s
"""
VOICES = """
    SELECT recommend_count, (SELECT count(*) FROM comments_recommendation WHERE comment_id = c.id),
    report_count, (SELECT count(*) FROM comments_report WHERE comment_id = c.id) FROM comments_comment c WHERE id = %s
"""


class Writer:
    """A member with a browser, who presses every button twice."""

    def __init__(self, user):
        self.user, self.host, self.answers = user, "", []
        self.cookies = f"sessionid={client_of(user).cookies['sessionid'].value}; csrftoken={TOKEN}"

    def send(self, path, **fields):
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        begun = time.monotonic()
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=120)) as line:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
        is_done = answer.status == 302 and "/login/" not in answer.headers["Location"]
        self.answers.append((is_done or (answer.status, path, answer.headers["Location"]), time.monotonic() - begun))

    def at_once(self, path, *presses):
        """Several presses of a button in the same moment."""
        at_once(*(lambda fields=fields: self.send(path, **fields) for fields in presses))

    def write(self, article, target):
        for number in range(ROUNDS):
            typed = {"text": f"Comment {number} of {self.user.pk}.", "form_key": uuid.uuid4()}
            self.at_once(f"/comments/on/{article.pk}/", typed, typed)
            self.at_once(f"/comments/{target.pk}/recommend/", {"wanted": "yes"}, {"wanted": "no"})
        if self.user.pk % 2:
            self.send(f"/comments/{target.pk}/report/", reason="off_topic")


def test_many_write_recommend_and_report_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", str(PROCESSES))
    article = factories.article()
    rules(seconds_between=0, comments_of_network=0, seconds_to_write=0, reports_that_hide=10_000)
    target = Comment.objects.post(article, member(article), "What do you say to this?")
    restless, *writers = [Writer(member(article)) for _ in range(WRITERS * PROCESSES + 1)]
    before = Comment.objects.count()
    newsroom = Newsroom(tmp_path)
    with newsroom.server() as url:
        wait_until(lambda: page(f"{url}/healthz/"), READY_WITHIN, "the server does not answer")
        for writer in [restless, *writers]:
            writer.host = urllib.parse.urlsplit(url).netloc
        begun = time.monotonic()
        at_once(*(lambda writer=writer: writer.write(article, target) for writer in writers))
        took = time.monotonic() - begun
        restless.at_once(f"/comments/{target.pk}/recommend/", *itertools.repeat({"wanted": "yes"}, PRESSES))
    answers = [answer for writer in [restless, *writers] for answer in writer.answers]
    times = sorted(seconds for _status, seconds in answers)
    print(f"{len(answers)} answers in {took:.0f} s; of them 95 % in {times[len(times) * 95 // 100]:.2f} s")  # noqa: T201

    assert Counter(status for status, _seconds in answers) == {True: len(answers)}
    [(shown, visible, comments)] = newsroom.rows(SHOWN, article.pk)
    assert shown == visible == comments == before + len(writers) * ROUNDS
    [(recommended, recommendations, reported, reports)] = newsroom.rows(VOICES, target.pk)
    assert recommended == recommendations
    [(once,)] = newsroom.rows("SELECT count(*) FROM comments_recommendation WHERE member_id = %s", restless.user.pk)
    assert once == 1
    assert reported == reports == sum(writer.user.pk % 2 for writer in writers)


@pytest.mark.postgres
def test_members_and_moderators_at_one_thread_at_once():
    """Answers are posted, taken back, approved, hidden after reports and with their thread: nobody waits for ever."""
    article = factories.article()
    rules(seconds_between=0, reports_that_hide=1, edit_minutes=60)
    moderators = [factories.user(is_staff=True) for _ in range(2)]
    members = [member(article) for _ in range(6)]
    root = Comment.objects.post(article, members[0], "What do you say to this?")
    trouble = []

    def act(number):
        chance = random.Random(number)
        try:
            for step in range(STEPS):
                move(chance, members[number % len(members)], chance.choice(moderators), f"{number} and {step}.")
        except Exception as error:
            trouble.append(error)
            raise
        finally:
            connections.close_all()

    def move(chance, one, moderator, words):
        comments = list(Comment.objects.filter(thread=root)) or [root]
        theirs, own = chance.choice(comments), [comment for comment in comments if comment.author_id == one.pk]
        moves = [
            lambda: Comment.objects.post(article, one, words, parent=theirs),
            lambda: theirs.report(one, "off_topic"),
            lambda: theirs.recommend(one),
            lambda: chance.choice(own).revise(words),
            lambda: chance.choice(own).delete_own(),
            lambda: theirs.approve(moderator),
            lambda: theirs.hide_thread(moderator, Comment.Reason.ATTACK),
        ]
        with contextlib.suppress(Refused, Decided, IndexError):  # somebody was faster
            chance.choices(moves, weights=[6, 2, 3, 2, 1, 4, 1])[0]()

    at_once(*(lambda number=number: act(number) for number in range(8)))
    assert trouble == []
    article.refresh_from_db()
    assert article.comment_count == article.comments.visible().count()
    for comment in article.comments.all():
        assert comment.recommend_count == comment.recommendations.count()
        assert comment.report_count == comment.reports.filter(closed_at=None).count()


@pytest.mark.postgres
def test_clocks_that_write_in_the_same_moment_write_each_letter_once():
    article = factories.article()
    askers = [factories.user(display_name=f"Asker {number}") for number in range(3)]
    for asker in askers:
        asker.emailaddress_set.create(email=asker.email, verified=True, primary=True)
        Preferences.objects.create(member=asker, replies=Preferences.Often.AT_ONCE)
        with transaction.atomic():
            question = factories.comment(article=article, author=asker)
            notifying.notify_reply(factories.comment(article=article, parent=question, thread=question))

    def write():
        try:
            digests.write_due()
        finally:
            connections.close_all()

    at_once(*[write] * 4)
    assert sorted(letter.to for letter in mail.outbox) == sorted([asker.email] for asker in askers)
