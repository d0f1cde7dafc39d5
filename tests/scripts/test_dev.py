"""What scripts/dev.py says when something is in the way: one sentence, a way out, exit code 1, no traceback.

A file stands where a folder should be wherever a folder must refuse writing: that stops root too.
"""

import ast
import importlib
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = ROOT / "scripts"

posix_only = pytest.mark.skipif(os.name == "nt", reason="uses shell scripts and file modes")


@pytest.fixture
def checkout(tmp_path):
    """A checkout with what dev.py needs and no .venv."""
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / ".env.example", tmp_path)
    return tmp_path


@pytest.fixture
def module(checkout, monkeypatch):
    """Import a module of scripts/ as it would work in that checkout."""
    monkeypatch.syspath_prepend(str(checkout / "scripts"))
    for path in SCRIPTS.glob("*.py"):
        monkeypatch.delitem(sys.modules, path.stem, raising=False)
    yield importlib.import_module
    for path in SCRIPTS.glob("*.py"):
        sys.modules.pop(path.stem, None)


def dev(checkout, *arguments, **settings):
    """Call dev.py with these settings and no others."""
    needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "scripts/dev.py", *arguments]
    return subprocess.run(command, cwd=checkout, env=needed | settings, capture_output=True, text=True, timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def assert_says(done, *words):
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr
    assert done.returncode == 1


# --- Something is in the way -----------------------------------------------------------------------------------------


def test_port_taken_names_another(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = dev(checkout, "run", PORT=str(port))
    assert_says(done, f"Port {port} on 127.0.0.1 is taken", "make run")
    assert f"PORT={port} " not in done.stderr


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
def test_port_that_is_none(checkout, port):
    assert_says(dev(checkout, "run", PORT=port), "which is no port", "PORT=8001 make run")


def test_host_of_another_machine(checkout):
    # 192.0.2.0/24 is set aside for documentation, so no machine has it.
    assert_says(dev(checkout, "run", HOST="192.0.2.1"), "no address of this machine", "127.0.0.1")


def test_data_dir_that_cannot_be_a_folder(checkout):
    (checkout / "occupied").write_text("a file")
    for path in (checkout / "occupied", checkout / "occupied" / "below"):
        done = dev(checkout, "run", DATA_DIR=str(path), PORT=str(free_port()))
        assert_says(done, f"{path} is not a folder", "DATA_DIR=/path/to/folder make run")


def test_database_url_of_an_unknown_kind(checkout):
    done = dev(checkout, "run", PORT=str(free_port()), DATABASE_URL="mysql://newsroom:hunter2@localhost/thenews")
    assert_says(done, "DATABASE_URL must look like postgres://", "leave it out to use SQLite")
    assert "hunter2" not in done.stderr


def test_venv_that_cannot_be_made(checkout):
    (checkout / ".venv").write_text("a file")
    done = dev(checkout, "run", PORT=str(free_port()))
    assert_says(done, f"{checkout / '.venv'} is not a folder", "Move away what is there")


def test_settings_in_env_file_count(checkout):
    (checkout / ".env").write_text("# our newsroom\nexport PORT='eighty'\n")
    assert_says(dev(checkout, "run"), "PORT is 'eighty'")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgres://newsroom:hunter2@127.0.0.1:{port}/thenews", "leave DATABASE_URL out to use SQLite"),
        ("sqlite:///{folder}/missing/news.sqlite3", "or set DATA_DIR"),
    ],
)
def test_database_that_cannot_be_reached(tmp_path, url, words):
    url = url.format(port=free_port(), folder=tmp_path.as_posix())
    environment = os.environ | {"DATABASE_URL": url, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    command = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert_says(done, "cannot be used", words)
    assert "hunter2" not in done.stderr


# --- The Python it is started with -----------------------------------------------------------------------------------


def test_dev_parses_on_old_pythons():
    ast.parse((SCRIPTS / "dev.py").read_text(), feature_version=(3, 6))


def on_python_3_8(checkout, path):
    """Start dev.py with a Python that takes itself for 3.8."""
    script = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0); "
        "sys.argv = ['scripts/dev.py', 'test', '-x']; runpy.run_path('scripts/dev.py', run_name='__main__')"
    )
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=checkout, env={"PATH": str(path)}, capture_output=True, text=True)


@posix_only
def test_python_too_old_and_no_other(checkout, tmp_path):
    done = on_python_3_8(checkout, tmp_path)
    assert_says(done, "needs Python 3.11 or newer, and this is 3.8.18", "PYTHON=/path/to/python3 make run")


@posix_only
def test_python_too_old_goes_on_with_a_newer_one(checkout, tmp_path):
    make_program(tmp_path / "first" / "python3.12", "exit 127")  # a version manager's empty promise
    make_program(tmp_path / "second" / "python3.12", '[ "$1" = -c ] && exit 0; echo "went on with: $*"')
    done = on_python_3_8(checkout, f"{tmp_path / 'first'}:{tmp_path / 'second'}")
    assert done.returncode == 0
    assert done.stdout == f"went on with: {checkout / 'scripts' / 'dev.py'} test -x\n"


def make_program(path, body):
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


# --- Packages --------------------------------------------------------------------------------------------------------


def failing(words):
    return [sys.executable, "-c", f"import sys; print({words!r}); sys.exit(1)"]


def test_packages_out_of_reach(module, monkeypatch):
    environment = module("environment")
    environment.VENV.mkdir()
    monkeypatch.setattr(environment, "installers", lambda: [failing("ERROR: no such host\nbye")])
    with pytest.raises(environment.Stop, match=r"(?s)network is out of reach.*Its last words: ERROR: no such host"):
        environment.install([])


def test_second_way_to_install_is_tried(module, monkeypatch):
    environment = module("environment")
    environment.VENV.mkdir()
    monkeypatch.setattr(environment, "installers", lambda: [failing("no"), [sys.executable, "-c", "print('yes')"]])
    environment.install([])
    assert environment.LOG.read_text() == "yes\n"


def test_no_installer_at_all(module, monkeypatch):
    environment = module("environment")
    monkeypatch.setattr(environment, "installers", list)
    with pytest.raises(environment.Stop, match="Neither pip nor uv was found"):
        environment.install([])


def test_packages_are_installed_again_only_when_their_lock_changes(module, monkeypatch):
    environment = module("environment")
    environment.VENV.mkdir()
    installed = []
    monkeypatch.setattr(environment, "make_venv", lambda: None)
    monkeypatch.setattr(environment, "install", lambda locks: installed.extend(lock.stem for lock in locks))

    environment.require("base")
    environment.require("base", "test")
    environment.require("test")
    assert installed == ["base", "test"]

    for name in ("base", "test"):
        with (environment.ROOT / "requirements" / f"{name}.txt").open("a") as lock:
            lock.write("# a later version\n")
    environment.require("base")
    assert installed == ["base", "test", "base"]
    assert list(environment.read_stamp()) == ["base"]  # what `test` had put there may be gone


# --- The rest --------------------------------------------------------------------------------------------------------


@posix_only
def test_secret_key_is_random_kept_and_private(module, tmp_path):
    serve = module("serve")
    key = serve.secret_key(tmp_path / "one")
    assert len(key) >= 50
    assert serve.secret_key(tmp_path / "one") == key
    assert serve.secret_key(tmp_path / "two") != key
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600


def test_locks_hold_pins_and_hashes_only(module):
    locks = module("locks")
    good = ["# made", "django==5.2.19 \\", f"    --hash=sha256:{'0' * 64}", "tzdata==1 ; sys_platform == 'win32' \\"]
    assert list(locks.strange_lines(good)) == []
    bad = ["--index-url mirror", "-f wheels", "thing @ file:thing.whl", "# from https://mirror", "thing>=1", "    x"]
    assert len(list(locks.strange_lines(bad))) == len(bad)


def test_lock_must_hold_what_pyproject_wants(module):
    locks = module("locks")
    pins = ["django==5.2.19 \\", "pillow==13.0.0 \\"]
    assert list(locks.not_as_wanted(pins, ["django~=5.2.0", "Pillow~=13.0"])) == []
    assert len(list(locks.not_as_wanted(pins, ["django~=5.3.0", "django~=6.0", "nh3~=0.3.8"]))) == 3


def test_without_target_it_lists_them(checkout):
    done = dev(checkout)
    assert done.returncode == 0
    for target in ("run", "test-pg", "check", "lock"):
        assert f"  {target} " in done.stdout
    assert dev(checkout, "rum").returncode == 2
