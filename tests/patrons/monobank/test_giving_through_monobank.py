"""Against a fake made from the bank's documents, and the example of a signature that they print."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from patrons import steering
from patrons.models import Difference, LedgerEntry, Order, Patron, Payment, PaymentEvent, Pledge, Receipt
from patrons.money import Money
from patrons.providers.interface import Declined, Silent
from patrons.renewals import renew_due
from patrons.taking import take_in_answer
from tests import factories

pytestmark = pytest.mark.django_db
State = Pledge.State


def begin(gateway, **fields):
    order = factories.order(**{"provider": "monobank", "currency": "UAH", "minor": 20000, **fields})
    checkout = gateway.begin(order, "https://news.example/thanks/", "https://news.example/support/")
    order.provider_id, order.checkout_url = checkout.id, checkout.url
    order.save()
    return order


def deliver(client, body, signature):
    return client.post("/payments/monobank/", body, content_type="application/json", headers={"X-Sign": signature})


def tell(client, bank, invoice):
    assert deliver(client, *bank.callback(invoice)).status_code == 200


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


@pytest.fixture
def pledge(gateway, bank, client):
    """₴200 every month, paid for the first."""
    order = begin(gateway)
    bank.pay(order.provider_id)
    tell(client, bank, order.provider_id)
    return order.pledge


def test_what_is_given_once_is_in_the_books(gateway, bank, client):
    order = begin(gateway, rhythm="once")
    assert order.checkout_url == f"https://pay.monobank.ua/{order.provider_id}"
    tell(client, bank, order.provider_id)  # created: says nothing yet
    bank.pay(order.provider_id)
    for _time in range(3):
        tell(client, bank, order.provider_id)
    order.refresh_from_db()
    assert (order.state, books(), Receipt.objects.count()) == (Order.State.DONE, 20000, 1)
    assert PaymentEvent.objects.count() == 2
    take_in_answer(gateway, "read", gateway.read(order))
    assert (books(), Difference.objects.count()) == (20000, 0)


def test_a_refused_card_may_be_tried_again(gateway, bank, client):
    order = begin(gateway, rhythm="once")
    bank.pay(order.provider_id, refuse="Неправильний CVV код")
    tell(client, bank, order.provider_id)
    order.refresh_from_db()
    assert (order.state, order.refusals, books()) == (Order.State.OPEN, 1, 0)
    bank.pay(order.provider_id)
    tell(client, bank, order.provider_id)
    assert books() == 20000


def test_an_invoice_that_nobody_paid_lapses(gateway, bank):
    order = begin(gateway)
    bank.invoices[order.provider_id]["status"] = "expired"
    take_in_answer(gateway, "read", gateway.read(order))
    order.refresh_from_db()
    assert order.state == Order.State.LAPSED


def test_we_take_the_next_month_ourselves(pledge, gateway, bank, client):
    assert (pledge.state, pledge.card, pledge.customer_id in bank.cards) == (State.ACTIVE, "Visa 1902", True)
    first = pledge.paid_until
    assert timedelta(days=27) < first - timezone.now() < timedelta(days=32)
    with time_machine.travel(first + timedelta(hours=1), tick=False):
        renew_due()
        renew_due()
        pledge.refresh_from_db()
        assert (books(), Receipt.objects.count()) == (40000, 2)
        assert pledge.paid_until > first + timedelta(days=27)
        assert Patron.objects.entitled().get() == pledge.patron
        later = Payment.objects.order_by("pk").last().provider_id
        tell(client, bank, later)
        take_in_answer(gateway, "read", gateway.read(pledge.order))
        assert (books(), Payment.objects.count(), Difference.objects.count()) == (40000, 2, 0)


def test_a_payment_whose_answer_was_lost_is_found_and_not_taken_again(pledge, bank):
    bank.is_dumb = True
    with time_machine.travel(pledge.paid_until + timedelta(hours=1), tick=False) as clock:
        renew_due()
        assert books() == 20000
        bank.is_dumb = False
        clock.shift(timedelta(minutes=11))
        renew_due()
    assert books() == 40000
    assert bank.asked.count("wallet/payment") == 1


def test_a_refused_month_is_late_and_its_next_try_another_invoice_of_the_same_payment(pledge, bank, gateway, client):
    bank.cards[pledge.customer_id] = "refused"
    with time_machine.travel(pledge.paid_until + timedelta(hours=1), tick=False):
        renew_due()
        pledge.refresh_from_db()
        payment = pledge.payments.order_by("pk").last()
        assert (pledge.state, payment.tries, payment.failure) == (State.PAST_DUE, 1, "Недостатньо коштів")
        tell(client, bank, payment.provider_id)
        payment.refresh_from_db()
        assert payment.tries == 1
        bank.cards[pledge.customer_id] = "444403******1902"
        take_in_answer(gateway, "charge", gateway.charge(payment))
        pledge.refresh_from_db()
    assert (pledge.state, books(), pledge.payments.count()) == (State.ACTIVE, 40000, 2)


def test_a_card_that_the_bank_has_forgotten_is_a_refusal(pledge, bank):
    bank.cards.clear()
    with time_machine.travel(pledge.paid_until + timedelta(hours=1), tick=False):
        renew_due()
    pledge.refresh_from_db()
    assert pledge.state == State.PAST_DUE
    assert "does not know the card" in pledge.payments.order_by("pk").last().failure


def test_a_part_goes_back_and_then_the_rest_each_once(pledge, bank, gateway, client):
    payment, key = pledge.payments.get(), "635ace02-5998-49e9-81b2-cd7a65f417fe"
    facts = gateway.refund(payment, Money(5000, "UAH"), key)
    assert gateway.refund(payment, Money(5000, "UAH"), key) == facts
    take_in_answer(gateway, "refund", facts)
    tell(client, bank, payment.provider_id)
    assert books() == 15000
    payment.refresh_from_db()
    steering.refund(payment, 15000, by=None, note="")
    tell(client, bank, payment.provider_id)
    assert books() == 0
    assert not Patron.objects.entitled().exists()
    payment.refresh_from_db()
    with pytest.raises(Declined, match="has done so already"):
        gateway.refund(payment, Money(1, "UAH"), "635ace02-5998-49e9-81b2-cd7a65f417ff")


def test_what_went_back_before_we_heard_of_the_payment_counts_too(gateway, bank, client):
    order = begin(gateway, rhythm="once")
    bank.pay(order.provider_id)
    bank.cancel({"invoiceId": order.provider_id, "extRef": "by hand", "amount": 20000})
    tell(client, bank, order.provider_id)
    assert (LedgerEntry.objects.count(), books()) == (2, 0)


def test_change_pause_and_end_are_kept_here(pledge, bank):
    steering.change(pledge, Money(30000, "UAH"), "yearly")
    steering.pause(pledge, 2)
    pledge.refresh_from_db()
    assert (pledge.minor, pledge.rhythm, pledge.state) == (30000, "yearly", State.PAUSED)
    with time_machine.travel(pledge.paid_until + timedelta(hours=1), tick=False):
        renew_due()
    assert books() == 20000
    steering.resume(pledge)
    pledge.refresh_from_db()
    steering.stop(pledge, at_once=False)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.ends_at) == (State.ENDING, pledge.paid_until)
    pledge.refresh_from_db()
    steering.stop(pledge, at_once=True)
    pledge.refresh_from_db()
    assert pledge.state == State.ENDED


def test_it_takes_what_the_merchant_may_take(gateway, settings):
    assert gateway.takes(Money(100, "UAH"))
    assert not gateway.takes(Money(100, "EUR"))
    settings.MONOBANK_CURRENCIES = ["UAH", "EUR", "JPY"]
    assert gateway.takes(Money(100, "EUR"))
    assert not gateway.takes(Money(100, "JPY"))
    settings.MONOBANK_SAVES_CARDS = False
    assert gateway.takes_rhythms == ("once",)


def test_a_bank_that_does_not_answer_or_understand_is_silent(gateway, bank, settings):
    order = factories.order(provider="monobank", currency="UAH")
    bank.is_dumb = True
    with pytest.raises(Silent):
        gateway.begin(order, "https://news.example/", "")
    bank.is_dumb = False
    settings.MONOBANK_TOKEN = "of somebody else"
    with pytest.raises(Declined, match="does not work at the moment"):
        gateway.begin(order, "https://news.example/", "")
    settings.MONOBANK_API_BASE = "http://127.0.0.1:1"
    with pytest.raises(Silent):
        gateway.begin(order, "https://news.example/", "")


# --- Signatures

DOCUMENTED_KEY = (
    "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFQUc1LzZ3NnZubGJZb0ZmRHlYWE4v"
    "S29CbVVjTgo3NWJSUWg4MFBhaEdldnJoanFCQnI3OXNSS0JSbnpHODFUZVQ5OEFOakU1c0R3RmZ5Znhub0ZJcmZBPT0KLS0tLS1FTkQgUFVCTElD"
    "IEtFWS0tLS0tCg=="
)
DOCUMENTED_SIGNATURE = (
    "MEUCIQC/mVKhi8FKoayul2Mim3E2oaIOCNJk5dEXxTqbkeJSOQIgOM0hsW0qcP2H8iXy1aQYpmY0SJWEaWur7nQXlKDCFxA="
)
DOCUMENTED_BODY = b"""{
  "invoiceId": "p2_9ZgpZVsl3",
  "status": "created",
  "failureReason": "string",
  "amount": 4200,
  "ccy": 980,
  "finalAmount": 4200,
  "createdDate": "2019-08-24T14:15:22Z",
  "modifiedDate": "2019-08-24T14:15:22Z",
  "reference": "84d0070ee4e44667b31371d8f8813947",
  "cancelList": [
    {
      "status": "processing",
      "amount": 4200,
      "ccy": 980,
      "createdDate": "2019-08-24T14:15:22Z",
      "modifiedDate": "2019-08-24T14:15:22Z",
      "approvalCode": "662476",
      "rrn": "060189181768",
      "extRef": "635ace02599849e981b2cd7a65f417fe"
    }
  ]
}"""


def test_the_example_that_the_bank_prints_is_believed(bank, client):
    bank.key = DOCUMENTED_KEY
    assert deliver(client, DOCUMENTED_BODY, DOCUMENTED_SIGNATURE).status_code == 200
    assert PaymentEvent.objects.get().kind == "created"
    changed = DOCUMENTED_BODY.replace(b'"created"', b'"success"')
    assert deliver(client, changed, DOCUMENTED_SIGNATURE).status_code == 400
    assert PaymentEvent.objects.count() == 1


def test_what_the_bank_did_not_sign_is_refused_and_leaves_nothing(gateway, bank, client):
    order = begin(gateway, rhythm="once")
    bank.pay(order.provider_id)
    body, signature = bank.callback(order.provider_id)
    for said, signed in [
        (body, ""),
        (body, "not base64"),
        (body, "AAAA"),
        (body, DOCUMENTED_SIGNATURE),
        (body[:-1], signature),
        (body.replace(b"20000", b"90000"), signature),
        (b"", signature),
        (b"x" * 1024 * 1024, signature),
    ]:
        assert deliver(client, said, signed).status_code == 400
    assert (PaymentEvent.objects.count(), books()) == (0, 0)
    assert bank.asked.count("pubkey") == 1  # in the same minute once
    assert deliver(client, body, signature).status_code == 200


def test_signed_nonsense_is_refused(bank, client):
    for said in (
        [],
        {},
        {"invoiceId": "x"},
        {"invoiceId": "x", "status": "success", "reference": "84d0" * 8},
        "x",
        None,
    ):
        bank.invoices["x"] = said
        assert deliver(client, *bank.callback("x")).status_code == 400
    assert not PaymentEvent.objects.exists()


def test_invoices_of_another_shop_say_nothing(bank, client):
    bank.invoices["x"] = {"invoiceId": "x", "status": "success", "amount": 1, "ccy": 980, "reference": "Order 12"}
    tell(client, bank, "x")
    assert PaymentEvent.objects.get().state == PaymentEvent.State.UNKNOWN


def test_a_new_key_of_the_bank_is_fetched_when_the_old_fits_no_more(gateway, bank, client):
    order = begin(gateway, rhythm="once")
    tell(client, bank, order.provider_id)
    bank.new_key()
    bank.pay(order.provider_id)
    assert deliver(client, *bank.callback(order.provider_id)).status_code == 400  # asked in this minute already
    cache.delete("monobank-key-asked-for")
    tell(client, bank, order.provider_id)
    assert books() == 20000
