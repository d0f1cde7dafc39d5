"""What is believed of what comes to /payments/stripe/, and what today's and yesterday's shapes of it say."""

import json
import time

import pytest
import stripe

from patrons.models import Difference, LedgerEntry, Payment, PaymentEvent, Pledge
from tests import factories

from .conftest import SECRET, deliver

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
BEGINS = int(time.time()) - DAY
ENDS = BEGINS + 30 * DAY


def event(kind, said, number="evt_1", at=None, **more):
    known = {"id": number, "object": "event", "type": kind, "created": at or int(time.time()), "livemode": False}
    return json.dumps({**known, "data": {"object": said}, **more})


def signed(body, secret=SECRET, at=0):
    stamp = int(time.time()) + at
    return stripe.WebhookSignature.generate_signature_header(body, secret, stamp)


def hear(client, kind, said, number=None, at=None):
    body = event(kind, said, number or f"evt_{next(factories.numbers)}", at)
    assert deliver(client, signed(body), body).status_code == 200
    return PaymentEvent.objects.latest("pk")


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


# --- Signatures


@pytest.fixture
def paid_once(keys):
    return event("checkout.session.completed", checkout(factories.order(provider="stripe", rhythm="once")))


def checkout(order, **more):
    return {
        "id": "cs_1",
        "mode": "payment",
        "metadata": {"order": str(order.key)},
        "customer": None,
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": order.minor,
        "currency": order.currency.lower(),
        **more,
    }


def test_what_stripe_did_not_sign_just_now_is_refused_and_leaves_nothing(client, paid_once, settings):
    good = signed(paid_once)
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET, ""]
    for body, signature in [
        (paid_once, ""),
        (paid_once, "t=1,v1=00"),
        (paid_once, "v1=00"),
        (paid_once, f"t={'9' * 400},v1=00"),
        (paid_once, "nonsense"),
        (paid_once, signed(paid_once, "whsec_of_somebody_else")),
        (paid_once, signed(paid_once, "")),
        (paid_once, good.replace("v1=", "v0=")),
        (paid_once, signed(paid_once, at=-301)),
        (paid_once, signed(paid_once, at=+310)),
        (paid_once[:-1], good),
        (paid_once[: len(paid_once) // 2], good),
        (paid_once.replace("400", "1"), good),
        (paid_once.replace("evt_1", "evt_2"), good),
        ("", good),
        ("\0" * 20, signed("\0" * 20)),
        ("x" * 1024 * 1024, signed("x" * 1024 * 1024)),
        (b"\xff\xfe" * 9, good),
    ]:
        assert deliver(client, signature, body).status_code == 400, signature
    assert not PaymentEvent.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert client.get("/payments/stripe/").status_code == 405
    assert deliver(client, good, paid_once).status_code == 200
    assert books() == 400


def test_a_clock_that_goes_wrong_by_less_than_five_minutes_is_forgiven(client, paid_once):
    assert deliver(client, signed(paid_once, at=-290), paid_once).status_code == 200
    assert deliver(client, signed(paid_once, at=+290), paid_once).status_code == 200
    assert books() == 400


def test_while_secrets_change_both_are_good_and_then_the_new_one_alone(client, paid_once, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    assert deliver(client, signed(paid_once), paid_once).status_code == 200
    assert deliver(client, signed(paid_once, "whsec_new"), paid_once).status_code == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert deliver(client, signed(paid_once), paid_once).status_code == 400
    assert deliver(client, signed(paid_once, "whsec_new"), paid_once).status_code == 200
    assert PaymentEvent.objects.count() == 1


def test_without_a_secret_nobody_is_believed(client, paid_once, settings):
    for secrets in ([], [""], [" "]):
        settings.STRIPE_WEBHOOK_SECRETS = secrets
        for secret in ("", " ", SECRET):
            assert deliver(client, signed(paid_once, secret), paid_once).status_code == 400
    assert not PaymentEvent.objects.exists()


def test_play_money_does_not_count_where_real_money_is_taken(client, paid_once, settings):
    settings.STRIPE_SECRET_KEY = "sk_live_of_the_paper"
    assert deliver(client, signed(paid_once), paid_once).status_code == 400
    assert not PaymentEvent.objects.exists()


def test_signed_nonsense_is_refused_so_that_stripe_keeps_it(client, keys, db):
    for body in (
        "[]",
        "{}",
        '"x"',
        "null",
        event("invoice.paid", {"subscription": "sub_1"}),
        event("invoice.paid", None),
        event("checkout.session.completed", {"metadata": {"order": "x"}}),
        event("customer.subscription.updated", {"status": "active", "items": {"data": []}}),
        event("refund.created", {"payment_intent": "pi_1", "status": "succeeded", "id": "re_1", "amount": 5.5}),
    ):
        assert deliver(client, signed(body), body).status_code == 400, body
    assert not PaymentEvent.objects.exists()


def test_kinds_and_shops_that_are_not_ours_are_kept_and_say_nothing(client, keys):
    order = factories.order(provider="stripe")
    assert hear(client, "payout.paid", {"id": "po_1"}).state == PaymentEvent.State.UNKNOWN
    theirs = checkout(order, metadata={"cart": "12"})
    assert hear(client, "checkout.session.completed", theirs).state == PaymentEvent.State.UNKNOWN
    assert hear(client, "invoice.paid", invoice(order, parent=None)).state == PaymentEvent.State.UNKNOWN
    strange = checkout(order, metadata={"order": "no key of ours"})
    assert hear(client, "checkout.session.completed", strange).state == PaymentEvent.State.WAITING
    assert not Payment.objects.exists()


# --- Shapes


def invoice(order, **more):
    """As the API of 2025 and later sends it: without its payment intent."""
    known = {"subscription": "sub_1", "metadata": {"order": str(order.key)}}
    line = {"period": {"start": BEGINS, "end": ENDS}, "parent": {"subscription_item_details": {"proration": False}}}
    credit = {
        "period": {"start": BEGINS, "end": ENDS + 99},
        "parent": {"subscription_item_details": {"proration": True}},
    }
    return {
        "id": "in_1",
        "billing_reason": "subscription_cycle",
        "parent": {"type": "subscription_details", "subscription_details": known},
        "amount_paid": 400,
        "amount_due": 400,
        "attempt_count": 2,
        "next_payment_attempt": ENDS,
        "currency": "eur",
        "period_start": 0,
        "period_end": BEGINS,
        "lines": {"data": [credit, line]},
        "status_transitions": {"paid_at": BEGINS + 3600},
        **more,
    }


def subscription(order, **more):
    price = {"unit_amount": 400, "currency": "eur", "recurring": {"interval": "month", "interval_count": 1}}
    item = {"id": "si_1", "price": price, "quantity": 1, "current_period_end": ENDS}
    return {
        "id": "sub_1",
        "status": "active",
        "customer": "cus_1",
        "metadata": {"order": str(order.key)},
        "items": {"data": [item]},
        "cancel_at_period_end": False,
        "cancel_at": None,
        "canceled_at": None,
        "ended_at": None,
        "pause_collection": None,
        "default_payment_method": "pm_1",
        **more,
    }


@pytest.fixture
def order(keys):
    return factories.order(provider="stripe")


def test_a_refund_waits_until_it_is_known_whose_intent_it_was(client, order):
    refund = {"id": "re_1", "status": "succeeded", "amount": 100, "currency": "eur", "payment_intent": "pi_9"}
    assert hear(client, "refund.created", refund).state == PaymentEvent.State.WAITING
    payment = {"type": "payment_intent", "payment_intent": "pi_9"}
    pair = {"id": "inpay_1", "invoice": "in_1", "payment": payment, "status": "paid"}
    assert hear(client, "invoice_payment.paid", pair).state == PaymentEvent.State.WAITING
    hear(client, "invoice.paid", invoice(order))
    assert not PaymentEvent.objects.filter(state=PaymentEvent.State.WAITING).exists()
    assert books() == 300
    paid = Payment.objects.get()
    assert (paid.provider_id, paid.other_id) == ("in_1", "pi_9")
    assert (paid.covers_from.timestamp(), paid.covers_until.timestamp()) == (BEGINS, ENDS)
    hear(client, "refund.updated", refund)
    assert books() == 300


def test_an_invoice_of_an_older_version_says_the_same(client, order):
    old = invoice(order, parent=None, subscription="sub_1", payment_intent="pi_9")
    old["subscription_details"] = {"metadata": {"order": str(order.key)}}
    old["lines"] = {"data": [{"period": {"start": BEGINS, "end": ENDS}, "proration": False}]}
    hear(client, "invoice.paid", old)
    hear(client, "invoice.payment_succeeded", invoice(order))
    charge = {"payment_intent": "pi_9", "refunds": {"data": [{"id": "re_1", "status": "succeeded", "amount": 150}]}}
    charge["refunds"]["data"][0]["currency"] = "eur"
    hear(client, "charge.refunded", charge)
    assert (books(), Payment.objects.count()) == (250, 1)
    hear(client, "charge.refunded", {"payment_intent": "pi_9", "amount_refunded": 150})
    assert books() == 250


def test_an_empty_invoice_is_no_payment_and_a_pending_refund_no_refund_yet(client, order):
    hear(client, "invoice.paid", invoice(order, amount_paid=0))
    assert not Payment.objects.exists()
    hear(client, "invoice.paid", invoice(order))
    payment = {"type": "payment_intent", "payment_intent": "pi_9"}
    hear(client, "invoice_payment.paid", {"invoice": "in_1", "payment": payment})
    pending = {"id": "re_1", "status": "pending", "amount": 100, "currency": "eur", "payment_intent": "pi_9"}
    hear(client, "refund.created", pending)
    assert books() == 400
    hear(client, "refund.updated", {**pending, "status": "succeeded"})
    assert books() == 300


def test_a_card_refused_at_the_first_payment_is_counted_and_makes_no_late_pledge(client, order):
    hear(client, "invoice.payment_failed", invoice(order, billing_reason="subscription_create"))
    order.refresh_from_db()
    assert order.refusals == 2
    assert not Pledge.objects.exists()


def test_a_renewal_that_failed_says_how_often_and_when_next(client, order):
    hear(client, "invoice.payment_failed", invoice(order))
    payment = Payment.objects.get()
    assert (payment.state, payment.tries, payment.next_try_at.timestamp()) == (Payment.State.FAILED, 2, ENDS)


def test_money_that_takes_days_to_arrive_counts_when_it_has(client, keys):
    order = factories.order(provider="stripe", rhythm="once")
    hear(client, "checkout.session.completed", checkout(order, payment_status="unpaid"))
    assert books() == 0
    hear(client, "checkout.session.async_payment_succeeded", checkout(order))
    assert books() == 400


def test_money_that_never_arrives_makes_nobody_a_giver(client, keys):
    order = factories.order(provider="stripe", rhythm="once")
    hear(client, "checkout.session.async_payment_failed", checkout(order, payment_status="unpaid"))
    order.refresh_from_db()
    assert (order.state, books()) == ("lapsed", 0)


def test_how_a_pledge_stands(client, order):
    now = int(time.time())
    for change, expected in [
        ({"status": "incomplete"}, None),
        ({}, "started"),
        ({"cancel_at_period_end": True}, "ending"),
        ({"pause_collection": {"behavior": "void", "resumes_at": now + 9999}}, "paused"),
        ({"pause_collection": {"behavior": "void", "resumes_at": None}}, "paused"),
        ({}, "started"),
        ({"status": "canceled", "ended_at": now}, "ended"),
        ({}, "ended"),
    ]:
        now += 1
        hear(client, "customer.subscription.updated", subscription(order, **change), at=now)
        assert Pledge.objects.values_list("state", flat=True).first() == expected
    pledge = Pledge.objects.get()
    assert (pledge.provider_id, pledge.customer_id) == ("sub_1", "cus_1")


def test_a_rhythm_that_we_do_not_offer_is_listed_for_a_person(client, order):
    weekly = subscription(order)
    weekly["items"]["data"][0]["price"]["recurring"]["interval"] = "week"
    hear(client, "customer.subscription.updated", weekly)
    assert Difference.objects.get().theirs == "week 1"


def test_the_sum_is_the_one_that_came_in_whatever_was_asked_for(client, keys):
    order = factories.order(provider="stripe", rhythm="once", minor=500, currency="JPY")
    hear(client, "checkout.session.completed", checkout(order, amount_total=100))
    assert books() == 100
    assert Difference.objects.get().kind == Difference.Kind.SUM
