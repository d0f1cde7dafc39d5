"""The clock inside real servers: it starts with them, two of them agree, and nothing is seen before its time."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import PlannedAct
from tests import factories
from tests.articles.test_clock import CHANGE, WITHDRAW, planned_an_hour_ago, scheduled_an_hour_ago

pytestmark = pytest.mark.django_db(transaction=True)
READY_WITHIN = DONE_WITHIN = 60  # seconds, for machines with much to do
SEEN_WITHIN = 2  # seconds after its time


class Newsroom:
    """The database as servers have it: the tests' own on PostgreSQL, a copy of it on SQLite, which is in memory."""

    def __init__(self, folder):
        self.copy = folder / "newsroom.sqlite3" if connection.vendor == "sqlite" else None
        if self.copy:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.copy)])

    @property
    def url(self):
        if self.copy:
            return f"sqlite:///{self.copy}"
        given = connection.settings_dict
        return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"

    def rows(self, sql, *values):
        if not self.copy:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else None
        with closing(sqlite3.connect(self.copy, timeout=20)) as copy, copy:
            return copy.execute(sql.replace("%s", "?"), [self.value(value) for value in values]).fetchall()

    @staticmethod
    def value(value):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value

    @contextmanager
    def server(self, **more):
        """A server of the newsroom; `more` for its environment."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DEBUG": "1",
            "DEMO": "0",
            "DATABASE_URL": self.url,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "newsportal.settings",
            **more,
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsportal.wsgi"]
        process = subprocess.Popen([*command, "--log-level", "warning"], env=environment, cwd=settings.BASE_DIR)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def page(url):
    """Its text, also of an error page; nothing when nobody answers yet."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()
    except OSError:
        return ""


def wait_until(condition, within, words):
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, words
        time.sleep(0.1)


def test_two_servers_that_start_after_an_outage_do_everything_once_in_order(tmp_path):
    expected = []
    for number in range(3):
        expected.append(("article.published", str(scheduled_an_hour_ago(minutes=30 + 3 * number).pk)))
        expected.append(("article.changed", str(planned_an_hour_ago(CHANGE, minutes=31 + 3 * number).article_id)))
        expected.append(("article.withdrawn", str(planned_an_hour_ago(WITHDRAW, minutes=32 + 3 * number).article_id)))
    before = timezone.now() - timedelta(minutes=1)
    newsroom = Newsroom(tmp_path)
    dates = newsroom.rows("SELECT id, published_at FROM articles_article ORDER BY id")

    def is_done():
        waiting = "SELECT 1 FROM articles_plannedact WHERE done_at IS NULL UNION ALL SELECT 1 FROM articles_article"
        return not newsroom.rows(f"{waiting} WHERE status = 'scheduled'")

    with ExitStack() as servers:
        urls = [servers.enter_context(newsroom.server()) for _ in range(2)]
        wait_until(is_done, READY_WITHIN, "no clock started with its server, or it did not do what was due")
        wait_until(lambda: all("clock: " in page(f"{url}/healthz/?clock") for url in urls), READY_WITHIN, "no answer")
    done = newsroom.rows("SELECT act, thing_id FROM accounts_auditentry WHERE at > %s ORDER BY id", before)
    assert [tuple(row) for row in done] == expected
    assert newsroom.rows("SELECT id, published_at FROM articles_article ORDER BY id") == dates


def test_nothing_is_seen_before_its_time_and_everything_soon_after(tmp_path):
    later = timezone.now() + timedelta(hours=1)
    section = factories.section(name="Bridges", slug="bridges")
    topic = factories.topic(name="Rivers", slug="rivers")
    new = factories.article(headline="Canary one", section=section, topics=[topic], at=later)
    changed = factories.article(headline="As it was", section=section)
    changed.keep({**changed.working_content(), "standfirst": "Canary two"}, by=None)
    changed.plan(PlannedAct.Act.CHANGE, at=later, by=None)
    newsroom = Newsroom(tmp_path)
    with newsroom.server() as url:
        wait_until(lambda: "ok" in page(f"{url}/healthz/?clock"), READY_WITHIN, "the server did not start")
        new.published_at = due = timezone.now() + timedelta(seconds=4)
        newsroom.rows("UPDATE articles_article SET published_at = %s WHERE id = %s", due, new.pk)
        newsroom.rows("UPDATE articles_plannedact SET at = %s", due)
        surfaces = {(path, "Canary one") for path in ("/", "/all-news/", "/bridges/", "/topics/rivers/")}
        surfaces |= {(new.path, "Canary one"), (changed.path, "Canary two")}
        assert all("Canary" not in page(url + path) for path, _ in surfaces)
        seen = {}
        while len(seen) < len(surfaces) and timezone.now() < due + timedelta(seconds=DONE_WITHIN):
            for path, canary in surfaces - set(seen):
                if canary in page(url + path):
                    seen[path, canary] = (timezone.now() - due).total_seconds()
            time.sleep(0.1)
    assert set(seen) == surfaces
    assert min(seen.values()) >= 0
    assert max(seen.values()) <= SEEN_WITHIN, seen
