"""A real newspaper for the browser: the demo newsroom in a folder and a database of its own, served by gunicorn."""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 90  # seconds
ENDS_WITHIN = 20
# Addresses hold the date of loading, so the site is asked for them.
ASK_FOR_ADDRESSES = """
import json
from collections import Counter
from django.utils.timezone import localdate
from articles.archive import day_url
from articles.models import Article, LivePost
articles = list(Article.objects.exclude(published_at=None).select_related("section"))
addresses = {f"{article.language}/{article.slug}": article.get_absolute_url() for article in articles}
days = Counter(localdate(article.published_at) for article in articles if article.language == "en")
addresses["fullest day"] = day_url(days.most_common(1)[0][0])
key_post = LivePost.objects.filter(is_key=True)[2]
addresses["live post"] = addresses["en/midnight-crosses-the-world"] + f"live/{key_post.pk}/"
addresses["history"] = addresses["en/what-a-currency-sign-needs"] + "history/"
addresses["history with a gap"] = addresses["en/how-a-flood-gauge-knows"] + "history/"
print(json.dumps(addresses))
"""
# Runs each line, a piece of Python in JSON, and says whether it came to its end, and what it printed.
ANSWER = """
import contextlib, io, json, os, sys, traceback
os.environ["DJANGO_SETTINGS_MODULE"] = "newsportal.settings"
import django
from django.db import close_old_connections
django.setup()
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
        answer = [True, said.getvalue()]
    except Exception:
        answer = [False, traceback.format_exc()]
    close_old_connections()
    print(json.dumps(answer), flush=True)
"""


@dataclass(frozen=True)
class Site:
    url: str
    addresses: dict  # "en/slug" of an article → its path; "fullest day" → the day with most articles
    environment: dict
    ask: Callable  # what the site answers to a piece of Python that prints JSON


@contextmanager
def running_site(folder, email_url="dummymail://", kept=None):
    """Yield the Site; afterwards stop it, and fail if it ever stumbled. `kept` is a folder in which it is left as
    prepared, for the next process that asks for one."""
    port = free_port()
    with database() as database_url:
        environment = site_environment(folder, port, database_url, email_url)
        prepare_once(environment, folder, kept) if kept else prepare(environment)
        log = folder / "gunicorn.log"
        with shell(environment) as ask, gunicorn(environment, log) as url:
            yield Site(url, ask(ASK_FOR_ADDRESSES), environment, ask)
    words = log.read_text()
    assert "Traceback" not in words, f"The server failed while it was visited:\n{words[-6000:]}"


def site_environment(folder, port, database_url, email_url):
    """As in production, without TLS: nothing of a developer's own settings, errors not shown, files collected."""
    url = f"http://127.0.0.1:{port}"
    ours = {
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": secrets.token_hex(),
        "SECURE_SSL_REDIRECT": "0",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": email_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": url,
        "SITE_NAME": "The-News",
        "EDITIONS": "en,uk",
        "NEWSROOM_TIME_ZONE": "Europe/Kyiv",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": url,
        "PYTHONWARNINGS": "default",
    }
    foreign = ("DJANGO_SETTINGS_MODULE", "TRUSTED_PROXIES", "WEB_CONCURRENCY")
    return {name: value for name, value in os.environ.items() if name not in foreign} | ours


def prepare_once(environment, folder, kept):
    """Prepare a site, or take one that another process has prepared: one at a time, since drawing the pictures and
    compressing the files takes longer than all the rest. On PostgreSQL each fills its own database."""
    kept.mkdir(exist_ok=True)
    with open(kept / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (kept / "site").exists():
            shutil.copytree(kept / "site", folder, dirs_exist_ok=True)
            if environment["DATABASE_URL"].startswith("postgres"):
                prepare(environment)
        else:
            prepare(environment)
            shutil.copytree(folder, kept / "site")


def prepare(environment):
    """Migrate, load the demo newsroom and collect the static files, as `make run` does."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"The site could not be prepared:\n{done.stdout}{done.stderr}"


@contextmanager
def shell(environment):
    """Yield `ask(question)`. One process answers all questions: to start Django takes seconds."""
    with subprocess.Popen(
        [sys.executable, "-c", ANSWER],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(question):
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            done, said = json.loads(process.stdout.readline())
            assert done, said
            return json.loads(said.splitlines()[-1])

        yield ask
        process.stdin.close()


@contextmanager
def gunicorn(environment, log):
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsportal.wsgi"]
    with open(log, "w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_until_ready(process, environment["SITE_URL"], log)
        yield environment["SITE_URL"]
    finally:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process, url, log):
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz/", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"gunicorn did not start:\n{log.read_text()}")


@contextmanager
def database():
    """The address of a fresh database on the server of DATABASE_URL; nothing when that is not set: then SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"the_news_browser_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
