"""Takes a payment in copies of this process that die, each a step later, and prints what became of it afterwards."""

import json
import os
import signal
import sys

import django
from django.db import connection, connections


class Dying:
    """Kills this process before the step of this number."""

    def __init__(self, step):
        self.left = step

    def come(self):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def __call__(self, execute, sql, params, many, context):
        self.come()
        return execute(sql, params, many, context)


def die_at(step, body):
    """Whether the copy of this process died before it had answered."""
    connections.close_all()
    copy = os.fork()
    if copy == 0:
        dying = Dying(step)
        commit = connection._commit

        def commit_and_maybe_die():
            dying.come()
            commit()
            dying.come()

        connection.ensure_connection()
        connection._commit = commit_and_maybe_die
        with connection.execute_wrapper(dying):
            status = tell(body)
        os._exit(0 if status == 200 else 1)
    _pid, status = os.waitpid(copy, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
        return False
    return True


def tell(body):
    from django.test import RequestFactory

    from patrons.views.callbacks import hear

    request = RequestFactory().post("/payments/store/", body, "application/json", headers={"X-Store": "signed"})
    return hear(request, "store").status_code


def main():
    from django.utils import timezone

    from accounts.models import Letter
    from patrons.models import LedgerEntry, PaymentEvent, Pledge, Receipt
    from tests import factories
    from tests.patrons.store import Account, as_body

    effects, step, died = [], 0, True
    while died:
        order = factories.order(provider="store", patron=factories.patron(email=f"dying{step}@example.org"))
        body = as_body(Account(order, timezone.now()).pay(timezone.now()))
        died = die_at(step, body)
        assert tell(body) == 200
        entries = LedgerEntry.objects.filter(payment__order=order)
        told = PaymentEvent.objects.filter(state="applied", entries__in=entries)
        letters = Letter.objects.filter(to=order.patron.email)
        state = Pledge.objects.get(order=order).state
        effects.append(
            [entries.count(), Receipt.objects.filter(entry__in=entries).count(), told.count(), letters.count(), state]
        )
        step += 1
    receipts = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    json.dump({"effects": effects, "receipts": receipts}, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main()
