"""How reads are counted: in batches, once whatever fails or happens at the same time, and nameless after the day."""

import itertools
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections
from django.utils import timezone

from articles import readership
from articles.clock import Clock
from articles.models import HourlyReads, ReadMark, ReadSalt
from articles.readership import counting, waiting
from articles.readership.counting import Read
from tests import factories
from tests.articles.reading import BROWSER, beacon, reads_of, was_read

pytestmark = pytest.mark.usefixtures("clock")


# --- In batches ---


def test_many_reads_are_written_in_the_same_number_of_queries_as_one(client, article, django_assert_num_queries):
    beacon(client, article)
    readership.flush()
    others = [factories.article() for _ in range(20)]
    with django_assert_num_queries(9):  # two of them open and close the transaction
        beacon(client, article, address="198.51.100.1")
        readership.flush()
    with django_assert_num_queries(9):
        for host, read in itertools.product(range(10), others):
            beacon(client, read, address=f"198.51.100.{host}")
        readership.flush()


def test_a_failed_flush_loses_nothing_and_counts_nothing_twice(client, article, monkeypatch):
    def breaks(reads):
        raise OperationalError("the server went away")

    with monkeypatch.context() as broken:
        broken.setattr(counting, "add_to_hours", breaks)  # marks are written by then, and must not stay
        beacon(client, article)
        with pytest.raises(OperationalError):
            readership.flush()
        assert len(waiting.reads) == 1
        beacon(client, article)
    assert reads_of(article) == 1
    assert len(waiting.reads) == 0


@pytest.mark.django_db(transaction=True)
def test_the_clock_outlives_an_outage_and_says_so_once(client, monkeypatch, caplog):
    article = factories.article()
    beacon(client, article)
    clock = Clock()
    with monkeypatch.context() as broken:
        broken.setattr(counting, "hold_salt", lambda day: 1 / 0)
        for _ in range(3):
            clock.tick()
    assert [record.getMessage() for record in caplog.records] == ["Reads cannot be counted."]
    clock.tick()
    assert reads_of(article) == 1


def test_a_full_memory_turns_readers_away_and_says_so(client, article, monkeypatch, caplog):
    monkeypatch.setattr(waiting, "LIMIT", 2)
    for host in range(1, 6):
        beacon(client, article, address=f"198.51.100.{host}")
    assert reads_of(article) == 2
    said = [record.getMessage() for record in caplog.records]
    assert said == ["2 reads wait to be counted; more are turned away.", "3 reads were turned away."]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_readers", [True, False], ids=["of the same readers", "of different readers"])
def test_processes_that_count_at_once_count_every_reader_once(same_readers):
    article = factories.article()
    hour = timezone.now().replace(minute=0)
    processes, rounds, readers = 4, 5, 8
    together = threading.Barrier(processes)

    def process(number):
        mine = 0 if same_readers else number
        reads = waiting.Reads()
        try:
            for network, host in itertools.product(range(rounds), range(readers)):
                reads.add(Read(article.pk, hour, f"198.{mine}.{network}.{host}/32", f"198.{mine}.{network}.0/24"))
                if host == readers - 1:
                    together.wait(timeout=30)
                    flush_at_last(reads)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=process, args=[number]) for number in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = rounds * readers * (1 if same_readers else processes)
    assert reads_of(article) == ReadMark.objects.count() == expected


def flush_at_last(reads):
    """As a clock does it. (SQLite in memory, as tests have it, refuses a second writer instead of letting it wait.)"""
    for _ in range(1000):
        try:
            return reads.flush()
        except DatabaseError:
            time.sleep(0.01)
    raise AssertionError("nothing could be written")


@pytest.mark.django_db(transaction=True)
def test_reads_survive_a_normal_stop_of_the_server(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the server gets a copy of the database, which only SQLite makes in one line")
    article = factories.article()
    copy = tmp_path / "newsroom.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{copy}", "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "newsportal.wsgi"],
        env={**environment, "HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "newsportal.settings"},
        cwd=settings.BASE_DIR,
    )
    try:
        send(f"http://127.0.0.1:{port}/read/", article=article.pk)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT article_id, reads FROM articles_hourlyreads").fetchall() == [(article.pk, 1)]
    database.close()


def send(url, **form):
    request = urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"User-Agent": BROWSER})
    for _ in range(200):
        try:
            return urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


# --- What is kept ---


def test_nothing_written_down_shows_an_address(client, article):
    beacon(client, article)
    readership.flush()
    salt, mark = bytes(ReadSalt.objects.get().salt), ReadMark.objects.get()
    assert len(salt) == 32
    assert len(bytes(mark.key)) == len(bytes(mark.network)) == 16
    ReadSalt.objects.all().delete()  # the same read with another salt leaves another mark
    beacon(client, article)
    readership.flush()
    assert ReadMark.objects.count() == 2


def test_salts_and_marks_die_with_the_day_and_counts_stay(client, article, clock):
    beacon(client, article)
    readership.flush()
    old_mark = ReadMark.objects.get()
    clock.shift(timedelta(days=1))
    beacon(client, article)
    Clock().once()
    assert ReadSalt.objects.get().day == timezone.now().date()
    assert bytes(ReadMark.objects.get().key) != bytes(old_mark.key)
    assert reads_of(article) == 2


def test_a_read_from_before_midnight_counts_in_the_first_hour_of_the_new_day(client, article, clock):
    before = timezone.now().replace(hour=23, minute=59) - timedelta(days=1)
    clock.move_to(before)
    beacon(client, article)
    clock.shift(timedelta(minutes=2))
    assert reads_of(article) == 1
    assert HourlyReads.objects.get().hour == timezone.now().replace(minute=0)
    assert ReadSalt.objects.get().day == timezone.now().date()


def test_counts_older_than_a_year_are_pruned(article):
    was_read(article, 5, hours_ago=24 * 364)
    was_read(article, 7, hours_ago=24 * 366)
    Clock().once()
    assert HourlyReads.objects.get().reads == 5
