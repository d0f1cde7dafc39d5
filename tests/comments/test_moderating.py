"""What moderators do to comments: where each may go from where, who is told, what is counted, and how it is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, ModerationAct, Notification
from comments.models.moderating import UNDO_FOR, Decided
from tests import factories
from tests.comments.moderated import comment, fresh, reported, shown

State, Reason, Act = Comment.State, Comment.Reason, ModerationAct.Act
A_DAY = timedelta(days=1)


@pytest.fixture
def emma(db):
    return factories.user(display_name="Emma Halloran", is_staff=True)


@pytest.fixture
def other(db):
    return factories.user(display_name="Olha Tkach", is_staff=True)


def test_an_approved_comment_is_seen_counted_logged_and_told(article, emma):
    waiting = comment(article, State.PENDING)
    assert shown(article) == 0
    act = waiting.approve(emma)
    assert fresh(waiting).state == State.VISIBLE
    assert fresh(waiting).shown_at == act.at
    assert shown(article) == 1
    assert (act.by, act.member, act.before, act.after) == (emma, waiting.author, State.PENDING, State.VISIBLE)
    assert Notification.objects.filter(member=waiting.author, kind="approved", comment=waiting).exists()


def test_what_others_never_saw_is_rejected_and_what_they_saw_leaves_a_trace(article, emma):
    unseen, seen = comment(article, State.PENDING), comment(article)
    hidden = comment(article, State.PENDING, shown_at=timezone.now() - A_DAY)  # by reports
    for one in (unseen, seen, hidden):
        one.reject(emma, Reason.ATTACK, "The second sentence.")
    assert [fresh(one).state for one in (unseen, seen, hidden)] == [State.REJECTED, State.REMOVED, State.REMOVED]
    assert fresh(seen).reason == Reason.ATTACK
    assert seen.acts.get().note == "The second sentence."
    assert shown(article) == 0
    assert set(Notification.objects.values_list("kind", flat=True)) == {"rejected", "removed"}


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (State.DELETED, "approve"),
        (State.DELETED, "reject"),
        (State.REMOVED, "reject"),
        (State.REJECTED, "reject"),
        (State.VISIBLE, "approve"),
        (State.DELETED, "pick"),
        (State.PENDING, "unpick"),
        (State.VISIBLE, "unpick"),
        (State.VISIBLE, "dismiss_reports"),
        (State.PENDING, "dismiss_reports"),
        (State.DELETED, "hide_thread"),
    ],
)
def test_no_other_moves_are_made(article, emma, state, verb):
    one = comment(article, state)
    with pytest.raises(Decided):
        getattr(one, verb)(emma, *([Reason.HATE] if verb in ("reject", "hide_thread") else []))
    assert fresh(one).state == state
    assert not ModerationAct.objects.exists()


def test_a_second_moderator_is_told_who_was_faster_and_nothing_flips(article, emma, other):
    mine = comment(article, State.PENDING)
    theirs = Comment.objects.get(pk=mine.pk)
    mine.approve(emma)
    with pytest.raises(Decided, match="Emma Halloran was faster: “Approved”"):
        theirs.reject(other, Reason.HATE)
    assert fresh(mine).state == State.VISIBLE


def test_nobody_approves_words_they_have_not_read(article, emma):
    read = comment(article, State.PENDING)
    Comment.objects.filter(pk=read.pk).update(text="Other words.")
    with pytest.raises(Decided, match="has changed since you read it"):
        read.approve(emma)


def test_approval_gives_back_what_was_rejected(article, emma):
    one = comment(article, State.REMOVED, reason=Reason.HATE)
    one.approve(emma)
    assert (fresh(one).state, fresh(one).reason) == (State.VISIBLE, "")


def test_a_thread_is_hidden_with_everything_under_it_and_nothing_beside_it(article, emma):
    top = comment(article)
    answer, beside = comment(article, parent=top), comment(article, parent=top)
    below = comment(article, parent=comment(article, parent=answer))
    waiting, deleted = comment(article, State.PENDING, below), comment(article, State.DELETED, below)
    acts = answer.hide_thread(emma, Reason.ATTACK)
    states = [fresh(one).state for one in (top, answer, beside, below, waiting, deleted)]
    assert states == ["visible", "removed", "visible", "removed", "rejected", "deleted"]
    assert acts[0].comment == answer
    assert len(acts) == ModerationAct.objects.count() == 4
    assert shown(article) == 2
    assert Notification.objects.filter(kind__in=["removed", "rejected"]).count() == 4


def test_hiding_a_long_thread_asks_only_to_tell_each_author(article, emma, django_assert_max_num_queries):
    top = comment(article)
    for _ in range(8):
        comment(article, parent=top)
    with django_assert_max_num_queries(14 + 9 * 8):  # eight for each author who is told
        top.hide_thread(emma, Reason.OFF_TOPIC)


def test_a_pick_of_what_waits_approves_it_and_one_press_undoes_both(article, emma):
    waiting = comment(article, State.PENDING)
    act = waiting.pick(emma)
    assert fresh(waiting).picked_at == act.at
    assert fresh(waiting).is_visible
    fresh(waiting).undo(act, emma)
    assert (fresh(waiting).state, fresh(waiting).picked_at) == (State.PENDING, None)
    assert not Notification.objects.exists()


def test_a_removed_pick_is_one_no_longer_until_the_removal_is_undone(article, emma):
    one = comment(article)
    picked = one.pick(emma)
    act = one.reject(emma, Reason.UNTRUE)
    assert fresh(one).picked_at is None
    one.undo(act, emma)
    assert (fresh(one).state, fresh(one).picked_at) == (State.VISIBLE, picked.at)
    one.unpick(emma)
    assert fresh(one).picked_at is None


def test_reports_are_closed_with_what_became_of_them_and_opened_by_an_undo(article, emma):
    gone, stays = reported(comment(article)), reported(comment(article))
    act = gone.reject(emma, Reason.ATTACK)
    stays.approve(emma)
    assert [one.reports.get().agreed for one in (gone, stays)] == [True, False]
    assert [fresh(one).report_count for one in (gone, stays)] == [0, 0]
    gone.undo(act, emma)
    assert (gone.reports.get().closed_at, fresh(gone).report_count, fresh(gone).state) == (None, 1, State.VISIBLE)


def test_an_undo_gives_back_the_state_and_the_reason_and_stays_in_the_log(article, emma):
    one = comment(article, State.PENDING)
    one.reject(emma, Reason.ADVERTISING)
    act = one.approve(emma)
    one.undo(act, emma)
    assert (fresh(one).state, fresh(one).reason, fresh(one).shown_at) == (State.REJECTED, Reason.ADVERTISING, None)
    assert list(one.acts.values_list("act", flat=True)) == [Act.UNDONE, Act.APPROVED, Act.REJECTED]
    assert shown(article) == 0


def test_only_ones_own_last_act_is_undone_and_not_for_ever(article, emma, other):
    one = comment(article, State.PENDING)
    act = one.approve(emma)
    with pytest.raises(Decided):
        fresh(one).undo(act, other)
    ModerationAct.objects.filter(pk=act.pk).update(at=timezone.now() - UNDO_FOR - timedelta(seconds=1))
    act.refresh_from_db()
    with pytest.raises(Decided):
        fresh(one).undo(act, emma)
    fresh(one).reject(other, Reason.HATE)
    with pytest.raises(Decided, match="Olha Tkach"):
        fresh(one).undo(act, emma)
    assert fresh(one).state == State.REMOVED


def test_what_was_answered_meanwhile_stays_seen_after_an_undo(article, emma):
    one = comment(article, State.PENDING)
    act = one.approve(emma)
    comment(article, parent=one)
    one.undo(act, emma)
    one.reject(emma, Reason.HATE)
    assert fresh(one).state == State.REMOVED
