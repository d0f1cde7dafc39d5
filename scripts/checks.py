"""What can be judged without running the tests. Every check runs, so that one go shows everything there is to mend."""

import gettext
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import locks
from environment import PYTHON, ROOT, call, neutral_environment, require, say

# As a server would have it. Nothing is connected to.
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "only-for-checking-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "DATABASE_URL": "postgres://newsroom:secret@db.example:5432/thenews",
    "ALLOWED_HOSTS": "news.example",
    "CSRF_TRUSTED_ORIGINS": "https://news.example",
    "SITE_URL": "https://news.example",
    "EMAIL_URL": "smtp+tls://desk:secret@mail.example:587",
    "CACHE_URL": "dbcache://cache",
}
DEVELOPMENT = {"DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}


def check(_arguments):
    require("test", "e2e", "lint")
    failed = []
    for name, work in CHECKS:
        say(f"-- {name}")
        started = time.monotonic()
        good = work() == 0
        say(f"   {'good' if good else 'NOT GOOD'}, {time.monotonic() - started:.1f} s")
        failed += [] if good else [name]
    if failed:
        say(f"To mend: {', '.join(failed)}. (make format settles most matters of style.)")
    return 1 if failed else 0


def format_code(_arguments):
    require("lint")
    return call(PYTHON, "-m", "ruff", "check", "--fix", ".") | call(PYTHON, "-m", "ruff", "format", ".")


def style():
    return call(PYTHON, "-m", "ruff", "check", "--quiet", ".") | call(
        PYTHON, "-m", "ruff", "format", "--quiet", "--check", "."
    )


def templates():
    return call(PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")


def types():
    return call(PYTHON, "-m", "mypy", "--no-error-summary", env=neutral_environment() | DEVELOPMENT)


def import_contract():
    # lint-imports has no `python -m`; its program lies beside Python.
    program = PYTHON.parent / ("lint-imports.exe" if os.name == "nt" else "lint-imports")
    return call(program, "--no-logo", "--no-cache", env=neutral_environment() | {"PYTHONPATH": str(ROOT)})


def locked_packages():
    return report(locks.faults())


def migrations():
    return manage("makemigrations", "--check", "--dry-run", settings=DEVELOPMENT)


def deployment():
    return manage("check", "--deploy", "--fail-level", "WARNING", settings=PRODUCTION)


def manage(*arguments, settings):
    return call(PYTHON, "manage.py", *arguments, env=neutral_environment() | settings)


# --- Catalogues ------------------------------------------------------------------------------------------------------


def catalogues():
    """Compiled catalogues are committed, so each must say what its source says."""
    if not shutil.which("msgfmt"):
        say("   msgfmt (Debian: gettext) is not here, so the compiled catalogues were not compared")
        return 1 if os.environ.get("CI") else 0
    sources = [ROOT / path for path in tracked("*.po")]
    if not sources:
        return report(["no catalogue (*.po) is committed"])
    return report(filter(None, map(catalogue_fault, sources)))


def catalogue_fault(source):
    compiled = source.with_suffix(".mo")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.mo"
        done = subprocess.run(["msgfmt", "--check", "-o", fresh, source], capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip()
        # Compared by meaning: two versions of msgfmt may write the same words differently.
        if not compiled.exists() or words_of(compiled) != words_of(fresh):
            return f"{compiled.relative_to(ROOT)} is out of date (make manage ARGS=compilemessages)"
    return None


def words_of(path):
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def tracked(pattern):
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def report(faults):
    faults = list(faults)
    for fault in faults:
        say(f"   {fault}")
    return 1 if faults else 0


CHECKS = (
    ("style (ruff)", style),
    ("templates (djlint)", templates),
    ("types (mypy)", types),
    ("imports point down (lint-imports)", import_contract),
    ("locked packages", locked_packages),
    ("migrations", migrations),
    ("deployment (manage.py check --deploy)", deployment),
    ("translation catalogues", catalogues),
)
