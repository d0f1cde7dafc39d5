"""The queue: what stands in it for whom, what a press does, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry
from comments import queues
from comments.models import Comment, HouseRules, ModerationAct, Sanction
from tests import factories
from tests.comments.moderated import comment, fresh, reported

State, Reason = Comment.State, Comment.Reason
QUEUE = "/admin/comments/comment/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def article(db):
    return factories.article(headline="Why a loaf has so many prices")


def page(browser, address=QUEUE):
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows(html):
    return [int(number) for number in re.findall(r'<article class="nd-c" id="c-(\d+)"', html)]


def counts(html):
    return dict(re.findall(r'tab=(\w+)"[^>]*>[^<]+ <span class="nd-n[^"]*">([\d+]+)</span>', html))


def press(browser, one, do, htmx=False, tab="waiting", **fields):
    headers = HTMX if htmx else {}
    fields = {"do": do, "seen": queues.seen(one), **fields}
    return browser.post(f"{QUEUE}{one.pk}/act/?tab={tab}", fields, headers=headers)


# --- what stands where ---


def test_each_queue_holds_its_own_and_says_how_many(moderator, article):
    first = comment(article, State.PENDING, findings=[["first_comments", "first comment"]])
    filtered = comment(article, State.PENDING, findings=[["words", "a listed word"], ["first_comments", "first"]])
    seen = reported(comment(article))
    gone, deleted = comment(article, State.REMOVED, reason=Reason.HATE), comment(article, State.DELETED)
    comment(article, State.PENDING, findings=[]).approve(moderator.user)
    html = page(moderator)
    assert rows(html) == [first.pk, filtered.pk]
    assert counts(html) == {"waiting": "2", "reported": "1", "held": "1", "approved": "1", "rejected": "1"}
    assert rows(page(moderator, f"{QUEUE}?tab=reported")) == [seen.pk]
    assert rows(page(moderator, f"{QUEUE}?tab=held")) == [filtered.pk]
    assert rows(page(moderator, f"{QUEUE}?tab=rejected")) == [gone.pk]
    assert len(rows(page(moderator, f"{QUEUE}?tab=approved"))) == 1
    assert len(rows(page(moderator, f"{QUEUE}?tab=all"))) == 6
    assert rows(page(moderator, f"{QUEUE}?tab=all&state=deleted")) == [deleted.pk]


def test_a_row_tells_what_one_needs_to_decide(moderator, article):
    member = factories.user(display_name="Ivan K.", email="ivan@example.net")
    for state in (State.VISIBLE, State.VISIBLE, State.REMOVED):
        comment(article, state, author=member)
    parent = comment(article, text="I hope they keep the paper gauges.", author=factories.user(display_name="Olha R."))
    one = comment(
        article, State.PENDING, parent, author=member, text="<b>Upstairs</b>\ntwice", findings=[["links", "2 links"]]
    )
    reported(one)
    one.reports.update(note="He does this daily.")
    html = page(moderator)
    for words in (
        "Why a loaf has so many prices",
        "Ivan K.",
        "2 approved, 1 rejected",
        "Olha R.:</b> I hope they keep the paper gauges.",
        "&lt;b&gt;Upstairs&lt;/b&gt;",
        "2 links",
        "Attacks somebody",
        "He does this daily.",
    ):
        assert words in html
    assert "ivan@example.net" not in html


def test_the_archive_is_searched_by_words_and_by_author(moderator, article):
    loaf = comment(article, text="Our bakery prints the price of flour.")
    piano = comment(article, State.REMOVED, author=factories.user(display_name="Petro Zinchenko"))
    assert rows(page(moderator, f"{QUEUE}?tab=all&q=BAKERY")) == [loaf.pk]
    assert rows(page(moderator, f"{QUEUE}?tab=all&q=zinchenko")) == [piano.pk]
    assert rows(page(moderator, f"{QUEUE}?tab=all&author={loaf.author_id}")) == [loaf.pk]


def test_nonsense_in_the_address_shows_a_queue_and_a_wrong_place_is_not_found(moderator, article):
    for nonsense in ("tab=x", "tab=all&author=x", f"tab=all&author={'9' * 40}", "tab=all&state=x&q=%FF"):
        assert moderator.get(f"{QUEUE}?{nonsense}").status_code == 200
    assert moderator.get(f"{QUEUE}?after=x").status_code == 404
    assert moderator.post(f"{QUEUE}{10**30}/act/").status_code == 404


def test_fifty_at_a_time_and_as_many_questions_for_fifty_as_for_two(
    moderator, article, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(queues, "SIZE", 5)

    def fill(number):
        for _ in range(number):
            reported(comment(article, State.PENDING, comment(article)))

    fill(2)
    page(moderator)
    with django_assert_max_num_queries(17) as few:
        page(moderator)
    fill(5)
    with django_assert_max_num_queries(len(few)):
        first = page(moderator)
    waiting = list(Comment.objects.waiting().values_list("pk", flat=True))
    further = re.search(r'href="\?([^"]+)" id="nd-further"', first)[1].replace("&amp;", "&")
    assert rows(first) + rows(page(moderator, f"{QUEUE}?{further}")) == waiting
    newest = page(moderator, f"{QUEUE}?tab=all")
    further = re.search(r'href="\?([^"]+)" id="nd-further"', newest)[1].replace("&amp;", "&")
    following = rows(newest) + rows(page(moderator, f"{QUEUE}?{further}"))
    assert following == sorted(following, reverse=True)
    assert len(set(following)) == 10


# --- deciding ---


def test_buttons_work_without_scripts_and_the_page_comes_back_to_the_next_row(moderator, article):
    one, following = comment(article, State.PENDING), comment(article, State.PENDING)
    response = press(moderator, one, "approve", next=following.pk)
    act = ModerationAct.objects.get()
    assert response.headers["Location"] == f"{QUEUE}?tab=waiting&done={act.pk}#c-{following.pk}"
    html = page(moderator, response.headers["Location"])
    assert fresh(one).is_visible
    assert "Approved: " in html
    moderator.post(f"{QUEUE}undo/", {"act": act.pk})
    assert fresh(one).state == State.PENDING


def test_with_htmx_the_row_leaves_and_the_counts_come_with_it(moderator, article):
    one = comment(article, State.PENDING)
    comment(article, State.PENDING)
    html = " ".join(press(moderator, one, "reject:attack", htmx=True).content.decode().split())
    assert fresh(one).reason == Reason.ATTACK
    assert rows(html) == []
    assert counts(html)["waiting"] == "1"
    assert "Personal attack" in html
    act = re.search(r'name="act" value="(\d+)"', html)[1]
    back = moderator.post(f"{QUEUE}undo/?tab=waiting", {"act": act}, headers=HTMX).content.decode()
    assert rows(back) == [one.pk]


def test_a_row_that_stays_in_its_queue_comes_back_as_it_is_now(moderator, article):
    one = reported(comment(article))
    html = press(moderator, one, "pick", htmx=True, tab="reported").content.decode()
    assert rows(html) == [one.pk]
    assert "No longer a pick" in html


def test_whoever_comes_second_is_told_and_changes_nothing(moderator, editor, article):
    one = comment(article, State.PENDING)
    read = fresh(one)
    press(editor, one, "reject:hate")
    response = press(moderator, read, "approve", htmx=True)
    assert "Editor was faster" in response.content.decode()
    assert fresh(one).state == State.REJECTED
    assert "Editor was faster" in page(moderator, press(moderator, read, "approve").headers["Location"])


def test_words_that_changed_since_they_were_read_are_not_approved(moderator, article):
    one = comment(article, State.PENDING)
    Comment.objects.filter(pk=one.pk).update(text="Other words.", edited_at=timezone.now())
    press(moderator, one, "approve")
    assert fresh(one).state == State.PENDING


def test_a_reply_of_the_staff_approves_what_it_answers(moderator, article):
    one = comment(article, State.PENDING)
    press(moderator, one, "reply", text="Thank you, we have asked the mill.")
    assert fresh(one).is_visible
    answer = Comment.objects.get(parent=one)
    assert (answer.author, answer.is_visible) == (moderator.user, True)


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(moderator, article, htmx):
    one = comment(article, State.PENDING)
    for do, fields, words in (
        ("reply", {"text": " "}, ""),
        ("warn", {"words": "Please keep to the subject."}, "Choose which rule was broken."),
        ("suspend:365", {"words": "Please keep to the subject.", "rule": "hate"}, "Choose for how many days."),
        ("reject:rudeness", {"note": "The second sentence."}, "Choose which rule was broken."),
        ("", {"note": "The second sentence."}, "Choose what to do."),
        ("hide", {"words": "Long words."}, "Choose which rule was broken."),
    ):
        response = press(moderator, one, do, htmx=htmx, **fields)
        html = response.content.decode()
        assert response.status_code == (200 if htmx else 422)
        assert words in html
        assert 'role="alert"' in html
        assert all(typed in html for typed in fields.values())
    assert fresh(one).state == State.PENDING
    assert not Sanction.objects.exists()


def test_all_that_waits_of_one_author_goes_with_one_press_and_comes_back_with_one(moderator, article):
    member = factories.user(display_name="Lev M.")
    theirs = [comment(article, State.PENDING, author=member) for _ in range(4)]
    other = comment(article, State.PENDING)
    html = page(moderator)
    assert "Approve all 4 of this author" in html
    drawn = re.search(r'name="drawn" value="([^"]+)"', html)[1]
    later = comment(article, State.PENDING, author=member, posted_at=timezone.now())
    press(moderator, theirs[0], "reject-all", rule="advertising", drawn=drawn)
    assert {fresh(one).state for one in theirs} == {State.REJECTED}
    assert fresh(later).state == fresh(other).state == State.PENDING
    moderator.post(f"{QUEUE}undo/", {"act": ModerationAct.objects.order_by("pk").first().pk})
    assert {fresh(one).state for one in theirs} == {State.PENDING}


def test_a_hundred_ticked_ones_are_cleared_with_one_press(moderator, article):
    member = factories.user()
    ticked = [comment(article, State.PENDING, author=member) for _ in range(100)]
    sent = [f"{one.pk}:{queues.seen(one)}" for one in ticked]
    ticked[0].approve(moderator.user)
    response = moderator.post(f"{QUEUE}ticked/", {"comment": sent, "do": "reject", "rule": "advertising"})
    html = page(moderator, response.headers["Location"])
    assert "99 comments decided. 1 had changed and is left as it is." in html
    assert fresh(ticked[0]).is_visible
    assert Comment.objects.filter(state=State.REJECTED).count() == 99
    nothing = moderator.post(f"{QUEUE}ticked/", {"do": "approve"}, follow=True)
    assert "Tick the comments first." in nothing.content.decode()


def test_a_comment_has_a_page_with_everything_that_was_done_to_it(moderator, editor, article):
    one = reported(comment(article, text="The mayor again."))
    one.reject(editor.user, Reason.ATTACK, "The second sentence.")
    html = page(moderator, f"{QUEUE}{one.pk}/")
    for words in ("The mayor again.", "Removed</b>: Personal attack", "The second sentence.", "a moderator agreed"):
        assert words in html
    response = moderator.post(f"{QUEUE}{one.pk}/act/?page=comment", {"do": "approve", "seen": queues.seen(fresh(one))})
    assert response.headers["Location"] == f"{QUEUE}{one.pk}/"


# --- everywhere ---


def test_comments_everywhere_are_closed_by_two_presses_of_a_chief_editor(chief_editor, moderator, article):
    everywhere = f"{QUEUE}everywhere/"
    assert "Nobody can comment anywhere" in chief_editor.post(everywhere, {"mode": "closed"}).content.decode()
    assert not HouseRules.objects.filter(mode="closed").exists()
    chief_editor.post(everywhere, {"mode": "closed", "sure": "1"})
    assert HouseRules.objects.get().mode == "closed"
    entry = AuditEntry.objects.get(act="comments.switched")
    assert (entry.before, entry.after) == ({"mode": "open"}, {"mode": "closed"})
    assert moderator.post(everywhere, {"mode": "open", "sure": "1"}).status_code == 403
    assert "Now: <b>Closed</b>" in page(moderator)


def test_the_queue_is_shut_to_who_does_not_moderate(reporter, patron_manager, reader, client, article):
    one = comment(article, State.PENDING)
    for browser in (reporter, patron_manager, reader, client):
        assert browser.get(QUEUE).status_code in (302, 403)
        press(browser, one, "approve")
    assert fresh(one).state == State.PENDING
    assert QUEUE not in reporter.get("/admin/").content.decode()
    assert reverse("admin:comments_comment_changelist") == QUEUE


def test_the_desk_tells_whoever_moderates_how_many_wait_and_since_when(moderator, reporter, article):
    comment(article, State.PENDING, posted_at=timezone.now() - timedelta(hours=2))
    comment(article, State.PENDING, posted_at=timezone.now())
    reported(comment(article))
    html = page(moderator, "/admin/")
    assert f'<b>2</b><span><a href="{QUEUE}">comments waiting</a>' in html
    assert "oldest waits 2 hours" in html
    assert "1 reported" in html
    assert 'id="nd-waiting">2</span>' in html
    assert "comments waiting" not in page(reporter, "/admin/")
