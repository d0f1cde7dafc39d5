"""Messages of providers in the same moment, on a real server of several processes.

`CALLBACKS=1000` in the environment measures a thousand, beside a dead mail server and a dead provider.
"""

import contextlib
import http.client
import os
import random
import time
import urllib.parse
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from patrons.models import LedgerEntry, Payment, PaymentEvent, Pledge, Receipt
from patrons.providers import interface
from patrons.taking import take_in, take_in_what_waited
from tests import factories
from tests.articles.test_clock_of_servers import READY_WITHIN, Newsroom, page, wait_until
from tests.articles.test_two_editors import at_once
from tests.patrons.store import Account, as_body, money_of

pytestmark = pytest.mark.django_db(transaction=True)
CALLBACKS = int(os.environ.get("CALLBACKS") or 40)
PRESSES = 100 if CALLBACKS > 100 else 40  # of one message in the same moment
PROCESSES = 4
LINES = 2  # on which a provider tells us things at once
BOOKS = """
    SELECT (SELECT count(*) FROM patrons_ledgerentry), (SELECT count(*) FROM patrons_payment),
    (SELECT count(*) FROM patrons_paymentevent), (SELECT count(*) FROM patrons_receipt),
    (SELECT count(*) FROM accounts_letter), (SELECT max(number) FROM patrons_receipt)
"""
DEAD = "127.0.0.1:9"


class Line:
    """One process of the provider, which tells us things."""

    def __init__(self, url):
        self.host, self.answers = urllib.parse.urlsplit(url).netloc, []

    def tell(self, event):
        begun = time.monotonic()
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=120)) as line:
            line.request("POST", "/payments/store/", as_body(event), {"X-Store": "signed"})
            answer = line.getresponse()
            answer.read()
        self.answers.append((answer.status, time.monotonic() - begun))


def test_one_message_many_times_at_once_and_many_messages_while_mail_is_dead(tmp_path):
    now = timezone.now()
    accounts = [Account(factories.order(provider="store"), now) for _number in range(CALLBACKS + 1)]
    newsroom = Newsroom(tmp_path)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.patrons.server_settings",
        "WEB_CONCURRENCY": str(PROCESSES),
        "EMAIL_URL": f"smtp://{DEAD}",
    }
    with newsroom.server(**environment) as url:
        wait_until(lambda: page(f"{url}/healthz/"), READY_WITHIN, "the server does not answer")
        line, once = Line(url), accounts.pop().pay(now)
        at_once(*[partial(line.tell, once)] * PRESSES)
        [books] = newsroom.rows(BOOKS)
        assert tuple(books) == (1, 1, 1, 1, 1, 1)

        lines = [Line(url) for _line in range(LINES)]
        at_once(*(partial(tell_all, one, accounts[number::LINES], now) for number, one in enumerate(lines)))
    [books] = newsroom.rows(BOOKS)
    assert tuple(books) == (CALLBACKS + 1,) * 6  # one each, and no number of a receipt is missing
    answers = [answer for one in [line, *lines] for answer in one.answers]
    assert {status for status, _seconds in answers} == {200}
    times = sorted(seconds for one in lines for _status, seconds in one.answers)
    p99 = times[len(times) * 99 // 100]
    print(f"{len(times)} callbacks: half in {times[len(times) // 2]:.3f} s, 99 % in {p99:.3f} s")  # noqa: T201
    assert p99 < 0.3 or CALLBACKS < 1000


def tell_all(line, accounts, now):
    for account in accounts:
        line.tell(account.pay(now))


@pytest.mark.postgres
def test_messages_of_one_order_that_cross_each_other_make_the_same_books(store):
    """Each several times, in processes that know nothing of each other, refunds before their payments."""
    now = timezone.now()
    order = factories.order(provider="store")
    account, events, trouble = store.opens(order, now), [], []
    with time_machine.travel(now, tick=True):
        for month in range(4):
            paid = account.pay(now + timedelta(days=31 * month))
            of_it = {"at": paid.occurred_at, "payment": paid.facts[0].payment}
            refund = interface.Refunded(**of_it, refund=f"ref-{month}", money=money_of(100))
            events += [paid, account.move(refund), account.stands(paid.occurred_at)]

        def tell(number):
            chance = random.Random(number)
            try:
                for event in chance.sample(events, len(events)):
                    take_in(store, event)
            except Exception as error:
                trouble.append(error)
                raise
            finally:
                connections.close_all()

        at_once(*(partial(tell, number) for number in range(8)))
        assert trouble == []
        take_in_what_waited()
    assert sorted(LedgerEntry.objects.values_list("minor", flat=True)) == [-100] * 4 + [400] * 4
    assert PaymentEvent.objects.count() == len(events)
    assert not PaymentEvent.objects.filter(state=PaymentEvent.State.WAITING).exists()
    assert Pledge.objects.get().paid_until == account.due
    assert Payment.objects.filter(net=300).count() == 4
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 9))
