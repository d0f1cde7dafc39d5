"""The three ways to run the tests. Each takes pytest's own arguments and answers with pytest's exit code."""

import os
import shutil
import sys
from pathlib import Path

import postgres
from environment import PYTHON, Stop, call, neutral_environment, require, say

EVENLY = ("-n", "auto", "--dist", "worksteal")  # on all cores, none of them idle while another has tests waiting
# The shell is Chromium without what surrounds a page: the tests take two thirds of the time with it.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)


def test(arguments):
    require("test")
    code = pytest(*EVENLY, "-m", "not browser and not postgres", *arguments)
    say("Left out: PostgreSQL (make test-pg), browser (make test-browser).")
    return code


def test_pg(arguments):
    require("test")
    with postgres.temporary_cluster() as url:
        code = pytest(*EVENLY, "-m", "not browser", *arguments, DATABASE_URL=url)
    say("Left out: browser (make test-browser).")
    return code


def test_browser(arguments):
    chromium = find_chromium()
    require("test", "e2e")
    return pytest(*EVENLY, "-m", "browser", *arguments, CHROMIUM=chromium)


def pytest(*arguments, **settings):
    return call(PYTHON, "-m", "pytest", *arguments, env=neutral_environment() | settings)


def find_chromium():
    named = os.environ.get("CHROMIUM")
    if named:
        if Path(named).is_file():
            return named
        raise Stop(f"CHROMIUM is {named!r}, which is no file. Name the browser's program, or leave CHROMIUM out.")
    found = [shutil.which(name) for name in CHROMIUM_NAMES]
    found += [place for place in CHROMIUM_PLACES if Path(place).is_file()]
    for path in filter(None, found):
        return path
    install = "brew install --cask chromium" if sys.platform == "darwin" else "apt install chromium-headless-shell"
    raise Stop(
        "Chromium was not found, so the browser tests cannot run. "
        f"Install it ({install}), or name it: CHROMIUM=/path/to/chromium make test-browser"
    )
