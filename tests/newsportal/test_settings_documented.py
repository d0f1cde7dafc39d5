"""A setting that nothing reads, or that nobody is told of, is a defect."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(
    r'env(?:\.\w+)?\(\s*"([A-Z_]+)"'  # in the settings
    r'|environ(?:\.get\(|\[)\s*"([A-Z_]+)"'
    r'|found\.(?:get|setdefault)\("([A-Z_]+)"'  # in the script that serves a checkout
)
OF_THE_SYSTEM = {"PGCONNECT_TIMEOUT", "DJANGO_SETTINGS_MODULE", "PATH", "CI", "NO_COLOR", "ENV_FILE"}


def names_read():
    files = [*ROOT.glob("newsportal/**/*.py"), ROOT / "deploy/gunicorn.conf.py", ROOT / "scripts/serve.py"]
    found = {name for file in files for match in READ.findall(file.read_text("utf-8")) for name in match if name}
    return found - OF_THE_SYSTEM


def names_documented():
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))


def test_every_setting_that_is_read_is_documented():
    assert names_read() <= names_documented()


def test_every_documented_setting_is_read():
    assert names_documented() <= names_read()
