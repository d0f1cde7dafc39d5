"""Two people at one article in the same moment, again and again, on a real server: no word of either is lost unasked.

`RACES=100` in the environment runs a hundred.
"""

import http.cookiejar
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

import pytest

from tests import factories
from tests.articles.newsdesk import fields_of
from tests.articles.test_clock_of_servers import READY_WITHIN, Newsroom, page

RACES = int(os.environ.get("RACES") or 12)
LIST = "/admin/articles/article/"
KINDS = ["one headline", "different parts", "one paragraph", "typing", "ticked in the list", "publishing"]


@dataclass
class Answer:
    status: int
    url: str
    content: bytes

    @property
    def text(self):
        return self.content.decode()


class Writer:
    """A person with a browser of their own."""

    def __init__(self, url, client):
        self.url, self.jar = url, http.cookiejar.CookieJar()
        self.session = client.cookies["sessionid"].value
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def send(self, path, data=None):
        cookies = {"sessionid": self.session, **{cookie.name: cookie.value for cookie in self.jar}}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), body, headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                return Answer(response.status, response.url, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, path, error.read())

    def form(self, article):
        return fields_of(self.send(f"{LIST}{article}/change/"))

    def press(self, article, form, button="_save"):
        return self.send(f"{LIST}{article}/change/", {**form, button: "1"})


def at_once(*acts):
    """Do all of them in the same moment, and return what they return."""
    together, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        together.wait(30)
        answers[number] = act()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def acts_of(kind, number, article, one, other):
    """What two people do at once, each with the word that must not be lost."""
    mine, theirs = f"mine{number}word", f"theirs{number}word"
    ones, others = one.form(article), other.form(article)
    body = "<p>First of all.</p><p>The map gives one figure for the reach{}.</p>"
    if kind == "one headline":
        ones["headline"], others["headline"] = mine, theirs
    elif kind in ("different parts", "publishing"):
        ones["standfirst"], others["headline"] = mine, theirs
    elif kind == "one paragraph":
        ones["body"], others["body"] = body.format(f" {mine}"), body.format(f" and {theirs}")
    elif kind == "typing":
        ones["headline"], others["headline"] = mine, theirs
        typed = {**others, "typed_order": 1}
        return mine, theirs, [
            lambda: one.press(article, ones),
            lambda: other.send(f"{LIST}{article}/autosave/", typed),
        ]  # fmt: skip
    elif kind == "ticked in the list":
        ones["headline"] = mine
        ticked = {"action": "publish_ticked", "_selected_action": article, "index": 0}
        ticked |= {f"seen-{article}": ones["version"], "csrfmiddlewaretoken": others["csrfmiddlewaretoken"]}
        return mine, "", [lambda: one.press(article, ones), lambda: other.send(LIST, ticked)]
    button = "_publish" if kind == "publishing" else "_save"
    return mine, theirs, [lambda: one.press(article, ones), lambda: other.press(article, others, button)]


@pytest.mark.django_db(transaction=True)
def test_races_lose_nothing(editor, chief_editor, tmp_path):
    section = factories.section()
    author = factories.author()
    body = "<p>First of all.</p><p>The map gives one figure for the reach.</p>"
    values = {"body": body, "section": section, "authors": [author], "created_by": editor.user}
    articles = [factories.draft(**values).pk for _race in range(RACES)]
    newsroom = Newsroom(tmp_path)
    lost, asked = [], 0
    with newsroom.server() as url:
        wait_for(url)
        one, other = Writer(url, editor), Writer(url, chief_editor)
        for number, article in enumerate(articles):
            kind = KINDS[number % len(KINDS)]
            mine, theirs, acts = acts_of(kind, number, article, one, other)
            answers = at_once(*acts)
            assert all(answer.status < 400 for answer in answers), (kind, [answer.text[-3000:] for answer in answers])
            for writer, answer, word in zip((one, other), answers, (mine, theirs), strict=True):
                if b'id="conflict_form"' in answer.content:
                    asked += 1
                    choose_own(writer, article, answer, word)
            kept = everything_kept(newsroom, article)
            lost += [(kind, word) for word in (mine, theirs) if word not in kept]
            if kind in ("different parts", "publishing"):
                sql = "SELECT content FROM articles_version WHERE article_id = %s ORDER BY number"
                last = str(newsroom.rows(sql, article)[-1])
                assert mine in last, kind
                assert theirs in last, kind
    assert not lost
    assert asked >= RACES // len(KINDS)  # the same headline, each time


def wait_for(url):
    deadline = time.monotonic() + READY_WITHIN
    while not page(f"{url}/healthz/"):
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.1)


def choose_own(writer, article, asked, word):
    """What was offered holds one's words; chosen, they are saved."""
    assert word in asked.text
    fields = fields_of(asked, "conflict_form")
    chosen = writer.send(f"{LIST}{article}/conflict/", {**fields, "_all_mine": "1"})
    saved = writer.send(f"{LIST}{article}/conflict/", {**fields_of(chosen, "conflict_form"), "_save": "1"})
    assert saved.url.endswith(f"{LIST}{article}/change/")
    assert word in saved.text


def everything_kept(newsroom, article):
    versions = newsroom.rows("SELECT content FROM articles_version WHERE article_id = %s", article)
    typed = newsroom.rows("SELECT fields FROM articles_autosave WHERE article_id = %s", article)
    return str([*versions, *typed])
