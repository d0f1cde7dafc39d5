"""What docs/deploy.md promises of the server and of what comes before it."""

import os
import runpy
from pathlib import Path

import environ
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def gunicorn_with(tmp_path, monkeypatch):
    """The server's settings, with these lines in .env and that in the environment."""

    def settings(lines, **given):
        (tmp_path / ".env").write_text(lines)
        environment = {**given, "ENV_FILE": str(tmp_path / ".env")}
        monkeypatch.setattr(os, "environ", environment)
        monkeypatch.setattr(environ.Env, "ENVIRON", environment)
        return runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))

    return settings


def test_the_server_reads_the_env_file_as_the_settings_do(gunicorn_with):
    server = gunicorn_with("PORT=8042\nDATABASE_URL=postgres://newsroom@localhost/thenews\n")
    assert (server["bind"], server["workers"]) == ("127.0.0.1:8042", 2)


def test_the_environment_wins_over_the_env_file(gunicorn_with):
    server = gunicorn_with("PORT=8042\nWEB_CONCURRENCY=3\n", PORT="8043", HOST="::1")
    assert (server["bind"], server["workers"]) == ("[::1]:8043", 3)


@pytest.mark.django_db
@pytest.mark.parametrize(("arguments", "says"), [([], False), (["--greet"], True)], ids=["a server later", "now"])
def test_an_address_is_named_only_where_the_server_starts_next(arguments, says, settings, tmp_path, capsys):
    settings.DATA_DIR, settings.DEBUG, settings.DEMO = tmp_path, True, False
    call_command("prepare", *arguments)
    assert ("Ctrl-C stops it" in capsys.readouterr().out) is says


def test_health_is_asked_without_https(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz/").content.startswith(b"ok\n")
    assert client.get("/all-news/").url.startswith("https://")
