"""Messages of the demonstration's bank to the paper: signed, kept until they arrive, and taken in like any other's."""

import hashlib
import hmac
import json
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.dateparse import parse_datetime

from patrons.providers.interface import Event, Fact, Forged
from patrons.taking import take_in

from .models import DemoCallback, News, new_number

HEADER = "X-Demo-Signature"
TOLERANCE = 300  # seconds between the bank's clock and ours
LATE = timedelta(minutes=1)
AT_ONE_TIME = 50

log = logging.getLogger(__name__)


def tell(checkout, *told):
    """Put messages into the outbox, each `(kind, fact)`. Within the transaction of what they tell."""
    now = timezone.now()
    is_confused = checkout.news == News.CONFUSED
    first = now + LATE if checkout.news == News.LATE else now
    for place, (kind, fact) in enumerate(told):
        number = new_number("evt")
        body = {"id": number, "kind": kind, "at": fact.at.isoformat(), "facts": [fact.as_json()]}
        DemoCallback.objects.create(
            number=number,
            order_key=checkout.order_key,
            body=json.dumps(body),
            deliver_at=first - timedelta(microseconds=place if is_confused else len(told) - place),
            to_go=2 if is_confused else 1,
        )


def deliver_due(order_key=None):
    """Deliver what is due, of one order or of all."""
    due = DemoCallback.objects.filter(to_go__gt=0, deliver_at__lte=timezone.now())
    if order_key:
        due = due.filter(order_key=order_key)
    for number in list(due.order_by("deliver_at").values_list("pk", flat=True)[:AT_ONE_TIME]):
        try:
            deliver(number)
        except Exception:
            log.exception("The demonstration's message %s did not arrive; it is sent again.", number)
            later = timezone.now() + timedelta(minutes=1)
            DemoCallback.objects.filter(pk=number).update(tries=F("tries") + 1, deliver_at=later)


@transaction.atomic
def deliver(number):
    """As from outside: what it says is believed for its signature alone. It has arrived when it is in the books."""
    from patrons import providers  # the gateway stands above us

    callback = DemoCallback.objects.select_for_update(skip_locked=True).filter(pk=number, to_go__gt=0).first()
    if not callback:
        return
    gateway, body = providers.named("demo"), callback.body.encode()
    for _copy in range(callback.to_go):
        take_in(gateway, gateway.hear(signed(body), body), callback.body)
    callback.to_go = 0
    callback.save(update_fields=["to_go"])


# --- Signatures


def secrets():
    """Each of them may sign: while one replaces another, both do. The first is ours."""
    set_up = [secret.encode() for secret in settings.DEMO_PAYMENT_SECRETS or []]
    return set_up or [salted_hmac("patrons.demo", "callbacks").digest()]


def signature(secret, moment, body):
    return hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def signed(body):
    moment = int(time.time())
    return {HEADER: f"t={moment},v1={signature(secrets()[0], moment, body)}"}


def heard(headers, body):
    """The event of a callback, once its signature over these very bytes is checked. Raises Forged."""
    check(headers.get(HEADER, ""), body)
    try:
        said = json.loads(body)
        facts = tuple(Fact.from_json(fact) for fact in said["facts"])
        return Event(said["id"], said["kind"], parse_datetime(said["at"]), facts)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Forged(f"cannot be read: {error!r}") from error


def check(header, body):
    parts = [part.partition("=") for part in header.split(",")]
    moment = next((value for name, _is, value in parts if name == "t"), "")
    signatures = [value for name, _is, value in parts if name == "v1"]
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        raise Forged("no signature")
    if abs(time.time() - int(moment)) > TOLERANCE:
        raise Forged("too old, or from the future")
    for secret in secrets():
        right = signature(secret, moment, body)
        if any(constant_time_compare(right, given) for given in signatures):
            return
    raise Forged("not signed by us")
