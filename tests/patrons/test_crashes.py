"""The process that takes a message in is killed, at each of its steps in turn; then the message comes again."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests import factories
from tests.articles.test_clock_of_servers import Newsroom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where a process can be copied")
def test_killed_before_any_step_the_message_takes_effect_once(tmp_path):
    """The steps are the statements to the database, the commit, and the answer."""
    factories.patron()
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DEMO": "0",
        "DATABASE_URL": Newsroom(tmp_path).url,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.patrons.server_settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.patrons.dying"],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    print(f"Killed at {len(told['effects'])} steps.")  # noqa: T201
    assert len(told["effects"]) > 20
    assert told["effects"] == [[1, 1, 1, 1, "active"]] * len(told["effects"])
    assert told["receipts"] == list(range(1, len(told["effects"]) + 1))
