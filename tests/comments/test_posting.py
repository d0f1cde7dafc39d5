"""What a member writes becomes a comment, once; its author changes it for a while, and may take it back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import limits
from accounts.models import Tally
from comments.models import Comment, ModerationAct, Notification
from comments.models.posting import Refused
from tests import factories

from .conversations import member, newcomer, rules, said

post = Comment.objects.post
State, Act = Comment.State, ModerationAct.Act
pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan(article):
    return member(article, display_name="Ivan")


def count_of(article):
    article.refresh_from_db(fields=["comment_count"])
    return article.comment_count


def log_of(comment):
    return list(comment.acts.order_by("pk").values_list("act", "after", "reason"))


def refused(code):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_a_member_posts_and_everybody_sees_it(article, olha):
    comment = post(article, olha, "  Well said.\r\n\r\nEvery word. ")
    assert (comment.text, comment.state, comment.findings) == ("Well said.\n\nEvery word.", "visible", [])
    assert comment.shown_at == comment.posted_at
    assert log_of(comment) == [("posted", "visible", "")]
    assert count_of(article) == 3  # with two from before


def test_the_first_comments_wait_and_are_not_counted(article):
    comment = post(article, newcomer(), "Hello everybody.")
    assert (comment.state, comment.shown_at) == ("pending", None)
    assert comment.findings == [["first_comments", "New here: 0 of 2 comments accepted so far."]]
    assert log_of(comment) == [("posted", "pending", ""), ("held", "pending", "first_comments")]
    assert count_of(article) == 0


def test_an_answer_stands_in_its_thread_and_is_told(article, olha, ivan):
    root = said(article, olha)
    answer = post(article, ivan, "I do not think so.", parent=root)
    rules(seconds_between=0)
    deeper = post(article, olha, "But look.", parent=answer)
    deepest = post(article, ivan, "Looked.", parent=deeper)
    places = [(one.parent, one.thread, one.branch) for one in (answer, deeper, deepest)]
    assert places == [(root, root, None), (answer, root, answer), (deeper, root, answer)]
    told = Notification.objects.filter(kind="reply").order_by("pk").values_list("member", "comment")
    assert list(told) == [(olha.pk, answer.pk), (ivan.pk, deeper.pk), (olha.pk, deepest.pk)]


def test_an_answer_that_waits_is_told_to_nobody(article, olha):
    post(article, newcomer(), "Hello Olha.", parent=said(article, olha))
    assert not Notification.objects.exists()


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.REMOVED, State.DELETED])
def test_what_cannot_be_seen_is_not_answered(article, olha, ivan, state):
    with refused("parent_gone"):
        post(article, ivan, "Answer.", parent=said(article, olha, state=state))


def test_an_answer_stands_under_the_article_of_what_it_answers(article, olha, ivan):
    with refused("parent_gone"):
        post(factories.article(), ivan, "Answer.", parent=said(article, olha))


def test_nothing_is_said_under_what_cannot_be_read(article, olha):
    article.withdraw(None, "Untrue.")
    with refused("article_gone"):
        post(article, olha, "Still here?")
    with refused("article_gone"):
        post(factories.draft(), olha, "Too early?")


def test_one_form_sent_twice_is_one_comment(article, olha, ivan):
    key = uuid.uuid4()
    first = post(article, olha, "Once.", form_key=key)
    assert post(article, olha, "Once, and changed before the second click.", form_key=key) == first
    assert post(article, ivan, "The same key of somebody else.", form_key=key) != first


def test_the_same_words_within_a_minute_are_one_comment(article, olha):
    first = post(article, olha, "Once.")
    assert post(article, olha, " Once. ") == first
    Comment.objects.filter(pk=first.pk).update(posted_at=timezone.now() - timedelta(seconds=61))
    with refused("repeat"):
        post(article, olha, "Once.")


def test_a_network_is_limited_and_a_refusal_does_not_count(article, olha, ivan):
    rules(comments_of_network=2, seconds_between=0)
    post(article, olha, "One.", network="192.0.2.0/24")
    with refused("empty"):
        post(article, olha, " ", network="192.0.2.0/24")
    post(article, ivan, "Two.", network="192.0.2.0/24")
    with pytest.raises(Refused) as refusal:
        post(article, olha, "Three.", network="192.0.2.0/24")
    assert (refusal.value.code, refusal.value.retry_after > 3500) == ("network", True)
    assert post(article, olha, "Three.", network="198.51.100.0/24").is_visible
    Tally.objects.filter(key=limits.key_of("comments of network", "192.0.2.0/24")).delete()
    rules(comments_of_network=0)
    assert [post(article, olha, f"No limit, {number}.", network="192.0.2.0/24").state for number in range(4)]


def test_what_is_refused_leaves_nothing_behind(article, olha):
    acts = ModerationAct.objects.count()
    with refused("too_long"):
        post(article, olha, "x" * 2001)
    assert Comment.objects.count() == 2
    assert ModerationAct.objects.count() == acts


def test_posting_asks_a_fixed_number_of_queries(article, olha, django_assert_max_num_queries):
    for _ in range(30):
        said(article, olha)
    with django_assert_max_num_queries(22):
        post(
            article, olha, "Well said, with https://example.org/ in it.", form_key=uuid.uuid4(), network="192.0.2.0/24"
        )


# --- its author changes it ---


def test_an_edit_keeps_the_former_text_in_the_log(article, olha):
    comment = post(article, olha, "I haf a typo.")
    comment.revise("I have a typo.\n")
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("I have a typo.", "visible")
    assert comment.edited_at > comment.posted_at
    edit = comment.acts.get(act=Act.EDITED)
    assert (edit.note, edit.by, edit.before, edit.after) == ("I haf a typo.", olha, "visible", "visible")


def test_an_edit_without_a_change_is_none(article, olha):
    comment = post(article, olha, "The same.")
    comment.revise(" The same. ")
    assert comment.edited_at is None
    assert log_of(comment) == [("posted", "visible", "")]


def test_edits_are_for_a_while_and_until_answered(article, olha, ivan):
    comment = post(article, olha, "First.")
    waiting = said(article, newcomer(), state="pending", parent=comment, thread=comment)
    comment.revise("Second.")  # an answer nobody sees yet gives nothing away
    waiting.approve(factories.user(is_staff=True))
    with refused("edit_answered"):
        comment.revise("Third.")
    late = said(article, ivan, ago=timedelta(minutes=16))
    with pytest.raises(Refused, match="for 15 minutes"):
        late.revise("Too late.")
    rules(edit_minutes=20)
    assert late.revise("Not too late.").text == "Not too late."


@pytest.mark.parametrize("state", [State.REJECTED, State.REMOVED, State.DELETED])
def test_what_has_been_decided_is_not_changed(article, olha, state):
    comment = said(article, olha, state=state, ago=timedelta(minutes=1))
    with refused("gone"):
        comment.revise("Other words.")
    with refused("gone"):
        comment.delete_own()


def test_an_edit_asks_about_the_comment_as_it_stands_now(article, olha):
    comment = post(article, olha, "First.")
    Comment.objects.get(pk=comment.pk).reject(factories.user(is_staff=True), Comment.Reason.HATE)
    with refused("gone"):
        comment.revise("Second.")


# --- and takes it back ---


def test_taken_back_the_words_go_and_the_place_stays(article, olha, ivan):
    comment = post(article, olha, "I haf regrets.")
    comment.revise("I have regrets.")
    answer = post(article, ivan, "Why?", parent=comment)
    comment.report(ivan, "attack")
    before = count_of(article)
    comment.delete_own()
    comment.refresh_from_db()
    assert (comment.text, comment.state, comment.report_count) == ("", "deleted", 0)
    assert log_of(comment)[-1] == ("deleted", "deleted", "")
    assert not comment.acts.exclude(note="").exists()  # nor in the log
    assert not comment.reports.filter(closed_at=None).exists()
    answer.refresh_from_db()
    assert (answer.parent, answer.state) == (comment, "visible")
    assert count_of(article) == before - 1


def test_what_waits_can_be_taken_back(article):
    comment = post(article, newcomer(), "Hello everybody.")
    comment.delete_own()
    assert (Comment.objects.get(pk=comment.pk).state, comment.shown_at) == ("deleted", None)
