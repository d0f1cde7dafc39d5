import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from patrons import providers, steering
from patrons.models import (
    DemoCallback,
    DemoCharge,
    DemoCheckout,
    LedgerEntry,
    Order,
    Patron,
    Payment,
    PaymentEvent,
    Pledge,
)
from patrons.money import Money
from patrons.months import months_later
from patrons.providers.demo import bank, post
from patrons.providers.interface import Declined
from patrons.taking import take_in_answer
from tests.patrons.giving import MONTHLY, ONCE, give, pay, place
from tests.patrons.offers import offers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(db, settings):
    settings.PAYMENTS = ["demo"]
    return offers()


@pytest.fixture
def clock():
    with time_machine.travel("2026-01-31 12:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def demo():
    return providers.named("demo")


def pledge():
    return Pledge.objects.get()


def pass_until(clock, moment):
    clock.move_to(moment)
    bank.carry_on()
    post.deliver_due()


def portal(client, do, **more):
    back = "/support/"
    return client.post(providers.named("demo").card_url(pledge(), back), {"do": do, **more}).content.decode()


# --- The checkout


def test_every_page_of_it_says_that_no_money_moves(reader):
    checkout = place(reader, MONTHLY)["Location"]
    assert "This is a demonstration: no money moves." in reader.get(checkout).content.decode()
    pay(reader, checkout)
    assert "This is a demonstration: no money moves." in portal(reader, "")


def test_a_refused_card_is_said_and_another_one_is_taken(client):
    checkout = place(client, ONCE)["Location"]
    response = pay(client, checkout, card="0002")
    assert response.status_code == 422
    assert "The bank of this card refused it." in response.content.decode()
    assert Order.objects.get().refusals == 1
    assert pay(client, checkout, card="4242").status_code == 302
    assert Payment.objects.get().net == 500


def test_five_refused_cards_end_the_checkout(client):
    checkout = place(client, ONCE)["Location"]
    for _time in range(5):
        response = pay(client, checkout, card="0002")
    assert "Nothing was taken" in client.get(response["Location"]).content.decode()
    assert (Order.objects.get().state, Order.objects.get().refusals) == ("lapsed", 5)


def test_a_bank_that_asks_is_answered_before_anything_is_taken(client):
    checkout = place(client, ONCE)["Location"]
    assert "Is it you who is paying?" in pay(client, checkout, card="3220").content.decode()
    assert not Payment.objects.exists()
    client.post(checkout, {"do": "no"})
    assert Order.objects.get().refusals == 1
    pay(client, checkout, card="3220")
    client.post(checkout, {"do": "yes"})
    assert Payment.objects.get().state == "paid"


def test_paying_twice_takes_once(client):
    checkout = place(client, ONCE)["Location"]
    pay(client, checkout)
    assert pay(client, checkout)["Location"].startswith("/support/thanks/")
    assert DemoCharge.objects.count() == LedgerEntry.objects.count() == 1


def test_until_the_news_arrives_the_page_claims_nothing(client, clock):
    checkout = place(client, ONCE)["Location"]
    thanks = pay(client, checkout, news="late")["Location"]
    assert "Your payment is on its way" in client.get(thanks).content.decode()
    pass_until(clock, timezone.now() + timedelta(minutes=2))
    assert "Thank you" in client.get(thanks).content.decode()


def test_news_twice_and_in_disorder_makes_the_same_books(reader, mailoutbox):
    pay(reader, place(reader, MONTHLY)["Location"], news="confused")
    assert LedgerEntry.objects.get().minor == 400
    assert pledge().state == "active"
    assert PaymentEvent.objects.filter(state="waiting").count() == 0
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("said", [{}, {"do": "pay"}, {"do": "pay", "card": "1"}, {"do": ["x"], "card": "4242"}])
def test_whatever_is_posted_to_it_is_answered(client, said):
    checkout = place(client, ONCE)["Location"]
    assert client.post(checkout, said).status_code in (200, 302, 422)


def test_where_it_is_not_offered_there_is_no_such_page(client, settings):
    checkout = place(client, ONCE)["Location"]
    settings.PAYMENTS = ["manual"]
    assert client.get(checkout).status_code == 404
    assert client.get("/support/demo/portal/anything/").status_code == 404


# --- What comes again


def test_a_month_later_it_takes_the_next_month(reader, clock):
    give(reader, MONTHLY)
    start = timezone.now()
    pass_until(clock, start + timedelta(days=27))
    assert Payment.objects.count() == 1
    for month in (1, 2, 3):
        pass_until(clock, months_later(start, month))
    assert [f"{payment.period:%m-%d}" for payment in Payment.objects.order_by("period")] == [
        "01-31", "02-28", "03-31", "04-30",
    ]  # fmt: skip
    assert pledge().state == "active"
    assert pledge().paid_until == months_later(start, 4)


def test_a_card_refused_later_is_tried_again_and_mended(reader, clock):
    give(reader, MONTHLY, card="0341")
    due = months_later(timezone.now(), 1)
    pass_until(clock, due)
    late = Payment.objects.get(state="failed")
    assert (pledge().state, late.next_try_at, late.tries) == ("past_due", due + timedelta(days=3), 1)
    assert Patron.objects.entitled().exists()
    pass_until(clock, due + timedelta(days=3))
    late.refresh_from_db()
    assert (late.next_try_at, late.tries) == (due + timedelta(days=5), 2)
    assert "This card will be asked from now on." in portal(reader, "card", card="4242")
    late.refresh_from_db()
    assert (late.state, late.card, pledge().state) == ("paid", "Visa 4242", "active")
    assert pledge().paid_until == months_later(due, 1) + timedelta(days=3)  # 31 March: the day of the first


def test_a_card_that_is_never_mended_ends_the_pledge(reader, clock):
    give(reader, MONTHLY, card="0341")
    due = months_later(timezone.now(), 1)
    for days in (0, 3, 5, 7, 14):
        assert pledge().state != "ended"
        pass_until(clock, due + timedelta(days=days))
    assert pledge().state == "ended"
    pass_until(clock, due + timedelta(days=60))
    assert Payment.objects.count() == 2


def test_a_month_can_be_made_to_pass(reader):
    give(reader, MONTHLY)
    assert "Time has passed." in portal(reader, "pass")
    assert LedgerEntry.objects.count() == 2
    portal(reader, "stop")
    assert pledge().state == "ending"
    portal(reader, "pass")
    assert pledge().state == "ended"


def test_a_pause_takes_nothing_and_ends_by_itself(reader, clock):
    give(reader, MONTHLY)
    start = timezone.now()
    steering.pause(pledge(), 2)
    assert pledge().state == "paused"
    pass_until(clock, months_later(start, 1))
    assert Payment.objects.count() == 1
    pass_until(clock, months_later(start, 2))
    assert (Payment.objects.count(), pledge().state) == (2, "active")
    assert pledge().paid_until == months_later(start, 3)


def test_a_pause_can_be_ended_early(reader, clock):
    give(reader, MONTHLY)
    steering.pause(pledge(), 3)
    steering.resume(pledge())
    assert (pledge().state, pledge().paused_until) == ("active", None)
    assert pledge().next_due_at == pledge().paid_until


def test_a_changed_sum_counts_from_the_next_payment_on(reader, clock):
    give(reader, MONTHLY)
    due = months_later(timezone.now(), 1)
    steering.change(pledge(), Money(8000, "EUR"), "yearly")
    assert LedgerEntry.objects.count() == 1
    pass_until(clock, due)
    assert LedgerEntry.objects.first().minor == 8000
    assert pledge().paid_until == months_later(due, 12)


def test_stopping_takes_nothing_more_and_can_be_taken_back(reader, clock):
    give(reader, MONTHLY)
    due = pledge().paid_until
    steering.stop(pledge(), at_once=False)
    assert (pledge().state, pledge().ends_at) == ("ending", due)
    steering.resume(pledge())
    assert pledge().state == "active"
    steering.stop(pledge(), at_once=False)
    pass_until(clock, due + timedelta(hours=1))
    assert (pledge().state, Payment.objects.count()) == ("ended", 1)
    with pytest.raises(Declined):
        steering.resume(pledge())


def test_stopping_at_once_twice_is_no_error(reader):
    give(reader, MONTHLY)
    steering.stop(pledge(), at_once=True)
    steering.stop(pledge(), at_once=True)
    assert pledge().state == "ended"
    assert not Patron.objects.entitled().exists()


def test_giving_back_gives_back_once_and_no_more_than_was_given(reader, demo):
    give(reader, MONTHLY)
    payment = Payment.objects.get()
    steering.refund(payment, 150, reader.user, "part")
    steering.refund(payment, 150, reader.user, "the same press again")
    assert Payment.objects.get().net == 250
    with pytest.raises(Declined):
        steering.refund(Payment.objects.get(), 300, reader.user, "too much")
    steering.refund(Payment.objects.get(), 250, reader.user, "the rest")
    assert not Patron.objects.entitled().exists()


def test_a_bank_that_takes_the_money_back_takes_the_rights_with_it(reader):
    give(reader, MONTHLY)
    portal(reader, "dispute")
    assert Payment.objects.get().net == 0
    assert not Patron.objects.entitled().exists()


def test_what_it_knows_of_an_order_says_no_more_than_it_told(reader, demo):
    give(reader, MONTHLY)
    portal(reader, "pass")
    portal(reader, "dispute")
    facts = demo.read(Order.objects.get())
    entries, state = LedgerEntry.objects.count(), pledge().state
    take_in_answer(demo, "read", facts)
    assert (LedgerEntry.objects.count(), pledge().state) == (entries, state)


def test_what_it_knows_is_enough_for_the_books_if_no_message_ever_came(reader, demo, monkeypatch):
    monkeypatch.setattr(post, "deliver", lambda number: None)
    give(reader, MONTHLY)
    assert not Payment.objects.exists()
    take_in_answer(demo, "read", demo.read(Order.objects.get()))
    assert (Payment.objects.get().net, pledge().state) == (400, "active")


# --- Its messages


def message(**said):
    known = {"id": "evt_1", "kind": "payment.paid", "at": "2026-03-01T12:00:00+00:00", "facts": []}
    return json.dumps(known | said).encode()


def call(client, body, header):
    headers = {"X-Demo-Signature": header} if header is not None else {}
    return client.post("/payments/demo/", body, content_type="application/json", headers=headers).status_code


def signed(body, moment=None, secret=None):
    moment = int(time.time()) if moment is None else moment
    return f"t={moment},v1={post.signature(secret or post.secrets()[0], moment, body)}"


def test_a_signed_message_of_an_unknown_kind_is_kept_and_answered(client):
    body = message(kind="weather.changed")
    assert call(client, body, signed(body)) == 200
    assert call(client, body, signed(body)) == 200
    assert PaymentEvent.objects.get().state == "unknown"


def test_what_is_not_signed_as_it_should_be_is_refused(client):
    body = message()
    right, now = signed(body), int(time.time())
    for header in (
        None, "", "t=", "t=1", "nonsense", "t=x,v1=y", f"t={now}", right[:-1], right + "0",
        signed(body, secret=b"somebody else's"), signed(body, moment=now - 301), signed(body, moment=now + 320),
        right.replace("t=", "t=1"), f"t={now},v1=é", f"t={'9' * 400},v1=0",
    ):  # fmt: skip
        assert call(client, body, header) == 400, header
    assert call(client, body[:-1], right) == 400
    assert call(client, body + b" ", right) == 400
    assert call(client, b"x" * 1_000_000, right) == 400
    assert not PaymentEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000, message(facts=[{}])])
def test_a_signed_message_that_cannot_be_read_is_refused(client, body):
    assert call(client, body, signed(body)) == 400


def test_while_a_secret_is_replaced_both_are_believed(client, settings):
    settings.DEMO_PAYMENT_SECRETS = ["new", "old"]
    for number, secret in enumerate((b"new", b"old")):
        body = message(id=f"evt_{number}")
        assert call(client, body, signed(body, secret=secret)) == 200
    body = message(id="evt_older")
    assert call(client, body, signed(body, secret=b"older")) == 400


def test_a_message_that_cannot_be_taken_in_is_sent_again(reader, clock, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(post, "take_in", lambda *args: 1 / 0)
        give(reader, MONTHLY)
    assert not Payment.objects.exists()
    assert DemoCallback.objects.filter(to_go=1, tries=1).count() == 3
    pass_until(clock, timezone.now() + timedelta(minutes=2))
    assert Payment.objects.get().net == 400


def test_the_checkout_of_an_order_is_the_same_each_time(client, demo):
    place(client, ONCE)
    order = Order.objects.get()
    assert demo.begin(order, "/a", "/b") == demo.begin(order, "/a", "/b")
    assert DemoCheckout.objects.get().money == order.money
