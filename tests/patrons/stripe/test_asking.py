"""What may be asked of Stripe, and what becomes of a request that it does not answer."""

import os
import runpy
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from patrons.money import Money
from patrons.providers.interface import Declined, Silent
from patrons.providers.stripe import asking
from patrons.providers.stripe.sums import amount_of, money_of
from tests import factories


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        (400, "EUR", 400),
        (1, "UAH", 1),
        (500, "JPY", 500),
        (5120, "KWD", 5120),
        (5124, "KWD", None),  # card networks know two of its three digits
        (5, "ISK", 500),
        (7, "UGX", 700),
        (100, "HUF", 100),
        (150, "HUF", None),
        (300, "TWD", 300),
        (250, "TWD", None),
        (500, "MGA", 5),
        (501, "MGA", None),
        (99_999_999, "USD", 99_999_999),
        (100_000_000, "USD", None),
        (5000, "IQD", None),
        (0, "EUR", None),
    ],
)
def test_sums_are_sent_as_stripe_counts_them(gateway, minor, currency, amount):
    money = Money(minor, currency)
    assert amount_of(money) == amount
    assert gateway.takes(money) == (amount is not None)
    if amount:
        assert money_of(amount, currency.lower()) == money


def test_a_part_of_what_cannot_be_parted_is_no_sum():
    with pytest.raises(ValueError, match="part of the smallest unit"):
        money_of(505, "isk")


@pytest.fixture
def listener(settings, keys, monkeypatch):
    """A port where `answer` decides what becomes of each connection; we are patient for a moment only."""
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    server = socket.create_server(("127.0.0.1", 0))
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{server.getsockname()[1]}"
    heard, kept, answers = [], [], []

    def serve():
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            kept.append(connection)
            heard.append(request_of(connection))
            answer = answers[0] if len(answers) == 1 else answers.pop(0)
            if answer:
                connection.sendall(answer)
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield heard, answers
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    for connection in kept:
        connection.close()


def request_of(connection):
    with connection.makefile("rb") as coming:
        head = b"".join(iter(coming.readline, b"\r\n")).decode()
        length = next((line[15:] for line in head.splitlines() if line.startswith("Content-Length:")), "0")
        return f"{head}\r\n{coming.read(int(length)).decode()}"


def http(status, body):
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


def error(kind, code="", message="No."):
    return f'{{"error": {{"type": "{kind}", "code": "{code}", "message": "{message}"}}}}'


def begin(gateway):
    return gateway.begin(factories.order(provider="stripe"), "https://news.example/1", "https://news.example/2")


@pytest.mark.django_db
def test_a_provider_that_hangs_is_given_up_in_time_and_asked_again_with_the_same_key(gateway, listener):
    heard, answers = listener
    answers.append(b"")
    order = factories.order(provider="stripe")
    for _time in range(2):
        began = time.monotonic()
        with pytest.raises(Silent):
            gateway.begin(order, "https://news.example/1", "https://news.example/2")
        assert time.monotonic() - began < 2  # a third of a second, and what a busy machine adds
    assert len(heard) == 2
    assert all(f"Idempotency-Key: {order.key}" in said for said in heard)
    assert heard[0].split("\r\n\r\n")[1] == heard[1].split("\r\n\r\n")[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http(500, error("api_error")), Silent),
        (http(503, "<html>"), Silent),
        (http(429, error("invalid_request_error")), Silent),
        (http(409, error("idempotency_error", "idempotency_key_in_use")), Silent),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Silent),
        (http(200, "{}"), Silent),
        (http(200, "[]"), Silent),
        (http(402, error("card_error", "card_declined", "Your card was declined.")), "Your card was declined"),
        (http(400, error("idempotency_error")), "does not work at the moment"),
        (http(400, error("invalid_request_error", "amount_too_small")), "choose a larger one"),
        (http(404, error("invalid_request_error", "resource_missing")), "does not know"),
        (http(401, error("invalid_request_error")), "does not work at the moment"),
        (http(403, error("invalid_request_error")), "does not work at the moment"),
    ],
)
def test_what_goes_wrong_there_is_silence_or_a_sentence(gateway, listener, answer, expected):
    _heard, answers = listener
    answers.append(answer)
    if expected is Silent:
        with pytest.raises(Silent):
            begin(gateway)
    else:
        with pytest.raises(Declined, match=expected):
            begin(gateway)


@pytest.mark.django_db
def test_nothing_is_asked_of_stripe_that_would_give_back_all_instead_of_a_part(gateway, listener):
    payment = factories.order(provider="stripe").payments.model(provider_id="pi_1")
    with pytest.raises(Declined, match="cannot be given back"):
        gateway.refund(payment, Money(5, "KWD"), "key")
    assert listener[0] == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"PAYMENTS": "stripe"}, "STRIPE_SECRET_KEY"),
        ({"PAYMENTS": "stripe", "STRIPE_SECRET_KEY": "sk_test_x"}, "STRIPE_WEBHOOK_SECRETS"),
        ({"PAYMENTS": "manual", "STRIPE_WEBHOOK_SECRETS": "whsec_x, "}, "empty secret"),
        ({"PAYMENTS": "monobank"}, "MONOBANK_TOKEN"),
        ({"PAYMENTS": "strpie"}, "it takes manual, demo, stripe, monobank"),
        ({"PAYMENTS": "demo", "DEMO": "0"}, "money is invented"),
    ],
)
def test_the_site_does_not_start_with_a_way_to_pay_that_cannot_work(environment, word, settings, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=word):
        runpy.run_path(settings.BASE_DIR / "newsportal" / "settings.py")


@pytest.mark.one_database
def test_the_library_is_not_loaded_with_the_site():
    program = "import django, sys; django.setup(); import newsportal.urls; assert 'stripe' not in sys.modules"
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
