"""The outbox and the sender: nothing sent of what was undone, nothing lost, nothing doubled, nobody kept waiting."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction

from accounts.letters.sending import Sender
from accounts.models import Letter
from tests.mailbox import MailServer, html_of, text_of

ADDRESS = "oksana@example.org"


@pytest.fixture
def _outbox(db, settings):
    settings.EMAIL_BACKEND = "accounts.letters.Outbox"


@pytest.fixture
def server(_outbox, settings):
    with MailServer() as server:
        settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def write(subject="News", to=ADDRESS, text="Hello,\n\nit is done.", **headers):
    EmailMultiAlternatives(subject, text, "desk@example.org", [to], headers=headers).send()


def test_a_letter_leaves_with_all_it_has(server):
    write(List="x")
    Sender().send_due()
    (letter,) = server.letters
    assert letter["To"] == ADDRESS
    assert "it is done." in text_of(letter)
    assert "it is done." in html_of(letter)
