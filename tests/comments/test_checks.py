"""The chain of checks: each rule trips where it should and nowhere else, in its order, and again for an edit."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import get_language

from comments import checks
from comments.checks.rules import holds
from comments.models import Comment, Conversation, Sanction, Word
from comments.models.posting import Refused
from tests import factories

from .conversations import AN_HOUR, LONG_AGO, member, newcomer, rules, said

post = Comment.objects.post
pytestmark = pytest.mark.django_db


def refusal_of(article, author, text="Something sensible.", **how):
    with pytest.raises(Refused) as refusal:
        post(article, author, text, **how)
    return refusal.value


def tripped(comment):
    """The state of a comment and the rules that brought it there."""
    return comment.state, [rule for rule, _words in comment.findings]


VISIBLE = ("visible", [])


# --- what is refused ---


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u202e\x00", "\u3164", "\u0301"])
def test_nothing_to_see_is_nothing(article, olha, text):
    assert refusal_of(article, olha, text).code == "empty"


def test_length_is_measured_after_tidying(article, olha):
    refusal = refusal_of(article, olha, "x" * 2001)
    assert (refusal.code, refusal.retry_after) == ("too_long", None)
    assert str(refusal) == "A comment has at most 2000 characters: this one is 1 character too long."
    assert post(article, olha, "й" * 2000 + " \r\n" * 20).text == "й" * 2000
    rules(longest=100, seconds_between=0)
    assert refusal_of(article, olha, "y" * 101).code == "too_long"


def test_a_bomb_is_refused_before_it_is_read(article, olha):
    begun = time.perf_counter()
    assert refusal_of(article, olha, "a" + "\u0301\u0316" * 500_000).code == "too_long"
    assert refusal_of(article, olha, "\n " * 500_000 + "x").code == "too_long"
    assert time.perf_counter() - begun < 0.2


def test_who_is_suspended_is_told_until_when(article, olha):
    until = timezone.now() + timedelta(days=7)
    Sanction.objects.create(member=olha, kind="warning")
    assert post(article, olha, "A warning takes nothing away.").is_visible
    Sanction.objects.create(member=olha, kind="suspension", until=timezone.now() - AN_HOUR)
    Sanction.objects.create(member=olha, kind="ban", lifted_at=timezone.now())
    rules(seconds_between=0)
    assert post(article, olha, "Nor does what is over.").is_visible
    suspension = Sanction.objects.create(member=olha, kind="suspension", until=until)
    refusal = refusal_of(article, olha)
    assert refusal.code == "shut_out"
    assert str(refusal).startswith("Your account may not comment until")
    assert 6.9 < refusal.retry_after / 86400 <= 7
    suspension.delete()
    Sanction.objects.create(member=olha, kind="ban")
    assert str(refusal_of(article, olha)) == "Your account may not comment any more."


def test_closed_is_closed_for_everybody(article, olha):
    Conversation.objects.create(article=article, mode="closed")
    refusal = refusal_of(article, olha)
    assert str(refusal) == "The editors have closed the comments under this article."
    assert refusal_of(article, factories.user(is_staff=True)).code == "closed"


def test_the_same_again_is_refused_for_a_while(article, olha):
    there = said(article, olha, text="Read my page!", ago=timedelta(minutes=5))
    elsewhere = factories.article()
    assert refusal_of(elsewhere, olha, "read my  PAGE").code == "repeat"
    assert refusal_of(elsewhere, olha, "Rеad mу pаgе!!!").code == "repeat"  # with Cyrillic letters
    assert post(elsewhere, olha, "Read my other page!").is_visible
    Comment.objects.filter(pk=there.pk).update(posted_at=timezone.now() - timedelta(minutes=7))
    rules(seconds_between=0)
    assert post(elsewhere, olha, "Read my page!").is_visible


def test_nobody_repeats_what_somebody_else_has_said(article, olha):
    said(article, newcomer(), text="I agree.", ago=timedelta(minutes=1))
    assert post(article, olha, "I agree.").is_visible


def test_a_filled_honeypot_is_refused_and_says_so(article, olha):
    assert refusal_of(article, olha, honeypot="https://spam.example").code == "honeypot"
    assert post(article, olha, "A person.", honeypot="").is_visible


def test_typed_too_fast_is_held(article, olha):
    assert tripped(post(article, olha, "Copied in.", seconds=1.2)) == ("pending", ["typed_too_fast"])
    rules(seconds_between=0)
    assert tripped(post(article, olha, "Written.", seconds=3)) == VISIBLE
    assert tripped(post(article, olha, "Without a clock.")) == VISIBLE


def test_too_quick_says_how_long_to_wait(article, olha):
    said(article, olha, ago=timedelta(seconds=10))
    refusal = refusal_of(article, olha)
    assert (refusal.code, 18 < refusal.retry_after <= 20) == ("speed", True)
    assert str(refusal) == f"You are quick! Send it again in {refusal.retry_after} seconds."
    Comment.objects.filter(author=olha).update(posted_at=timezone.now() - timedelta(seconds=31))
    assert tripped(post(article, olha, "Slowly now.")) == VISIBLE


def test_the_first_day_has_a_number(article):
    rules(comments_of_new=3)
    someone = newcomer()
    for _ in range(3):
        said(article, someone, state="deleted")  # deleting makes no room
    refusal = refusal_of(article, someone)
    assert refusal.code == "first_day"
    assert "at most" not in str(refusal)
    assert 23.9 < refusal.retry_after / 3600 <= 24
    type(someone).objects.filter(pk=someone.pk).update(joined_at=timezone.now() - timedelta(hours=25))
    someone.refresh_from_db()
    assert tripped(post(article, someone, "On the second day.")) == ("pending", ["first_comments"])


def test_new_members_have_few_links(article, olha):
    three = "https://one.example https://two.example/x www.three.example"
    someone = newcomer()
    refusal = refusal_of(article, someone, three)
    assert str(refusal) == "A new member may post 2 links in a comment; this one has 3."
    assert post(article, someone, "https://one.example and t.me/two").state == "pending"
    assert tripped(post(article, olha, three)) == VISIBLE


# --- what is rejected, held or reported ---


def test_listed_words_reject_or_report(article, olha):
    Word.objects.create(words="casino", verdict="reject")
    Word.objects.create(words="куп* дешево", verdict="report")
    Word.objects.create(words="magic", language="uk", verdict="reject")
    rules(seconds_between=0, recent_rejected=0)
    rejected = post(article, olha, "Visit the C A S I N O!")
    assert tripped(rejected) == ("rejected", ["listed_to_reject"])
    assert rejected.findings[0][1] == "“casino” is on the list of words that are not printed here."
    assert list(rejected.acts.order_by("pk").values_list("act", flat=True)) == ["posted", "rejected"]
    reported = post(article, olha, "Купуйте дешево сьогодні")
    assert tripped(reported) == ("visible", ["listed_to_report"])
    assert reported.report_count == 1
    assert reported.reports.get().note == "“куп* дешево” is on the list of words to look at."
    assert tripped(post(article, olha, "Magic: a list of the other edition.")) == VISIBLE


def test_who_was_turned_down_often_lately_is_held(article, olha):
    for state, ago in [("rejected", AN_HOUR), ("visible", AN_HOUR), ("visible", AN_HOUR), ("pending", AN_HOUR)]:
        said(article, olha, state=state, ago=ago)
    held = post(article, olha, "One of three decided ones.")
    assert tripped(held) == ("pending", ["recent_history"])
    assert held.findings[0][1] == "Turned down lately: 1 of 3 comments."
    rules(recent_rejected=40, seconds_between=0)
    assert tripped(post(article, olha, "That is less than forty percent.")) == VISIBLE
    rules(recent_rejected=0)
    said(article, olha, state="removed")
    assert tripped(post(article, olha, "The rule is off.")) == VISIBLE


def test_what_was_turned_down_long_ago_counts_no_more(article, olha):
    said(article, olha, state="removed", ago=timedelta(days=8))
    assert tripped(post(article, olha, "Better now.")) == VISIBLE


def test_many_links_are_held(article, olha):
    links = " ".join(f"https://{name}.example/" for name in ["a", "b", "c", "d"])
    held = post(article, olha, links)
    assert tripped(held) == ("pending", ["many_links"])
    assert held.findings == [["many_links", "It has 4 links."]]


def test_new_members_who_all_lead_to_one_place_are_held(article, settings):
    rules(trust_after=0)
    for _ in range(3):
        said(article, newcomer(), text="See https://www.spam.example/" + "x" * 9)
    assert tripped(post(article, newcomer(), "Or spam.example/y")) == ("pending", ["hosts_of_new"])
    assert tripped(post(article, newcomer(), "Or https://spam.example.org/")) == VISIBLE
    assert tripped(post(article, newcomer(), f"Or {settings.SITE_URL}/news/ and https://@")) == VISIBLE
    assert tripped(post(article, member(article), "See https://spam.example/")) == VISIBLE


def test_a_held_member_an_article_and_the_whole_paper(article, olha):
    rules(seconds_between=0)
    hold = Sanction.objects.create(member=olha, kind="hold")
    assert tripped(post(article, olha, "One.")) == ("pending", ["held_member"])
    hold.delete()
    by_hand = Conversation.objects.create(article=article, mode="held")
    assert tripped(post(article, olha, "Two.")) == ("pending", ["held_place"])
    by_hand.delete()
    rules(mode="held")
    assert tripped(post(article, olha, "Three.")) == ("pending", ["held_place"])


def test_two_accepted_comments_are_enough(article):
    someone = newcomer()
    said(article, someone)
    said(article, someone, state="pending")
    said(article, someone, state="rejected", ago=LONG_AGO)
    assert tripped(post(article, someone, "Third.")) == ("pending", ["first_comments"])
    said(article, someone)
    rules(seconds_between=0)
    assert tripped(post(article, someone, "Fourth.")) == VISIBLE


def test_staff_are_not_taken_for_strangers(article):
    Word.objects.create(words="casino", verdict="reject")
    rules(mode="held")
    editor = factories.user(is_staff=True)
    text = "We report on the casino: https://a.example https://b.example https://c.example"
    assert tripped(post(article, editor, text, seconds=0.1, honeypot="x")) == VISIBLE
    assert tripped(post(article, editor, "And at once again.")) == VISIBLE
    assert refusal_of(factories.article(), editor, "And at once again!").code == "repeat"


# --- the chain ---


def test_all_that_holds_is_said_and_the_order_is_kept(article):
    someone = newcomer()
    Word.objects.create(words="casino")
    rules(mode="held", links_held=1)
    held = post(article, someone, "casino: https://spam.example", seconds=0)
    assert tripped(held) == (
        "pending", ["typed_too_fast", "listed_to_report", "many_links", "held_place", "first_comments"]
    )  # fmt: skip
    names = [rule.__name__ for rule in checks.chain(checks.Draft(article, someone, "x"))]
    assert names == [
        "too_long", "empty", "shut_out", "closed", "repeat", "honeypot", "typed_too_fast", "speed", "first_day",
        "listed_to_reject", "listed_to_report", "recent_history", "links_of_new", "many_links", "hosts_of_new",
        "held_member", "held_place", "first_comments", "answers",
    ]  # fmt: skip


def test_moderators_read_the_language_of_the_edition_and_the_writer_another(monkeypatch):
    @holds
    def spoken(draft):
        yield get_language()

    monkeypatch.setattr(checks, "JUDGING", [spoken])
    held = post(factories.article(language="uk"), newcomer(), "Доброго дня.")
    assert held.findings == [["spoken", "uk"]]
    assert get_language() == "en"


def test_what_is_rejected_is_asked_nothing_more(article):
    Word.objects.create(words="casino", verdict="reject")
    assert tripped(post(article, newcomer(), "casino", seconds=0)) == ("rejected", ["listed_to_reject"])


def test_an_edit_is_checked_again(article, olha):
    Word.objects.create(words="casino", verdict="reject")
    Word.objects.create(words="bargain")
    comment = post(article, olha, "Harmless.")
    with pytest.raises(Refused) as refusal:
        comment.revise("Visit the casino")
    assert refusal.value.code == "listed_to_reject"
    assert Comment.objects.get(pk=comment.pk).text == "Harmless."
    comment.revise("A bargain")  # at once: the speed is that of new comments
    assert (tripped(comment), comment.report_count) == (("visible", ["listed_to_report"]), 1)
    comment.revise("https://a.example https://b.example https://c.example https://d.example")
    article.refresh_from_db()
    assert (tripped(comment), article.comment_count) == (("pending", ["many_links"]), 2)
    assert comment.acts.filter(act="held", reason="many_links", by=None).exists()
    comment.revise("Harmless again.")
    article.refresh_from_db()
    assert (tripped(comment), article.comment_count) == (VISIBLE, 3)


# --- services outside ---


def suspicious(text, language):
    return [f"Suspicious in {language}."] if "pills" in text else []


def broken(text, language):
    raise ConnectionError


def slow(text, language):
    time.sleep(0.5)
    return ["Too late."]


def test_services_outside_are_asked_only_if_named(article, olha, settings, monkeypatch, caplog):
    rules(seconds_between=0)
    assert settings.COMMENT_CHECKS == []
    assert tripped(post(article, olha, "pills")) == VISIBLE
    here = "tests.comments.test_checks"
    settings.COMMENT_CHECKS = [f"{here}.{name}" for name in ["suspicious", "broken", "slow", "not_there"]]
    monkeypatch.setattr(checks.outside, "SECONDS", 0.1)
    held = post(article, olha, "More pills")
    assert (tripped(held), held.findings) == (("pending", ["answers"]), [["answers", "Suspicious in en."]])
    assert tripped(post(article, olha, "None")) == VISIBLE  # one that fails or is slow holds nothing back
    said_so = [record.getMessage() for record in caplog.records]
    assert [any(f"{name} failed" in words for words in said_so) for name in ["broken", "not_there"]] == [True, True]
    assert any("slow did not answer" in words for words in said_so)


def test_what_is_refused_anyway_never_leaves_the_house(article, olha, settings, monkeypatch):
    settings.COMMENT_CHECKS = ["nobody.is.asked"]
    asked = []
    monkeypatch.setattr(checks.outside, "ask", lambda draft: asked.append(draft.text) or [])
    rules(mode="closed")
    assert refusal_of(article, olha).code == "closed"
    assert asked == []
    rules(mode="open")
    post(article, olha, "Hello.")
    assert asked == ["Hello."]


# --- D10: a flood ---


def test_a_flood_of_advertising_ends_at_the_queue(article):
    """A new account with links, eleven comments on its first day, too fast, the same text; five accounts with one
    link; then reports by trusted members."""
    rules(seconds_between=0, trust_after=0)
    spammer = newcomer()
    assert refusal_of(article, spammer, "https://a.example https://b.example https://c.example").code == "links_of_new"
    assert post(article, spammer, "Buy now!", seconds=1).state == "pending"
    Comment.objects.update(posted_at=timezone.now() - timedelta(minutes=2))
    assert refusal_of(article, spammer, "BUY NOW").code == "repeat"
    for number in range(9):
        post(article, spammer, f"Offer {number}")
    assert refusal_of(article, spammer, "Offer 9").code == "first_day"
    states = [post(article, newcomer(), f"{number}: https://spam.example/").state for number in range(5)]
    assert states == ["visible", "visible", "visible", "pending", "pending"]
    seen = Comment.objects.filter(text__contains="spam.example").visible().first()
    for _ in range(3):
        seen.report(member(article), "off_topic")
    assert Comment.objects.get(pk=seen.pk).state == "pending"
