"""What every test may ask for: clients of each kind of person, and a small newsroom."""

import gc
import os

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from articles.readership import waiting
from tests import factories


def pytest_configure(config):
    """Look for garbage less often: a test leaves little, and what the modules hold is never any."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(config, items):
    """Leave out what says little more than the rest: long walks, and on PostgreSQL what never asks a database or
    cannot depend on it. `THOROUGH=1` leaves out nothing."""
    if not os.environ.get("THOROUGH"):
        left_out = [item for item in items if is_spared(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def is_spared(item):
    from django.db import connection

    alike = item.get_closest_marker("one_database") or not asks_a_database(item)
    return bool(item.get_closest_marker("thorough") or (connection.vendor == "postgresql" and alike))


def asks_a_database(item):
    asked = {"db", "transactional_db", "django_db_setup", "site"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db") or item.get_closest_marker("postgres"))


@pytest.fixture(autouse=True)
def _empty_caches():
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _no_reads_wait(monkeypatch):
    monkeypatch.setattr(waiting, "reads", waiting.Reads())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With the roles in place, as a newsroom has them: making them for each test takes longer than most tests."""
    with django_db_blocker.unblock():
        call_command("sync_roles", verbosity=0)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """For what takes long to make: fixtures of a module that ask for this make their rows once for all its tests, and
    what a test changes of them is undone after it. Not beside tests with transactions of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def roles(db):
    if not Group.objects.exists():  # a test with real transactions has emptied the tables since
        call_command("sync_roles", verbosity=0)


def client_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.user = user
    return client


def staff_client(role):
    user = factories.user(display_name=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return client_of(user)


@pytest.fixture
def reader(db):
    """A member without any role."""
    return client_of(factories.user(display_name="Reader"))


@pytest.fixture
def reporter(roles):
    return staff_client("Reporter")


@pytest.fixture
def editor(roles):
    return staff_client("Editor")


@pytest.fixture
def chief_editor(roles):
    return staff_client("Chief editor")


@pytest.fixture
def moderator(roles):
    return staff_client("Moderator")


@pytest.fixture
def patron_manager(roles):
    return staff_client("Patron manager")


@pytest.fixture
def admin(roles):
    """Keeps accounts and roles, and may do everything a chief editor may; not a superuser."""
    return staff_client("Admin")


@pytest.fixture
def publisher(db):
    """The superuser, who may do everything."""
    return client_of(factories.user(display_name="Publisher", is_staff=True, is_superuser=True))
