"""The .venv: made when missing, filled from the locks, left alone when nothing has changed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.json"
LOG = VENV / "install.log"
LOCKS = ("base", "test", "e2e", "lint", "dev")
OLDEST_PYTHON = (3, 11)


class Stop(Exception):
    """Not a fault of the program: a reason to end, in words a person can act on."""


def say(words):
    print(words, flush=True)


@contextmanager
def step(words):
    """One line a step: what is being done, and when it is done, how long it took."""
    print(f"{words} ... ", end="", flush=True)
    started = time.monotonic()
    done = False
    try:
        yield
        done = True
    finally:
        say(f"{time.monotonic() - started:.1f} s" if done else "failed")


def call(*command, env=None):
    """Run something in the checkout, its output in plain sight; its exit code is the answer."""
    sys.stdout.flush()
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=env)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()  # it got the same Ctrl-C, and may have something to say or to tidy up
        raise


def neutral_environment():
    """The environment without this person's settings for the site: .env.example names them all."""
    names = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)) | {"DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in names}


def setup(_arguments):
    require(*LOCKS)
    say(f"Ready. The Python of this project is {PYTHON.relative_to(ROOT)}.")
    return 0


def require(*names):
    """Make sure that the packages of these locks are in .venv. Reads two files when they are."""
    make_venv()
    wanted = {name: digest(name) for name in names}
    installed = read_stamp()
    missing = [name for name in names if installed.get(name) != wanted[name]]
    if not missing:
        return
    check_folder(VENV, "Move it away and run this again, or copy the project to a folder of yours.")
    # Installing one lock may change what another had installed: only what still holds is remembered, and while the
    # work goes on, nothing of what is being installed.
    still_true = {name: seen for name, seen in installed.items() if name not in missing and seen == digest(name)}
    write_stamp(still_true)
    with step(f"Installing packages ({', '.join(missing)})"):
        install([ROOT / "requirements" / f"{name}.txt" for name in missing])
    write_stamp(still_true | {name: wanted[name] for name in missing})


# --- The environment itself ------------------------------------------------------------------------------------------


def make_venv():
    if os.access(PYTHON, os.X_OK) and venv_version() >= OLDEST_PYTHON:
        return
    check_folder(VENV, "Move away what is there, or copy the project to a folder of yours.")
    with step(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor}"):
        for command in venv_commands():
            if quietly(command):
                return
        raise Stop(f"Python could not make an environment in {VENV}:{log_tail()}")


def venv_commands():
    if shutil.which("uv"):
        yield ["uv", "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
    yield [sys.executable, "-m", "venv", "--clear", VENV]
    # Debian keeps ensurepip in a package of its own; without it we install with the pip outside.
    yield [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]


def venv_version():
    try:
        found = re.search(r"^version(?:_info)? *= *(\d+)\.(\d+)", (VENV / "pyvenv.cfg").read_text(), re.M)
    except OSError:
        return (0, 0)
    return tuple(int(part) for part in found.groups()) if found else (0, 0)


# --- The packages ----------------------------------------------------------------------------------------------------


def install(locks):
    ways = list(installers())
    for command in ways:
        if quietly([*command, "--require-hashes", *[part for lock in locks for part in ("-r", lock)]]):
            return
    if not ways:
        raise Stop("Neither pip nor uv was found. Install one of them (Debian: apt install python3-pip).")
    raise Stop(
        "The packages could not be installed. Most often the network is out of reach: look at it, or at pip's "
        f"settings (python3 -m pip config list), and run this again.{log_tail()}"
    )


def installers():
    """The ways to install, best first. Each is tried: uv, for one, does not read the mirrors pip was told about."""
    if shutil.which("uv"):
        yield ["uv", "pip", "install", "--quiet", "--python", PYTHON]
    options = ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    if works(PYTHON, "-m", "pip", "--version"):
        yield [PYTHON, "-m", "pip", *options]
    elif works(sys.executable, "-m", "pip", "--version"):
        yield [sys.executable, "-m", "pip", "--python", PYTHON, *options]


def works(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def quietly(command):
    """Run with the output in the log; true when it went well."""
    # Written beside .venv's contents only afterwards, because making the environment empties the folder.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        environment = os.environ | {"PIP_USER": "0"}  # a personal setting that no virtual environment accepts
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        output.seek(0)
        if VENV.is_dir():
            LOG.write_text(output.read())
    return done.returncode == 0


def log_tail():
    lines = LOG.read_text().splitlines() if LOG.exists() else []
    errors = [line for line in lines if "error" in line.lower()] or lines
    return f"\nIts last words: {errors[-1].strip()}\nThe rest is in {LOG}." if errors else ""


# --- Small things ----------------------------------------------------------------------------------------------------


def digest(name):
    return hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def read_stamp():
    """Which lock was installed in which state. A new Python in .venv means an empty .venv, hence no stamp."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def write_stamp(installed):
    STAMP.write_text(json.dumps(installed, indent=1))


def check_folder(path, way_out):
    """Make the folder if need be and see that files can be written in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except (FileExistsError, NotADirectoryError):
        raise Stop(f"{path} is not a folder. {way_out}") from None
    except OSError as error:
        raise Stop(f"{path} cannot be written to ({error.strerror}). {way_out}") from None
