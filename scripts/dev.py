"""Everything one does with a checkout; without arguments it lists what that is.

It needs nothing but Python's own library, so it works on a machine that has Python and nothing else. This file must
also *parse* on Pythons too old for the project (from 3.6 on), so that "too old" can be said in a sentence: no newer
syntax here, and the modules beside it are imported only after the version is known to do.
"""

import importlib
import os
import shutil
import subprocess
import sys

NEEDED = (3, 11)
# 3.14 comes last because the locked packages were tried on the others.
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14")

TARGETS = (
    ("run", "serve:run", "install what is missing and serve the newspaper, as production does"),
    ("dev", "serve:dev", "the same with Django's server, which reloads when the code changes"),
    ("demo", "serve:demo", "put the demo newsroom into an empty database"),
    ("manage", "serve:manage", "Django's manage.py: `make manage ARGS=createsuperuser`"),
    ("setup", "environment:setup", "everything a developer needs into .venv, for the editor's sake"),
    ("test", "testing:test", "all tests that need neither a server nor a browser: `make test ARGS='-k slug'`"),
    ("test-pg", "testing:test_pg", "the same and more on a PostgreSQL of its own, thrown away afterwards"),
    ("test-browser", "testing:test_browser", "the tests that drive Chromium"),
    ("check", "checks:check", "style, templates, types, import contract, locks, migrations, deployment, catalogues"),
    ("format", "checks:format_code", "lay the code out as `check` wants it"),
    ("lock", "locks:lock", "make requirements/*.txt from pyproject.toml: `make lock ARGS=--upgrade`"),
    ("rehearse", "rehearse:rehearse", "clone what is committed, serve it from nothing, then again, and time both"),
)


def main(arguments):
    use_new_enough_python()
    environment = importlib.import_module("environment")
    places = {name: place for name, place, _ in TARGETS}
    if not arguments or arguments[0] not in places:
        print_help()
        return 0 if arguments[:1] in ([], ["help"], ["-h"], ["--help"]) else 2
    module, function = places[arguments[0]].split(":")
    try:
        return getattr(importlib.import_module(module), function)(arguments[1:])
    except environment.Stop as reason:
        sys.stdout.flush()
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 130


def print_help():
    print("make TARGET, or python3 scripts/dev.py TARGET")
    for name, _, purpose in TARGETS:
        print("  {:<13} {}".format(name, purpose))


def use_new_enough_python():
    if sys.version_info >= NEEDED:
        return
    newer = find_newer_python()
    if newer is None:
        sys.exit(
            "The-News needs Python {}.{} or newer, and this is {}.{}.{}. Install a newer one, or name the one to use: "
            "PYTHON=/path/to/python3 make run".format(*(NEEDED + tuple(sys.version_info[:3])))
        )
    command = [newer, os.path.abspath(__file__), *sys.argv[1:]]
    if os.name == "nt":  # there, exec returns to the shell at once and leaves the new process behind
        sys.exit(subprocess.call(command))
    os.execv(newer, command)


def find_newer_python():
    """Every folder of PATH is looked into: the first find may be a version manager's empty promise."""
    for name in NEWER_PYTHONS:
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = shutil.which(name, path=folder)
            if path and works(path):
                return path
    return None


def works(python):
    test = "import sys; sys.exit(sys.version_info < {!r})".format(NEEDED)
    return subprocess.call([python, "-c", test], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
