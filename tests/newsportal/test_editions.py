"""Any number of editions, by setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parents[2]
READ = """
from django.test import Client
client = Client(HTTP_HOST="127.0.0.1")
for path in ("/", "/en/", "/pl/", "/uk/"):
    response = client.get(path)
    print(path, response.status_code, response.get("Content-Language"))
"""


def newsroom(editions, *arguments, tmp_path, **given):
    environment = {**os.environ, "EDITIONS": editions, "DEBUG": "1", "DEMO": "0", "DATA_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "newsportal.settings"
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, **given)


def test_the_first_edition_stands_at_the_root_and_the_others_at_their_code(tmp_path):
    newsroom("uk,en,pl", "migrate", "-v0", tmp_path=tmp_path)
    printed = newsroom("uk,en,pl", "shell", "-v0", tmp_path=tmp_path, input=READ).stdout
    assert "/ 200 uk" in printed
    assert "/en/ 200 en" in printed
    assert "/pl/ 200 pl" in printed
    assert "/uk/ 404 uk" in printed


@pytest.mark.parametrize("editions", ["xx", "en,klingon"])
def test_an_edition_nobody_can_name_is_refused_in_a_sentence(tmp_path, editions):
    done = newsroom(editions, "check", tmp_path=tmp_path)
    assert done.returncode
    assert "it takes codes such as en,uk,pl" in done.stderr
