import pytest

from patrons import providers

from .bank import Bank, Counter, open_bank


@pytest.fixture(scope="session")
def counter():
    server = open_bank()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bank(counter, settings, db):
    settings.MONOBANK_TOKEN = "token-of-the-tests"
    settings.MONOBANK_API_BASE = f"http://127.0.0.1:{counter.server_port}"
    settings.MONOBANK_SAVES_CARDS = True
    Counter.bank = Bank()
    return Counter.bank


@pytest.fixture
def gateway(bank):
    return providers.named("monobank")
