"""Members at the conversation under an article: plain forms, and the same in place."""

import json
import re
from datetime import timedelta

import html5lib
import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Mute, Recommendation, Report, Sanction
from tests import factories
from tests.factories import comment

from .conversations import member, rules

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def article():
    rules(seconds_to_write=0, seconds_between=0)
    return factories.article()


@pytest.fixture
def olha(article, client):
    client.force_login(member(article, display_name="Olha R."), backend="django.contrib.auth.backends.ModelBackend")
    client.user = Comment.objects.latest("pk").author
    return client


@pytest.fixture
def page(article):
    return article.get_absolute_url()


def form_in(response):
    """Where a form of words goes, and what it sends."""
    parsed = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in parsed.iter("form") if "data-write" in form.attrib)
    fields = {field.get("name"): field.get("value", "") for field in form.iter("input")}
    return form.get("action"), {**fields, "text": next(form.iter("textarea")).text or ""}


def send(client, address, text, **options):
    action, fields = form_in(client.get(address, **options))
    return client.post(action, {**fields, "text": text}, **options)


def said_in(response):
    return json.loads(response.headers["HX-Trigger-After-Settle"])["comments:said"]


def words(response):
    return response.content.decode()


# --- writing ---


def test_a_comment_is_posted_and_its_writer_stands_before_it(olha, article, page):
    response = send(olha, page, "Well said.")
    posted = Comment.objects.latest("pk")
    assert (posted.text, posted.author, posted.state) == ("Well said.", olha.user, "visible")
    assert response.url == f"{page}#c-{posted.pk}"
    assert "Well said." in words(olha.get(response.url))


def test_a_form_sent_twice_is_one_comment(olha, page):
    action, fields = form_in(olha.get(page))
    first, second = (olha.post(action, {**fields, "text": "Well said."}) for _ in range(2))
    assert first.url == second.url
    assert Comment.objects.filter(text="Well said.").count() == 1


def test_an_answer_stands_below_what_it_answers(olha, article, page):
    root = comment(article=article)
    response = send(olha, f"/comments/{root.pk}/reply/", "Why?")
    answer = Comment.objects.get(text="Why?")
    assert (answer.parent, answer.thread) == (root, root)
    assert response.url == f"{page}#c-{answer.pk}"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "Write something first."),
        ("  \n ", "Write something first."),
        ("x" * 2001, "1 character too long"),
        ("\0", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_posted_comes_back_with_the_reason(olha, page, text, because):
    response = send(olha, page, text)
    assert response.status_code == 422
    assert because in words(response)
    assert form_in(response)[1]["text"].strip("\ufffd\n") == text.strip("\0\n")


def test_whoever_is_too_fast_is_told_how_long_to_wait_and_keeps_the_text(olha, page):
    rules(seconds_between=30)
    send(olha, page, "One.")
    response = send(olha, page, "Two.")
    assert response.status_code == 422
    assert re.search(r"Send it again in \d+ seconds\.", words(response))
    assert form_in(response)[1]["text"] == "Two."


def test_programs_are_told_from_people(olha, page):
    rules(seconds_to_write=3)
    action, fields = form_in(olha.get(page))
    assert olha.post(action, {**fields, "text": "One.", "website": "https://x"}).status_code == 422
    olha.post(action, {**fields, "text": "Two.", "opened": "long ago"})
    assert Comment.objects.get(text="Two.").findings[0][0] == "typed_too_fast"


def test_an_answer_to_what_was_removed_meanwhile_comes_back_and_shows_nothing_of_it(olha, article):
    root = comment(article=article, text="Bad words.", author=factories.user(display_name="Rude R."))
    hidden = comment(article=article, state="pending")
    action, fields = form_in(olha.get(f"/comments/{root.pk}/reply/"))
    Comment.objects.filter(pk=root.pk).update(state="removed", reason="attack")
    response = olha.post(action, {**fields, "text": "How dare you."})
    assert response.status_code == 422
    assert "The comment you answer is no longer there." in words(response)
    assert form_in(response)[1]["text"] == "How dare you."
    assert "Bad words." not in words(response)
    assert "Rude R." not in words(response)
    assert olha.post(f"/comments/{hidden.pk}/reply/", {"text": "Hello?"}).status_code == 404


def test_a_comment_is_changed_for_a_while_until_it_is_answered(olha, article, page):
    own = comment(article=article, author=olha.user, text="Wel said.", posted_at=timezone.now())
    assert "15 minutes left to edit" in words(olha.get(page))
    address = f"/comments/{own.pk}/edit/"
    assert form_in(olha.get(address))[1]["text"] == "Wel said."
    assert send(olha, address, "Well said.").url == f"{page}#c-{own.pk}"
    own.refresh_from_db()
    assert (own.text, bool(own.edited_at)) == ("Well said.", True)
    comment(parent=own)
    assert "left to edit" not in words(olha.get(page))
    refused = words(send(olha, address, "Badly said."))
    assert "Somebody has answered it" in refused
    assert "Your comment, in better words" in refused


def test_a_comment_is_taken_back_after_one_question_and_answers_stay(olha, article, page):
    own = comment(article=article, author=olha.user, text="Hasty words.")
    comment(parent=own, text="A patient answer.")
    address = f"/comments/{own.pk}/delete/"
    assert "Hasty words." in words(olha.get(address))
    assert olha.post(address).url == f"{page}#comments"
    shown = words(olha.get(page))
    assert "Hasty words." not in shown
    assert "Comment deleted by its author." in shown
    assert "A patient answer." in shown


def test_nobody_changes_or_deletes_what_somebody_else_wrote(olha, article):
    other = comment(article=article)
    for act in ("edit", "delete"):
        for method in (olha.get, olha.post):
            assert method(f"/comments/{other.pk}/{act}/", {"text": "Mine now."}).status_code == 404


@pytest.mark.parametrize(
    ("until", "told"),
    [(None, "Your account may not comment any more."), (timedelta(days=3), "Your account may not comment until")],
)
def test_a_suspended_member_reads_until_when_in_place_of_the_form(olha, article, page, until, told):
    until = until and timezone.now() + until
    Sanction.objects.create(member=olha.user, kind="suspension" if until else "ban", until=until)
    comment(article=article)
    shown = words(olha.get(page))
    assert told in shown
    assert "<textarea" not in shown
    assert ">Recommend<" not in shown
    assert olha.post(f"/comments/on/{article.pk}/", {"text": "Let me in."}).status_code == 422


# --- what members do to each other ---


def test_recommending_counts_once_and_can_be_taken_back(olha, article, page):
    other = comment(article=article)
    address = f"/comments/{other.pk}/recommend/"
    for wanted, number in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0)):
        assert olha.post(address, {"wanted": wanted}).url == f"{page}#c-{other.pk}"
        other.refresh_from_db()
        assert (other.recommend_count, Recommendation.objects.count()) == (number, number)
    own = comment(article=article, author=olha.user)
    refusal = olha.post(f"/comments/{own.pk}/recommend/", {"wanted": "yes"})
    assert refusal.status_code == 422
    assert "Nobody recommends a comment of their own." in words(refusal)


def test_a_report_needs_a_reason_and_is_thanked_for(olha, article, page):
    other = comment(article=article)
    address = f"/comments/{other.pk}/report/"
    empty = olha.post(address, {"note": "It hurts."})
    assert empty.status_code == 422
    assert "Choose a reason." in words(empty)
    assert "It hurts." in words(empty)
    olha.post(address, {"reason": "attack", "note": "It hurts."})
    report = Report.objects.get()
    assert (report.comment, report.member, report.reason, report.note) == (other, olha.user, "attack", "It hurts.")
    assert "Reported, thank you" in words(olha.get(page))
    assert "You have reported this comment already." in words(olha.post(address, {"reason": "hate"}))


def test_a_muted_member_is_folded_away_until_unmuted(olha, article, page):
    other = comment(article=article)
    address = f"/comments/{other.pk}/mute/"
    assert "Nobody is told." in words(olha.get(address))
    olha.post(address, {"wanted": "yes"})
    assert Mute.objects.filter(member=olha.user, muted=other.author).count() == 1
    assert "Hidden: you have muted this member" in words(olha.get(page))
    olha.post(address, {"wanted": "no"})
    assert "Hidden:" not in words(olha.get(page))


# --- in place ---


def test_in_place_a_new_comment_comes_as_a_fragment_and_is_announced(olha, article, page):
    action, fields = form_in(olha.get(page))
    response = olha.post(action, {**fields, "text": "Well said."}, headers=HTMX)
    posted = Comment.objects.latest("pk")
    assert said_in(response) == {"words": "Comment posted.", "focus": f"c-{posted.pk}"}
    assert "<html" not in words(response)
    assert 'hx-swap-oob="afterbegin:#threads"' in words(response)
    assert form_in(response)[1]["text"] == ""
    assert form_in(response)[1]["form_key"] != fields["form_key"]
    answer = send(olha, f"/comments/{posted.pk}/reply/", "And why?", headers=HTMX)
    assert f'hx-swap-oob="beforeend:#r-{posted.pk}"' in words(answer)
    assert "<textarea" not in words(answer)


def test_in_place_a_refusal_brings_the_form_back_with_the_reason(olha, page):
    action, fields = form_in(olha.get(page))
    response = olha.post(action, {**fields, "text": "x" * 2001}, headers=HTMX)
    assert response.status_code == 422
    assert "<html" not in words(response)
    assert "too long" in words(response)
    assert form_in(response)[1]["form_key"] == fields["form_key"]


def test_in_place_an_act_brings_the_comment_as_it_stands_now(olha, article):
    other = comment(article=article, text="A thought.")
    recommended = olha.post(f"/comments/{other.pk}/recommend/", {"wanted": "yes"}, headers=HTMX)
    assert "Recommend (1)" in words(recommended)
    assert recommended.headers["HX-Retarget"] == f"#c-{other.pk}"
    assert said_in(recommended) == {"words": "Recommended.", "focus": ""}
    reported = olha.post(f"/comments/{other.pk}/report/", {"reason": "other"}, headers=HTMX)
    assert "Reported, thank you" in words(reported)
    assert f'id="slot-{other.pk}" hx-swap-oob="true"' in words(reported)
    own = comment(article=article, author=olha.user)
    deleted = olha.post(f"/comments/{own.pk}/delete/", headers=HTMX)
    assert "Comment deleted by its author." in words(deleted)
    refused = olha.post(f"/comments/{other.pk}/report/", {"reason": "other"}, headers=HTMX)
    assert refused.status_code == 422
    assert olha.post(f"/comments/{other.pk}/mute/", {"wanted": "yes"}, headers=HTMX).headers["HX-Refresh"] == "true"


# --- nothing typed is lost ---


def test_whoever_was_logged_out_meanwhile_finds_the_text_after_logging_in(article, page):
    olha = member(article, email="olha@example.org", password="three unlikely words")
    browser = Client()
    sent = browser.post(f"/comments/on/{article.pk}/", {"text": "A long thought."})
    assert sent.url == f"/accounts/login/?next={page}%23comment-form"
    assert "A long thought." not in words(browser.get(page))
    entered = browser.post(sent.url, {"login": olha.email, "password": "three unlikely words"})
    assert entered.url == f"{page}#comment-form"
    assert form_in(browser.get(page))[1]["text"] == "A long thought."
    send(browser, page, "A long thought.")
    assert form_in(browser.get(page))[1]["text"] == ""


def test_it_is_there_too_for_whoever_logs_in_by_a_code_and_a_second_factor(article, page):
    olha, key, browser = member(article, email="olha@example.org"), generate_totp_secret(), Client()
    olha.emailaddress_set.update_or_create(email=olha.email, defaults={"verified": True, "primary": True})
    TOTP.activate(olha, key)
    place = f"{page}#comment-form"
    browser.post(f"/comments/on/{article.pk}/", {"text": "A long thought."})
    asked = browser.post("/accounts/login/code/", {"email": olha.email, "next": place})
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]
    factor = browser.post(asked.url, {"code": code, "next": place})
    assert factor.url == "/accounts/second-factor/authenticate/"
    now = int(timezone.now().timestamp()) // 30
    assert browser.post(factor.url, {"code": format_hotp_value(hotp_value(key, now))}).url == place
    assert form_in(browser.get(page))[1]["text"] == "A long thought."


def test_an_answer_waits_for_the_log_in_too_and_far_too_long_texts_are_cut(article, olha):
    root, browser = comment(article=article), Client()
    address = f"/comments/{root.pk}/reply/"
    sent = browser.post(address, {"text": "x" * 1_000_000}, headers=HTMX)
    assert sent.headers["HX-Redirect"] == f"/accounts/login/?next={address}"
    browser.force_login(olha.user, backend="django.contrib.auth.backends.ModelBackend")
    assert len(form_in(browser.get(address))[1]["text"]) == 10_000


def test_the_words_of_a_form_that_has_expired_are_in_the_fresh_one(article, olha, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olha.user, backend="django.contrib.auth.backends.ModelBackend")
    root = comment(article=article)
    for address, fresh in (
        (f"/comments/on/{article.pk}/", f"{page}#comment-form"),
        (f"/comments/{root.pk}/reply/", f"/comments/{root.pk}/reply/"),
    ):
        expired = strict.post(address, {"text": "A long thought.", "form_key": "abc"})
        assert expired.status_code == 403
        assert f'href="{fresh}"' in words(expired)
        assert words(expired).count("<textarea") == 1
        assert form_in(strict.get(fresh))[1]["text"] == "A long thought."


# --- one's own list ---


def test_a_member_finds_everything_they_have_written_and_what_became_of_it(olha, article):
    for state, reason in (("pending", ""), ("rejected", "attack"), ("removed", "hate"), ("deleted", "")):
        comment(article=article, author=olha.user, state=state, reason=reason, text=f"Words {state}.")
    comment(article=article, text="Of somebody else.")
    shown = words(olha.get("/comments/"))
    for told in (
        "Waiting for a moderator",
        "Rejected: Personal attack",
        "Removed by a moderator: Hate",
        "Words removed.",
    ):
        assert told in shown
    assert "You deleted this comment." in shown
    assert "Words deleted." not in shown
    assert "Of somebody else." not in shown
