"""A stranger's first five minutes, timed: clone what is committed, `make run` from nothing, then once more.

It ends with what a stranger would notice: seconds to the first page, and that the second start lost nothing.
"""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from environment import ROOT, Stop, neutral_environment, say

PATIENCE = 240  # seconds for the first start, which downloads
WARM_LIMIT = 10  # the promise is 5; a busy machine gets some slack
ARTICLE = re.compile(r'href="(/[a-z0-9-]+/\d{4}/\d{2}/\d{2}/[^/"]+/)"')
TROUBLE = re.compile(r"Traceback|\[(?:ERROR|CRITICAL)\]")


def rehearse(_arguments):
    with tempfile.TemporaryDirectory(prefix="the-news-rehearsal-") as folder:
        clone = Path(folder) / "the-news"
        started = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with serving(clone, started) as site:
            say(f"From nothing to the first page: {site.seconds:.1f} s")
            articles = site.articles()
            site.get(articles[0])
        with serving(clone, time.monotonic()) as site:
            say(f"Second start to the first page: {site.seconds:.1f} s")
            if site.articles() != articles:
                raise Stop("The second start shows another front page than the first.")
            site.get(articles[0])
            if site.seconds > WARM_LIMIT:
                raise Stop(f"The second start took longer than {WARM_LIMIT} s.")
    return 0


@contextmanager
def serving(clone, started):
    """`make run` in a session of its own, stopped as Ctrl-C would stop it."""
    log, port = clone.parent / "log", free_port()
    with log.open("w") as output:
        command = {"args": ["make", "run"], "cwd": clone, "env": stranger(port), "start_new_session": True}
        process = subprocess.Popen(**command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield Site(process, f"http://127.0.0.1:{port}", started)
        stop(process)
        if TROUBLE.search(log.read_text()):
            raise Stop("The site was served, but not without trouble.")
    except BaseException:
        stop(process)
        say(log.read_text())
        raise


class Site:
    """A site that is coming up, and answers once it has."""

    def __init__(self, process, address, started):
        self.address = address
        while not self.answers():
            if process.poll() is not None:
                raise Stop(f"make run ended by itself, with {process.returncode}.")
            if time.monotonic() - started > PATIENCE:
                raise Stop(f"No page after {PATIENCE} s.")
            time.sleep(0.1)
        self.seconds = time.monotonic() - started

    def answers(self):
        try:
            return bool(self.get("/"))
        except OSError:
            return False

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as response:  # noqa: S310 - our own address
                return response.read().decode()
        except urllib.error.HTTPError as error:
            raise Stop(f"{path} answered {error.code}.") from None

    def articles(self):
        found = sorted(set(ARTICLE.findall(self.get("/"))))
        if not found:
            raise Stop("The front page leads to no article.")
        return found


def stranger(port):
    """Nothing of this person's settings and nothing cached, but the way to the packages."""
    return neutral_environment() | {"PORT": str(port), "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1", "MAKEFLAGS": ""}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(process):
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise Stop("The site did not stop when asked to.") from None
