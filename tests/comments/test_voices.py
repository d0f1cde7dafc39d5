"""Members recommend and report what others have said, and need not read everybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, ModerationAct, Mute, Sanction
from comments.models.posting import Refused
from tests import factories

from .conversations import member, newcomer, rules, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article):
    return said(article, newcomer(display_name="Ivan"))


def refusal_of(verb, *arguments):
    with pytest.raises(Refused) as refusal:
        verb(*arguments)
    return refusal.value.code


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


# --- recommending ---


def test_everybody_recommends_once(comment):
    one, other = newcomer(), newcomer()
    for somebody in (one, other, one):
        comment.recommend(somebody)
    assert (fresh(comment).recommend_count, comment.recommendations.count()) == (2, 2)
    comment.withdraw_recommendation(one)
    comment.withdraw_recommendation(one)
    assert (fresh(comment).recommend_count, comment.recommendations.count()) == (1, 1)


def test_who_may_not_recommend_what(article, comment):
    somebody = newcomer()
    assert refusal_of(comment.recommend, comment.author) == "own"
    for state in ["pending", "rejected", "removed", "deleted"]:
        assert refusal_of(said(article, comment.author, state=state).recommend, somebody) == "gone"
    Sanction.objects.create(member=somebody, kind="ban")
    assert refusal_of(comment.recommend, somebody) == "suspended"
    assert comment.recommendations.count() == 0


def test_recommendations_and_reports_have_a_limit(article, comment):
    rules(recommendations_an_hour=2, reports_a_day=2)
    somebody = newcomer()
    several = [said(article, comment.author) for _ in range(3)]
    for one in several[:2]:
        one.recommend(somebody)
        one.report(somebody, "off_topic")
    assert refusal_of(several[2].recommend, somebody) == "too_many"
    assert refusal_of(several[2].report, somebody, "off_topic") == "too_many"


# --- reporting ---


def test_a_report_is_kept_with_its_reason(comment):
    somebody = newcomer()
    report = comment.report(somebody, "attack", "  Calls people names. ")
    assert (report.reason, report.note, report.member) == ("attack", "Calls people names.", somebody)
    assert (fresh(comment).report_count, fresh(comment).state) == (1, "visible")
    assert refusal_of(comment.report, somebody, "hate") == "reported_already"
    assert fresh(comment).report_count == 1


def test_what_is_no_report(article, comment):
    somebody = newcomer()
    assert refusal_of(comment.report, comment.author, "attack") == "own"
    assert refusal_of(comment.report, somebody, "boring") == "reason"
    assert refusal_of(comment.report, somebody, "other", "x" * 501) == "note_long"
    assert refusal_of(said(article, comment.author, state="removed").report, somebody, "hate") == "gone"
    Sanction.objects.create(member=somebody, kind="suspension", until=timezone.now() + timedelta(days=1))
    assert refusal_of(comment.report, somebody, "attack") == "suspended"


def test_three_trusted_members_hide_a_comment_until_a_moderator_looks(article, comment):
    reporters = [member(article) for _ in range(7)]
    for reporter in reporters[:2]:
        comment.report(reporter, "attack")
    assert fresh(comment).state == "visible"
    comment.report(reporters[2], "hate")
    article.refresh_from_db()
    hidden = fresh(comment)
    assert (hidden.state, article.comment_count) == ("pending", 14)
    assert hidden.findings == [["reports", "3 trusted members reported it."]]
    act = ModerationAct.objects.get(act="hidden")
    assert (act.by, act.before, act.after, act.reason, act.member) == (
        None, "visible", "pending", "reports", comment.author
    )  # fmt: skip
    assert refusal_of(comment.report, reporters[3], "hate") == "gone"
    hidden.approve(factories.user(is_staff=True))
    for reporter in reporters[:3]:
        assert refusal_of(hidden.report, reporter, "attack") == "reported_already"
    for reporter in reporters[3:5]:
        hidden.report(reporter, "attack")
    assert fresh(comment).state == "visible"  # those the moderator has looked at count no more
    hidden.report(reporters[5], "attack")
    assert (fresh(comment).state, len(fresh(comment).findings)) == ("pending", 1)


def test_a_comment_hidden_by_reports_does_not_come_back_by_an_edit(article, comment):
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now())
    rules(reports_that_hide=1, trust_after=0)
    comment.report(member(article), "attack")
    edited = fresh(comment)
    edited.revise("Much nicer words.")
    assert (edited.state, edited.findings[0][0]) == ("pending", "reports")
    edited.approve(factories.user(is_staff=True))
    assert fresh(comment).revise("Nicer words still.").state == "visible"


def test_whose_reports_count(article, comment):
    """Not those of new accounts, of members with no accepted comments, or of members under a sanction."""
    rules(reports_that_hide=1)
    young, unknown, held, suspended = (member(article) for _ in range(4))
    type(young).objects.filter(pk=young.pk).update(joined_at=timezone.now() - timedelta(hours=23))
    unknown.comments.update(state="rejected")
    Sanction.objects.create(member=held, kind="hold")
    for reporter in (young, unknown, held):
        comment.report(reporter, "attack")
    assert (fresh(comment).state, fresh(comment).report_count) == ("visible", 3)
    warned = member(article)
    Sanction.objects.create(member=warned, kind="warning")
    Sanction.objects.create(member=warned, kind="suspension", until=timezone.now() - timedelta(days=1))
    comment.report(warned, "attack")
    assert fresh(comment).state == "pending"
    assert suspended.comments.exists()


# --- muting ---


def test_a_member_need_not_read_another():
    one, other = newcomer(), newcomer()
    for _ in range(2):
        Mute.objects.mute(one, other)
    Mute.objects.mute(one, one)
    assert list(one.mutes.values_list("muted", flat=True)) == [other.pk]
    Mute.objects.unmute(other, one)
    Mute.objects.unmute(one, other)
    assert not one.mutes.exists()
