import pytest

from patrons import letters, providers
from tests.patrons import store as stores


@pytest.fixture
def known_stores(monkeypatch):
    monkeypatch.setitem(providers.KNOWN, "store", "tests.patrons.store.Store")
    monkeypatch.setitem(providers.KNOWN, "by-us", "tests.patrons.store.ByUs")
    providers.named.cache_clear()
    yield
    providers.named.cache_clear()


@pytest.fixture
def store(known_stores):
    """The provider that renews pledges by itself."""
    return providers.named(stores.Store.key)


@pytest.fixture
def by_us(known_stores):
    """The provider that takes a payment when we ask for it."""
    return providers.named(stores.ByUs.key)


@pytest.fixture
def written(monkeypatch):
    """Which letters were written, by name: what they say is tested elsewhere, and takes long."""
    names = []
    monkeypatch.setattr(letters, "send", lambda patron, letter, **context: names.append(letter))
    return names
