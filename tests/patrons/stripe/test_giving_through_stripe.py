"""End to end with localstripe: the official library asks, and signed callbacks come back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patrons import steering
from patrons.models import Difference, LedgerEntry, Order, Patron, Payment, Pledge, Receipt
from patrons.money import Money
from patrons.providers.interface import AlsoKnownAs, Declined
from patrons.taking import take_in_answer
from tests import factories

from .conftest import deliver

pytestmark = pytest.mark.django_db
State = Pledge.State
PAID = ("invoice.payment_succeeded", "invoice_payment.paid")
REFUSED_LATER = "4000000000000341"  # can be kept, and not charged


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def begin(gateway, **fields):
    """An order, and where it is paid."""
    order = factories.order(provider="stripe", **fields)
    checkout = gateway.begin(order, "https://news.example/thanks/", "https://news.example/support/")
    order.provider_id, order.checkout_url = checkout.id, checkout.url
    order.save()
    return order


@pytest.fixture
def once(company, gateway, client):
    order = begin(gateway, rhythm="once", minor=1500)
    assert company.pay(order.checkout_url)
    company.tell(client, ("checkout.session.completed", order.provider_id))
    return order


@pytest.fixture
def pledge(company, gateway, client):
    """€4 every month, paid for the first."""
    order = begin(gateway)
    assert company.pay(order.checkout_url)
    company.tell(client, ("checkout.session.completed", order.provider_id), *PAID)
    return order.pledge


def agree(gateway, order):
    """Reading all of it again says nothing new."""
    before = (books(), Receipt.objects.count(), Payment.objects.count(), Difference.objects.count())
    state = Pledge.objects.filter(order=order).values_list("state", "minor", "rhythm", "paid_until").first()
    take_in_answer(gateway, "read", gateway.read(order))
    assert (books(), Receipt.objects.count(), Payment.objects.count(), Difference.objects.count()) == before
    assert Pledge.objects.filter(order=order).values_list("state", "minor", "rhythm", "paid_until").first() == state


def test_a_gift_of_money_given_once_is_in_the_books(once, gateway, mailoutbox):
    once.refresh_from_db()
    assert once.state == Order.State.DONE
    assert (books(), Receipt.objects.count()) == (1500, 1)
    assert not Patron.objects.entitled().exists()
    agree(gateway, once)
    assert Payment.objects.get().provider_id.startswith("pi_")


def test_a_refused_card_takes_nothing_and_another_may_be_tried(company, gateway, client):
    order = begin(gateway, rhythm="once")
    assert not company.pay(order.checkout_url, REFUSED_LATER)
    company.tell(client, ("payment_intent.payment_failed", str(order.key)))
    order.refresh_from_db()
    assert (order.state, order.refusals, books()) == (Order.State.OPEN, 1, 0)
    assert gateway.read(order) == ()
    assert company.pay(order.checkout_url)
    company.tell(client, ("checkout.session.completed", order.provider_id))
    assert books() == 400


def test_a_checkout_that_nobody_pays_lapses(company, gateway, client):
    order = begin(gateway, rhythm="once")
    assert gateway.read(order) == ()
    company.api.checkout.sessions.expire(order.provider_id)
    company.tell(client, ("checkout.session.expired", order.provider_id))
    order.refresh_from_db()
    assert order.state == Order.State.LAPSED
    with pytest.raises(Declined, match="begin again"):
        gateway.begin(order, "https://news.example/", "https://news.example/")


def test_the_same_order_has_one_checkout_however_often_it_is_begun(company, gateway):
    order = factories.order(provider="stripe")
    urls = {gateway.begin(order, "https://news.example/1", "https://news.example/2") for _time in range(5)}
    assert len(urls) == 1
    order.provider_id = urls.pop().id
    assert gateway.begin(order, "https://news.example/1", "https://news.example/2").id == order.provider_id


def test_a_month_is_paid_and_the_next_renews_it(pledge, company, gateway, client):
    first = pledge.paid_until
    assert (pledge.state, pledge.minor, pledge.rhythm) == (State.ACTIVE, 400, "monthly")
    assert timedelta(days=27) < first - timezone.now() < timedelta(days=32)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_succeeded", pledge.provider_id))
    pledge.refresh_from_db()
    assert pledge.paid_until > first + timedelta(days=27)
    assert (books(), Receipt.objects.count()) == (800, 2)
    agree(gateway, pledge.order)
    assert not Difference.objects.exists()
    pledge.refresh_from_db()
    assert pledge.card == "Visa 4242"


def test_whatever_comes_twice_and_the_last_first_counts_once(company, gateway, client):
    order = begin(gateway)
    assert company.pay(order.checkout_url)
    said = company.wait("checkout.session.completed", *PAID)
    subscription = gateway.read(order)[0].subscription
    intent = next(fact.other for fact in gateway.read(order) if isinstance(fact, AlsoKnownAs))
    company.post(f"/_config/next/{subscription}")
    said += company.wait(*PAID)
    company.api.refunds.create({"payment_intent": intent, "amount": 100})
    said += company.wait("charge.refunded", "refund.created")
    for signature, body in [*reversed(said), *said]:
        assert deliver(client, signature, body).status_code == 200
    assert (books(), Receipt.objects.count(), Payment.objects.count()) == (700, 3, 2)
    assert Patron.objects.entitled().get() == order.patron
    agree(gateway, order)


def test_what_was_given_back_in_stripe_s_dashboard_arrives_by_the_number_of_its_intent(pledge, company, client):
    payment = pledge.payments.get()
    assert payment.provider_id.startswith("in_")
    assert payment.other_id.startswith("pi_")
    company.api.refunds.create({"payment_intent": payment.other_id, "amount": 150})
    company.tell(client, ("refund.created", payment.other_id))
    assert books() == 250


def test_staff_give_back_a_part_and_then_the_rest(pledge, company, gateway, client):
    payment = pledge.payments.get()
    steering.refund(payment, 100, by=None, note="They asked.")
    assert books() == 300
    payment.refresh_from_db()
    steering.refund(payment, 300, by=None, note="All of it.")
    assert books() == 0
    assert not Patron.objects.entitled().exists()
    entries = LedgerEntry.objects.count()
    company.tell(client, "refund.created", "refund.created")
    assert LedgerEntry.objects.count() == entries
    agree(gateway, pledge.order)


def test_the_same_refund_asked_twice_is_one(pledge, company, gateway):
    payment, key = pledge.payments.get(), "0b1e6a4e-0000-4000-8000-000000000002"
    first = gateway.refund(payment, Money(100, "EUR"), key)
    assert gateway.refund(payment, Money(100, "EUR"), key) == first


def test_a_card_refused_at_the_renewal_makes_the_payment_late_until_another_pays(pledge, company, gateway, client):
    url = gateway.card_url(pledge, "https://news.example/yours/")
    portal = url.removeprefix(company.base)
    company.post(portal, card=REFUSED_LATER)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_failed", pledge.provider_id))
    pledge.refresh_from_db()
    assert pledge.state == State.PAST_DUE
    assert Patron.objects.entitled().exists()  # the first month is paid, and then there is the grace
    agree(gateway, pledge.order)
    company.post(portal, card="4242424242424242")
    company.post(f"/_config/again/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_succeeded", pledge.provider_id))
    pledge.refresh_from_db()
    assert (pledge.state, books()) == (State.ACTIVE, 800)
    assert Payment.objects.count() == 2


def test_another_sum_counts_from_the_next_payment_on(pledge, company, gateway, client):
    steering.change(pledge, Money(900, "EUR"), "monthly")
    pledge.refresh_from_db()
    assert (pledge.minor, books()) == (900, 400)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_succeeded", pledge.provider_id))
    assert books() == 1300


def test_from_months_to_years_nothing_is_taken_before_the_month_is_over(pledge, company, gateway, client):
    paid_until = pledge.paid_until
    steering.change(pledge, Money(4000, "EUR"), "yearly")
    pledge.refresh_from_db()
    assert (pledge.rhythm, pledge.next_due_at, books()) == ("yearly", paid_until, 400)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_succeeded", pledge.provider_id))
    pledge.refresh_from_db()
    assert books() == 4400
    assert pledge.paid_until > paid_until + timedelta(days=360)


def test_another_currency_is_refused_with_what_to_do(pledge, gateway):
    with pytest.raises(Declined, match="begin a new one"):
        gateway.change(pledge, Money(400, "USD"), "monthly")


def test_a_pause_takes_nothing_until_it_ends(pledge, company, gateway, client):
    steering.pause(pledge, 2)
    pledge.refresh_from_db()
    assert pledge.state == State.PAUSED
    company.post(f"/_config/next/{pledge.provider_id}")
    assert books() == 400
    agree(gateway, pledge.order)
    steering.resume(pledge)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.paused_until) == (State.ACTIVE, None)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("invoice.payment_succeeded", pledge.provider_id))
    assert books() == 800


def test_it_ends_with_what_is_paid_or_goes_on_if_they_think_again(pledge, company, gateway, client):
    steering.stop(pledge, at_once=False)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.ends_at) == (State.ENDING, pledge.paid_until)
    steering.resume(pledge)
    pledge.refresh_from_db()
    assert pledge.state == State.ACTIVE
    steering.stop(pledge, at_once=False)
    company.post(f"/_config/next/{pledge.provider_id}")
    company.tell(client, ("customer.subscription.deleted", pledge.provider_id))
    pledge.refresh_from_db()
    assert (pledge.state, books()) == (State.ENDED, 400)


def test_it_ends_at_once_also_when_asked_twice(pledge, gateway):
    steering.stop(pledge, at_once=True)
    pledge.refresh_from_db()
    assert pledge.state == State.ENDED
    steering.stop(pledge, at_once=True)
    with pytest.raises(Declined):
        steering.pause(pledge, 1)
    agree(gateway, pledge.order)


def test_a_bank_takes_the_money_back_and_returns_it(once, company, gateway, client):
    intent = Payment.objects.get().provider_id
    company.post(f"/_config/dispute/{intent}/needs_response")
    company.tell(client, ("charge.dispute.created", intent))
    assert books() == 0
    agree(gateway, once)
    company.post(f"/_config/dispute/{intent}/won")
    company.tell(client, ("charge.dispute.closed", intent))
    assert books() == 1500
    agree(gateway, once)


def test_a_bank_that_only_inquires_has_taken_nothing(once, company, client):
    intent = Payment.objects.get().provider_id
    company.post(f"/_config/dispute/{intent}/warning_needs_response")
    company.tell(client, ("charge.dispute.created", intent))
    assert books() == 1500


def test_reading_finds_all_that_no_callback_told(company, gateway):
    order = begin(gateway)
    assert company.pay(order.checkout_url)
    facts = gateway.read(order)
    assert any(isinstance(fact, AlsoKnownAs) for fact in facts)
    take_in_answer(gateway, "read", facts)
    assert (books(), order.pledge.state, order.pledge.card) == (400, State.ACTIVE, "Visa 4242")
