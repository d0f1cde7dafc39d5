"""What may be tried only so often is counted once for all processes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import limits
from accounts.models import Tally
from articles.clock import jobs

pytestmark = pytest.mark.django_db


def test_so_many_and_no_more_until_the_time_is_over():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [limits.take("guess", "oksana", 3, 300) for _ in range(3)] == [None] * 3
        clock.shift(60)
        assert limits.take("guess", "oksana", 3, 300) == 240
        assert limits.take("guess", "ivan", 3, 300) is None
        assert limits.take("letter", "oksana", 3, 300) is None
        clock.shift(240)
        assert [limits.take("guess", "oksana", 3, 300) for _ in range(4)] == [None, None, None, 300]
        Tally.objects.filter(key=limits.key_of("guess", "oksana")).delete()
        assert limits.take("guess", "oksana", 3, 300) is None
        assert limits.take("guess", "nobody", 0, 300) == 300


def test_the_table_names_nobody_and_old_rows_go():
    limits.take("guess", "oksana@example.org", 3, 300)
    limits.take("guess", "ivan@example.org", 3, 3600)
    assert "example" not in str(Tally.objects.values())
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        jobs.tidy()
    assert Tally.objects.count() == 1


def test_a_try_costs_one_query_once_it_is_counted(django_assert_num_queries):
    limits.take("guess", "oksana", 3, 300)
    with django_assert_num_queries(1):
        limits.take("guess", "oksana", 3, 300)
