"""Talking under an article: with scripts and without, in every state a comment can be in, and with hostile words."""

import json

import pytest

from comments.checks.tidying import tidy
from tests.comments.hostile import some_texts

from .conftest import PASSWORD, log_in, send_log_in_form
from .looks import faults_in

pytestmark = pytest.mark.browser

HOSTILE = 300
WRITER = "talks@example.org"
STATES, WILD = "gauge-1435-against-1520", "trees-on-a-street-what-survives-salt"  # no other test looks at these
# On the first of them every state there is, on the other what was typed to do harm.
FILL = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from articles.models import Article
from comments.models import Comment, Conversation, HouseRules, Mute, Recommendation, Report
texts, now = json.loads(%r), timezone.now()
HouseRules(seconds_to_write=0, seconds_between=0).save()
article, wild = (Article.objects.select_related("section").get(slug=slug, language="en") for slug in %r)
for one in (article, wild):
    Conversation.objects.create(article=one, mode="open")
long_ago = now - timedelta(days=30)

def person(name, email, **fields):
    made = User.objects.create_user(email, %r, display_name=name, **fields)
    User.objects.filter(pk=made.pk).update(joined_at=long_ago)
    return made

def say(author, text, parent=None, state="visible", on=article, **fields):
    made = Comment(article=on, author=author, text=text, state=state, **{"posted_at": long_ago, **fields})
    made.answer(parent)
    made.shown_at = None if state in ("pending", "rejected") else made.posted_at
    made.save()
    return made

writer, ihor = person("Tala K.", %r), person("Ihor D.", "ihor@example.org")
olha = person("Olha R.", "olha@example.org")
line = article.bylines.select_related("author").first()
line.author.user = line.author.user or person("Marta H.", "marta@example.org")
line.author.save()
picked = say(ihor, "What wears off first is the seven.", picked_at=now, recommend_count=4)
answer = say(line.author.user, "Would you write to me?", picked)
deep = say(ihor, "All twenty-two notebooks, as at https://example.org/ shown.", answer)
say(olha, "And who reads it now?", deep)
removed = say(olha, "Bad words.", state="removed", reason="off_topic")
say(ihor, "I disagree, and about gauges too.", removed)
say(olha, "Radar is fooled by ice.", edited_at=now)
left = say(None, "Words of one who has left.")
deleted = say(olha, "", state="deleted")
say(ihor, "Why did you take it back?", deleted)
say(writer, "This waits for a moderator.", state="pending", posted_at=now)
say(writer, "This was turned down.", state="rejected", reason="attack")
say(writer, "This shows.")
say(writer, "This shows as well.", left)
Report.objects.create(comment=say(ihor, "Buy my boat."), member=writer, reason="off_topic")
Mute.objects.create(member=writer, muted=say(person("Petro Z.", "petro@example.org"), "I talk too much.").author)
say(User.objects.filter(is_staff=True).first(), "The staff answers.", left)
Recommendation.objects.create(comment=picked, member=writer)
roots = []
for number, text in enumerate(texts):
    who = User(email=f"hostile{number}@example.org", display_name=text[:50] or "x")
    who.save()
    made = say(who, text, roots[number %% 28] if number >= 28 else None, on=wild)
    roots += [made] if number < 28 else []  # ten answers at most below each, so that all are drawn
for one in (article, wild):
    Comment.objects.recount(one)
print(json.dumps([article.get_absolute_url(), wild.get_absolute_url()]))
"""
TRIPWIRE = """
window.alarms = [];
window.tripped = () => window.alarms.push("tripped");
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.tripped;
document.addEventListener("securitypolicyviolation", (event) => window.alarms.push(event.violatedDirective));
"""
TOUCH_EVERYTHING = """() => {
  for (const element of document.querySelectorAll(".c-comments *"))
    for (const kind of ["mouseover", "focus", "load", "error", "input"])
      element.dispatchEvent(new Event(kind, { bubbles: true }));
  return window.alarms;
}"""


@pytest.fixture(scope="package")
def talks(site):
    """The addresses of the article with every state, and of the one with hostile words."""
    texts = [text for text in map(tidy, some_texts(HOSTILE + 50)) if text][:HOSTILE]
    return site.ask(FILL % (json.dumps(texts), (STATES, WILD), PASSWORD, WRITER))


@pytest.fixture
def as_writer(open_page):
    def as_writer(**options):
        page = open_page(**options)
        page.goto("/accounts/login/")
        send_log_in_form(page, WRITER)
        page.locator(".c-util__name").wait_for()
        return page

    return as_writer


def card(page, words):
    return page.locator(".c-comment", has_text=words)


@pytest.mark.parametrize("javascript", [True, False], ids=["in place", "without scripts"])
def test_a_member_talks(talks, as_writer, javascript):
    """The same walk both ways; where scripts are allowed no page is loaded on it, and what happens is announced."""
    page, loads = as_writer(width=390, javascript=javascript), []
    mark = "in place" if javascript else "by forms"
    page.goto(talks[0])
    page.on("load", lambda loaded: loads.append(loaded.url))

    def has_happened(words, on):
        if javascript:
            page.locator("[data-said]", has_text=words).wait_for(state="attached")
            assert page.evaluate("document.activeElement.innerText").count(on), on

    def press(name):
        page.get_by_role("button", name=name, exact=True).click()

    page.get_by_label("Your comment", exact=True).fill(f"Said {mark}.")
    press("Post comment")
    card(page, f"Said {mark}.").wait_for()
    has_happened("Comment posted.", f"Said {mark}.")

    card(page, f"Said {mark}.").get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment, in better words").fill(f"Said better {mark}.")
    press("Save the change")
    card(page, f"Said better {mark}.").get_by_text("edited", exact=True).wait_for()
    has_happened("Your comment is changed.", f"Said better {mark}.")

    if not javascript:
        page.goto(talks[0])  # what was just said stands on the last page
    card(page, "Radar is fooled by ice.").get_by_role("link", name="Reply").click()
    field = page.get_by_label("Your reply to Olha R.")
    field.fill("x" * 2001)
    press("Post reply")
    page.get_by_text("1 character too long").wait_for()
    assert field.input_value() == "x" * 2001
    field.fill(f"By how much, {mark}?")
    press("Post reply")
    card(page, f"By how much, {mark}?").get_by_role("link", name="Olha R.").wait_for()
    has_happened("Comment posted.", f"By how much, {mark}?")

    card(page, "Why did you take it back?").get_by_role("button", name="Recommend").click()
    pressed = card(page, "Why did you take it back?").locator("[aria-pressed=true]")
    pressed.wait_for()
    assert pressed.inner_text() == "Recommend (1)"
    has_happened("Recommended.", "Recommend (1)")
    pressed.click()
    card(page, "Why did you take it back?").locator("[aria-pressed=false]").wait_for()

    talker = "And who reads it now?" if javascript else "I disagree, and about gauges too."
    card(page, talker).get_by_role("link", name="Report").click()
    page.get_by_label("Something else").check()
    page.get_by_label("In your words").fill("It sells something.")
    press("Send the report")
    card(page, talker).get_by_text("Reported, thank you").wait_for()
    has_happened("Reported, thank you.", talker)

    card(page, f"By how much, {mark}?").get_by_role("link", name="Delete").click()
    press("Delete the comment")
    page.get_by_text(f"By how much, {mark}?").wait_for(state="detached")
    assert page.locator("#comments").count() == 1
    assert not (javascript and loads)

    card(page, "I talk too much.").get_by_role("link", name="Unmute").click()
    press("Show these comments again")
    card(page, "I talk too much.").get_by_role("link", name="Mute", exact=True).click()
    press("Mute this member")
    page.get_by_text("Hidden: you have muted this member").wait_for()
    assert not page.get_by_text("I talk too much.").is_visible()


def test_every_state_can_be_used_by_everybody(talks, open_page, as_writer):
    stranger, writer, moderator = open_page(), as_writer(), open_page()
    log_in(moderator, "moderator")
    for page in (stranger, writer, moderator):
        page.goto(talks[0])
        if page is not stranger:
            card(page, "What wears off first is the seven.").get_by_role("link", name="Report").click()
            card(page, "All twenty-two notebooks").get_by_role("link", name="Reply").click()
            page.locator(".c-slot form").nth(1).wait_for()
        assert faults_in(page, ".c-comments") == {}
    assert writer.get_by_text("Waiting for a moderator. Only you can see this.").is_visible()
    assert not stranger.get_by_text("This waits for a moderator.").count()
    assert stranger.context.cookies() == []
    writer.set_viewport_size({"width": 320, "height": 640})
    assert writer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for address in ("/comments/", card(writer, "This shows.").locator("a").first.get_attribute("href") + "delete/"):
        writer.goto(address)
        assert faults_in(writer) == {}


def test_hostile_words_trip_nothing(talks, open_page, as_writer):
    for page in (open_page(), as_writer()):
        page.add_init_script(TRIPWIRE)
        seen = 0
        page.goto(talks[1])
        while True:
            seen += page.locator(".c-comment__text").count()
            assert page.evaluate(TOUCH_EVERYTHING) == []
            more = page.get_by_role("link", name="More comments")
            if not more.count():
                break
            page.goto(more.get_attribute("href"))
        assert seen == HOSTILE
