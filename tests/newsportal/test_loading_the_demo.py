from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from articles.models import Article
from tests.newsportal.demonstration import fingerprint, load

NOW = datetime(2026, 3, 17, 17, 0, tzinfo=timezone.get_default_timezone())


@pytest.mark.one_database
def test_two_runs_give_the_same_paper(db, monkeypatch):
    marks = []
    for _ in range(2):
        point = transaction.savepoint()
        load(monkeypatch, now=NOW)
        marks.append(fingerprint())
        transaction.savepoint_rollback(point)
    assert marks[0] == marks[1]


def test_a_real_newsroom_never_gets_the_demonstration(db):
    with override_settings(DEMO=False), pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not Article.objects.exists()
