"""Serving the newspaper from a checkout: settings that suit one's own machine, then the server in our place."""

import errno
import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from environment import PYTHON, ROOT, Stop, call, check_folder, require

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


def run(_arguments):
    environment = site_environment()
    check_address(environment)
    require("base")
    prepare(environment)
    if os.name == "nt":  # gunicorn does not run there
        return become([PYTHON, "manage.py", "runserver", "--noreload", bind(environment)], environment)
    gunicorn = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    return become([*gunicorn, "newsportal.wsgi"], environment)


def dev(_arguments):
    environment = site_environment()
    check_address(environment)
    require("base", "dev")
    prepare(environment)
    return become([PYTHON, "manage.py", "runserver", bind(environment)], environment)


def demo(arguments):
    environment = site_environment()
    require("base")
    if code := call(PYTHON, "manage.py", "migrate", "--verbosity", "0", env=environment):
        return code
    return become([PYTHON, "manage.py", "load_demo", *arguments], environment)


def manage(arguments):
    environment = site_environment()
    require("base")
    return become([PYTHON, "manage.py", *arguments], environment)


def prepare(environment):
    """Database, demo newsroom, greeting: one process, because starting Django costs most of a second start."""
    if code := call(PYTHON, "manage.py", "prepare", "--greet", env=environment):
        sys.exit(code)  # it has said why


def become(command, environment):
    """Put the command in our place, so that it gets the signals and answers with its own exit code."""
    command = [str(part) for part in command]
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name != "nt":  # there, exec returns to the shell at once and leaves the new process behind
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


# --- What the site is told -------------------------------------------------------------------------------------------


def site_environment():
    """The environment, then .env, then what suits one's own machine."""
    found = read_env_file() | {name: value for name, value in os.environ.items() if value or name not in OURS}
    check_database_url(found.get("DATABASE_URL", ""))
    data = Path(found.get("DATA_DIR") or ROOT / "var").expanduser().absolute()
    check_folder(data, "Name a folder of yours: DATA_DIR=/path/to/folder make run")
    found.setdefault("DEBUG", "1")
    found.setdefault("HOST", DEFAULT_HOST)
    found.setdefault("PORT", DEFAULT_PORT)
    found.setdefault("SITE_URL", f"http://{bind(found, open_to_all=DEFAULT_HOST)}")
    found["DATA_DIR"] = str(data)
    if "SECRET_KEY" not in found:
        found["SECRET_KEY"] = secret_key(data / "secret_key")
    return found


# Empty means "not set" for these, so that `DATABASE_URL= make run` does what it seems to say.
OURS = {"DATABASE_URL", "DATA_DIR", "DEBUG", "HOST", "PORT", "SECRET_KEY", "SITE_URL", "WEB_CONCURRENCY"}


def read_env_file():
    """.env, read as the settings read it, for what is decided before Django starts (port, folder, workers)."""
    path = ROOT / ".env"
    lines = path.read_text().splitlines() if path.is_file() else []
    pairs = [re.fullmatch(r"(?:export )?([A-Z][A-Z0-9_]*)=(.*)", line.strip()) for line in lines]
    return {pair[1]: pair[2].strip().strip("\"'") for pair in pairs if pair and pair[2]}


def secret_key(path):
    """Random, and kept: a new key at every start would log everybody out."""
    try:
        kept = path.read_text().strip() if path.exists() else ""
        if not kept:
            kept = secrets.token_urlsafe(50)
            with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(kept + "\n")
    except OSError as error:
        raise Stop(f"{path} cannot be read or written ({error.strerror}). Make it yours, or set SECRET_KEY.") from None
    return kept


def check_database_url(url):
    if url and not re.match(r"(postgres|postgresql|sqlite)://", url):
        raise Stop(
            "DATABASE_URL must look like postgres://user:password@localhost:5432/thenews. "
            "Correct it, or leave it out to use SQLite."
        )


# --- The address -----------------------------------------------------------------------------------------------------


def bind(environment, open_to_all=None):
    host = environment["HOST"]
    if open_to_all and host in ("0.0.0.0", "::"):  # noqa: S104 - one cannot visit "every address"
        host = open_to_all
    return f"[{host}]:{environment['PORT']}" if ":" in host else f"{host}:{environment['PORT']}"


def check_address(environment):
    """Said before the packages are installed rather than after."""
    host, port = environment["HOST"], environment["PORT"]
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stop(f"PORT is {port!r}, which is no port. Choose a number: PORT=8001 make run")
    try:
        listen_once(host, int(port))
    except PermissionError:
        raise Stop(f"Port {port} is kept for administrators. Choose one above 1023: PORT=8001 make run") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Stop(f"HOST is {host!r}, which is no address of this machine. Most want 127.0.0.1.") from None
        raise Stop(
            f"Port {port} on {host} is taken. Stop what uses it, or choose another: "
            f"PORT={another_port(host, int(port))} make run"
        ) from None


def another_port(host, port):
    for candidate in range(port + 1, min(port + 50, 65536)):
        try:
            listen_once(host, candidate)
        except OSError:
            continue
        return candidate
    return 8765


def listen_once(host, port):
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        if os.name != "nt":  # a port that was in use a moment ago is free; on Windows the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)
