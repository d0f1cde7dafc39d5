"""Every page of the newsroom by ear, by keyboard, on a phone and in the dark, for each who works there."""

import pytest

from .conftest import HEIGHTS, LOUD, log_in
from .looks import faults_in

pytestmark = pytest.mark.browser

ASK_FOR_THINGS = """
import json
from articles.models import Article, Correction, Fact, Picture, Story
from accounts.models import AuditEntry, User
from comments.models import Comment, Notice, Sanction
from patrons.models import Payment
touchstone = Article.objects.get(slug="the-day-the-kilogram-stopped-being-an-object")
fact = Fact.objects.filter(story__isnull=False).first()
reporter = User.objects.get(email="reporter@example.org")
print(json.dumps({
    "touchstone": touchstone.pk,
    "draft": Article.objects.filter(status="draft", desk="writing").first().pk,
    "review": Article.objects.filter(desk="in_review").first().pk,
    "scheduled": Article.objects.filter(status="scheduled").first().pk,
    "withdrawn": Article.objects.filter(status="withdrawn").first().pk,
    "changed": Article.objects.with_changes().first().pk,
    "own": Article.objects.of(reporter).filter(status="published").first().pk,
    "story": fact.story_id,
    "fact": fact.pk,
    "correction": Correction.objects.first().pk,
    "picture": Picture.objects.first().pk,
    "audit": AuditEntry.objects.first().pk,
    "person": reporter.pk,
    "comment": Comment.objects.filter(report_count__gt=0).first().pk,
    "member": Sanction.objects.first().member_id,
    "notice": Notice.objects.first().pk,
    "patron": Payment.objects.paid().first().patron_id,
}))
"""
ARTICLES = "/admin/articles/article/"
QUEUE = "/admin/comments/comment/"
PATRONS = "/admin/patrons/"
OF_AN_ARTICLE = ["change", "history", "preview", "share", "correct", "withdraw", "live", "reads", "facts"]
PAGES = [
    "/admin/",
    "/admin/articles/",
    ARTICLES,
    f"{ARTICLES}?author=me&state=draft",
    f"{ARTICLES}?desk=waiting",
    f"{ARTICLES}?q=no+such+words",
    f"{ARTICLES}add/",
    f"{ARTICLES}add/?kind=flash",
    *[f"{ARTICLES}{{touchstone}}/{word}/" for word in OF_AN_ARTICLE],
    *[f"{ARTICLES}{{{state}}}/change/" for state in ("draft", "review", "scheduled", "withdrawn", "changed")],
    f"{ARTICLES}{{changed}}/history/",
    f"{ARTICLES}{{draft}}/delete/",
    "/admin/articles/story/",
    "/admin/articles/story/{story}/change/",
    "/admin/articles/story/{story}/merge/",
    "/admin/articles/story/{story}/split/",
    "/admin/articles/story/{story}/facts/{fact}/",
    "/admin/articles/correction/",
    "/admin/articles/correction/{correction}/change/",
    "/admin/articles/picture/",
    "/admin/articles/picture/add/",
    "/admin/articles/picture/{picture}/change/",
    "/admin/articles/picture/{picture}/withdraw/",
    "/admin/articles/section/",
    "/admin/articles/page/add/",
    "/admin/front/en/",
    "/admin/front/en/place/",
    "/admin/front/en/earlier/",
    "/admin/front/en/breaking/",
    "/admin/figures/",
    "/admin/keys/",
    "/admin/accounts/user/",
    "/admin/accounts/user/add/",
    "/admin/accounts/user/{person}/change/",
    "/admin/accounts/user/{member}/erase/",
    "/admin/accounts/auditentry/",
    "/admin/accounts/auditentry/{audit}/change/",
    QUEUE,
    f"{QUEUE}?tab=all",
    f"{QUEUE}{{comment}}/",
    f"{QUEUE}member/{{member}}/",
    "/admin/comments/notice/",
    "/admin/comments/notice/{notice}/change/",
]
# Whose pages look different: other buttons, other rows, nothing to do.
OF_ROLES = {
    "reporter": ["/admin/", ARTICLES, f"{ARTICLES}{{own}}/change/", f"{ARTICLES}{{own}}/history/", "/admin/figures/"],
    "editor": ["/admin/", f"{ARTICLES}{{review}}/change/"],
    "moderator": ["/admin/", ARTICLES, f"{QUEUE}?tab=reported"],
    "patron manager": ["/admin/", f"{PATRONS}desk/", f"{PATRONS}transfers/", f"{PATRONS}patron/{{patron}}/"],
    "accounts": ["/admin/", "/admin/accounts/user/"],
}
WORKED_BY_KEYBOARD = ["/admin/", ARTICLES, f"{ARTICLES}{{touchstone}}/change/", "/admin/front/en/"]

# The editor comes by itself after the page, and is given its name then.
EDITORS_ARE_NAMED = """() => [...document.querySelectorAll("[contenteditable=true]")].every(
  e => e.matches("[aria-label], [aria-labelledby]"))"""
# Where the focus is, and whether somebody who looks at the page sees that.
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const marks = [e, e.closest(".select2-container, .ProseMirror, label, li, td"), e.parentElement].filter(Boolean);
  const shows = marks.some(m => {
    const style = getComputedStyle(m);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  });
  const on_screen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return {of_page: e !== document.body, framed: e.tagName === "IFRAME", faulty: !(shows && on_screen),
          html: e.outerHTML.slice(0, 120)};
}"""


@pytest.fixture(scope="module")
def things(site):
    return site.ask(ASK_FOR_THINGS)


@pytest.fixture(scope="module")
def someone(chromium, site):
    """`someone("editor")` is that person's window; each is opened once for all tests of this file."""
    windows = {}

    def someone(role):
        if role not in windows:
            page = windows[role] = chromium.new_context(base_url=site.url, locale="en-GB").new_page()
            page.complaints = []
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.on("console", lambda message: message.type in LOUD and page.complaints.append(message.text))
            log_in(page, role)
        return windows[role]

    yield someone
    for page in windows.values():
        page.context.close()


def opened(page, path, things):
    page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]})
    page.complaints.clear()
    response = page.goto(path.format(**things))
    assert response.status == 200, path
    assert page.url.endswith(path.format(**things)), f"sent away to {page.url}"
    page.wait_for_function(EDITORS_ARE_NAMED)
    return page


def faults_of(page):
    """What axe finds, what does not fit on the screen and what the console says, by look."""
    return faults_in(page) | ({"console": list(page.complaints)} if page.complaints else {})


@pytest.mark.thorough
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_for_everyone(someone, things, path):
    assert faults_of(opened(someone("admin"), path, things)) == {}


@pytest.mark.parametrize("role", OF_ROLES)
def test_what_each_role_sees_is_there_for_everyone(someone, things, role):
    for path in OF_ROLES[role]:
        assert faults_of(opened(someone(role), path, things)) == {}, path


@pytest.mark.parametrize("path", WORKED_BY_KEYBOARD)
def test_the_tab_key_goes_through_the_page_and_shows_where_it_is(someone, things, path):
    page = opened(someone("admin"), path, things)
    page.evaluate("scrollTo(0, 0)")
    stops = []
    for _stop in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["framed"] or not stop["of_page"]:
            break  # into a page of its own, or through
        if not stops or stop["html"] != stops[-1]["html"]:  # the parts of a date are one stop; the browser marks them
            stops.append(stop)
    assert "skip-to-content" in stops[0]["html"]
    assert not stop["of_page"] or stop["framed"], f"held at {stop['html']}"
    assert [stop["html"] for stop in stops if stop["faulty"]] == []
