"""Canaries: every text that readers must not see carries a mark of its own. All public pages are walked, and none of
the marks may be in a page, a header or an address, nor may a hidden address answer otherwise than an invented one."""

import re
from collections import deque
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from django.utils import timezone

from accounts import audit
from articles.models import (
    Article,
    Autosave,
    Breaking,
    DeskNote,
    Front,
    LiveCoverage,
    LivePost,
    PlannedAct,
    Presence,
    ReadMark,
    ShareLink,
    Slot,
)
from articles.readership import recompute
from tests import factories
from tests.articles.reading import was_read

MARK = re.compile(r"zqzcanary([a-z]+)", re.IGNORECASE)  # too long for a random token to hold it
MOST_PAGES = 400
SEEDS = ["/", "/uk/", "/all-news/", "/popular/", "/corrections/", "/corrections/feed/", "/support/", "/healthz/"]
SEEDS += ["/accounts/login/", "/accounts/signup/", "/robots.txt", "/sitemap.xml", "/feed/", "/rss/", "/api/"]
SEEDS += ["/search/?q=zqz", "/nothing/", "/2026/11/23/", "/pages/zqz/", "/shared/not-a-token/"]
HOUR = timedelta(hours=1)


def marked(kind):
    """A text that is found again, whatever becomes of it: as words, in a slug, in letters of any case."""
    return f"zqzcanary{kind}"


def texts(kind, **more):
    """Every text of an article, marked."""
    mark = marked(kind)
    return {
        "headline": f"{mark} headline",
        "short_headline": f"{mark} short",
        "standfirst": f"{mark} lead",
        "dateline": f"{mark} place",
        "body": f"<p>{mark} body</p>",
        "details": f"<p>{mark} details</p>",
        **more,
    }


def fill(article, kind):
    """What stands beside the text, marked too."""
    mark = marked(kind)
    article.sources.create(name=f"{mark} source", link=f"https://{mark}.example.org/")
    article.quotes.create(text=f"{mark} quote", speaker=f"{mark} speaker")
    article.background.create(date="1875", text=f"{mark} background")
    return article


@pytest.fixture
def newsroom(editor):
    """A newsroom with news that readers see and, tied to all of it, everything that they must not see."""
    now, by = timezone.now(), editor.user
    places = {
        "section": factories.section(name="Cities", slug="cities"),
        "topics": [factories.topic(name="Rivers", slug="rivers")],
        "story": factories.story(title="The thaw", slug="the-thaw"),
        "authors": [factories.author(name="Olha", user=by)],
    }
    seen = [factories.article(headline=f"Seen {number}", important=True, **places) for number in range(8)]
    factories.page(title="About us")
    hide_articles(places, seen, now, by)
    hide_around(seen, now, by)
    recompute()
    return seen


def hide_articles(places, seen, now, by):
    picture = factories.picture(alt=marked("alt"), caption=marked("caption"), credit=marked("credit"))
    draft = fill(factories.draft(**texts("draft", picture=picture, created_by=by, **places)), "draft")
    dated = factories.draft(**texts("dated", published_at=now - HOUR, **places))
    factories.draft(**texts("embargo", embargo_until=now + HOUR, published_at=now + HOUR, **places))
    scheduled = factories.draft(**texts("scheduled", important=True, **places))
    fill(scheduled, "scheduled").publish(by=by, at=now + HOUR)
    gone = factories.draft(**texts("withdrawn", important=True, **places))
    fill(gone, "withdrawn").publish(by=by, at=now - HOUR)
    gone.withdraw(by=by, note="It was not so.")
    Article.objects.filter(pk=gone.pk).update(headline="Gone", short_headline="")  # its headline was public, and stays
    deleted = factories.draft(**texts("deleted", **places))
    deleted.keep({**deleted.working_content(), "body": f"<p>{marked('deleted')} again</p>"}, by=by)
    deleted.delete()
    for hidden in (draft, dated, scheduled, gone):
        was_read(hidden, 500)
        factories.fact(story=places["story"], article=hidden)
        factories.correction(article=hidden, wrong=marked("correction"), right=marked("correction"))
    seen[0].link_translation(factories.draft(**texts("translation", language="uk")))
    unscheduled = factories.draft(**texts("unscheduled", **places))
    unscheduled.publish(by=by, at=now + HOUR)
    unscheduled.unschedule(by=by)


def hide_around(seen, now, by):
    """What the desk has typed, said and planned about articles that readers see."""
    changed, history, live, *_rest = seen
    content = {**changed.working_content(), **texts("working", slug=changed.slug)}
    content |= {"sources": [{"name": marked("working"), "kind": "document"}]}
    content |= {"quotes": [{"text": marked("working"), "speaker": marked("working")}]}
    changed.keep(content, by=by, note=marked("saving"))
    changed.plan(PlannedAct.Act.CHANGE, at=now + HOUR, by=by, note=marked("planned"))
    changed.plan(PlannedAct.Act.WITHDRAW, at=now + 2 * HOUR, by=by, note=marked("planned"))
    held = {**history.working_content(), "standfirst": f"{marked('held')} words"}
    history.keep(held, by=by)
    history.publish(by=by, substantive=True)
    history.versions.filter(number=history.version).update(held_back_because=marked("because"))
    history.keep({**held, "standfirst": "Harmless."}, by=by)
    history.publish(by=by)
    history.submit(by=by, note=marked("note"))
    DeskNote.objects.create(article=live, text=marked("note"), by=by)
    Autosave.objects.create(user=by, article=changed, key="a form", fields={"headline": [marked("typed")]})
    someone = factories.user(display_name=marked("colleague"), is_staff=True)
    Presence.objects.create(article=changed, user=someone, tab="tab", seen_at=now)
    kept = {"label": marked("label"), "token_hash": "0" * 64, "expires_at": now + HOUR}
    ShareLink.objects.create(article=changed, created_by=by, **kept)
    audit.record(someone, "article.changed", changed, before={"headline": marked("audit")}, note=marked("audit"))
    hide_live(live, now, by)
    draft = Front.objects.create(language="en")
    Slot.objects.create(front=draft, place=1, article=seen[5], short_headline=marked("slot"))
    front = Front.objects.create(language="en", published_at=now, published_by=by)
    later = {"starts_at": now + HOUR, "short_headline": marked("later")}
    Slot.objects.create(front=front, place=1, article=seen[6], **later)
    Breaking.objects.create(words=marked("ended"), starts_at=now - 2 * HOUR, ends_at=now - HOUR, set_by=by)
    Breaking.objects.create(words=marked("coming"), starts_at=now + HOUR, ends_at=now + 2 * HOUR, set_by=by)


def hide_live(article, now, by):
    coverage = LiveCoverage.objects.start(article, by)
    for number in range(3):
        LivePost.objects.create(coverage=coverage, body=f"<p>Post {number}</p>", at=now - number * HOUR)
    withdrawn = {"body": f"<p>{marked('post')}</p>", "headline": marked("post"), "withdrawn_at": now}
    LivePost.objects.create(coverage=coverage, **withdrawn)
    hidden = LiveCoverage.objects.create(article=Article.objects.get(headline__contains=marked("scheduled")))
    LivePost.objects.create(coverage=hidden, body=f"<p>{marked('livehidden')}</p>")


class Links(HTMLParser):
    """Every address of ours that a page names."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if value and name in ("href", "src", "action", "data-url", "content", "poster"):
                self.found.append(value)
            elif value and name == "srcset":
                self.found += [part.split()[0] for part in value.split(",") if part.strip()]


def own(address, base):
    """The path and query of an address of ours, else nothing."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver", "127.0.0.1:8000"):
        return ""
    if not parts.path.startswith("/"):
        return f"{urlsplit(base).path}?{parts.query}" if parts.query and not parts.path else ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def walk(browser, more=()):
    """Every page that can be reached, and what it answered: {address: response}."""
    waiting, answers = deque([*SEEDS, *more]), {}
    while waiting and len(answers) < MOST_PAGES:
        address = waiting.popleft()
        if address in answers or address.startswith(("/static/", "/admin/", "/accounts/logout/")):
            continue
        answers[address] = response = browser.get(address)
        if response.headers.get("Location"):
            waiting.append(own(response.headers["Location"], address))
        if "html" in response.headers.get("Content-Type", "") or "xml" in response.headers.get("Content-Type", ""):
            waiting.extend(filter(None, (own(link, address) for link in Links(response.content.decode()).found)))
    assert not waiting or len(answers) < MOST_PAGES, "there are more pages than the walk looks at"
    return answers


def said(response):
    """All that an answer says: its text, its headers, its cookies."""
    body = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {unquote(value)}" for name, value in response.headers.items())
    return body.decode("utf-8", "ignore") + headers + str(response.cookies)


@pytest.mark.parametrize("who", ["client", "reader"])
def test_no_public_page_holds_a_text_that_readers_must_not_see(request, newsroom, who):
    browser = request.getfixturevalue(who)
    answers = walk(browser)
    assert len(answers) > 40
    assert sum("Seen " in said(answer) for answer in answers.values()) > 20  # the walk was where the news is
    leaks = {
        f"{mark} at {address}"
        for address, answer in answers.items()
        for mark in MARK.findall(said(answer).replace(address, "").replace("q=zqz", ""))
    }
    assert not leaks, sorted(leaks)
    assert not [address for address, answer in answers.items() if answer.status_code >= 500]


def addresses_of(article):
    """Every public address that an article has or would have."""
    own = article.get_absolute_url() if article.section and article.published_at else ""
    return [path for path in (own, own and f"{own}history/", own and f"{own}live/", own and f"{own}live/new/") if path]


@pytest.mark.parametrize("who", ["client", "reader"])
def test_addresses_of_what_is_hidden_answer_like_invented_ones(request, newsroom, who):
    browser = request.getfixturevalue(who)
    hidden = Article.objects.filter(slug__contains="zqz").exclude(status=Article.Status.WITHDRAWN)
    tried = 0
    for article in hidden.select_related("section"):
        for path in addresses_of(article):
            real, invented = browser.get(path), browser.get(path.replace("zqz", "qqq"))
            assert (real.status_code, invented.status_code) == (404, 404), path
            words = [said(answer).replace("zqz", "qqq") for answer in (real, invented)]
            assert without_moments(words[0]) == without_moments(words[1]), path
            tried += 1
    assert tried >= 8


def without_moments(words):
    """A page names the minute it was made in, and the name of a token."""
    words = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", words)
    return re.sub(r"\d\d:\d\d(:\d\d)?|csrftoken=\w+|nonce-[\w-]+|expires=[^;]+", "", words)


def test_pages_of_those_who_may_see_them_do_hold_the_marks_so_the_walk_could_have_found_them(editor, newsroom):
    shown = set()
    for article in Article.objects.all():
        for page in ("change", "history", "notes", "preview"):
            shown |= set(MARK.findall(said(editor.get(f"/admin/articles/article/{article.pk}/{page}/"))))
        shown |= set(MARK.findall(said(editor.get(f"/preview/{article.pk}/"))))
    shown |= set(MARK.findall(said(editor.get("/admin/"))))
    assert {"draft", "scheduled", "embargo", "working", "unscheduled", "translation", "note"} <= shown


def test_nobody_counts_reads_of_what_is_hidden(client, newsroom):
    hidden = Article.objects.filter(slug__contains="zqz")
    for article in hidden:
        client.post("/read/", {"article": article.pk}, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
    from articles import readership

    readership.flush()
    assert not ReadMark.objects.exists()
