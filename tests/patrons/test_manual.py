from datetime import UTC, date, datetime

import pytest
import time_machine

from patrons import providers, steering
from patrons.models import BankAccount, BankLine, Currency, LedgerEntry, Order, Patron, Payment, Pledge, Receipt
from patrons.money import Money
from patrons.providers.manual import keeping
from patrons.providers.manual.confirming import confirm_by_hand
from patrons.providers.manual.references import references_in
from patrons.reconciling import end_due
from patrons.taking import take_in_answer
from tests import factories

pytestmark = pytest.mark.django_db
IN_MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(IN_MARCH, tick=False):
        yield


@pytest.fixture
def account(db):
    euro = Currency.objects.create(code="EUR", minimum=200, maximum=100000)
    return BankAccount.objects.create(
        currency=euro, holder="The-News NGO", number="DE89370400440532013000", bic="COBADEFF", bank="Bank of Rivers"
    )


def transfer_order(**fields):
    """An order that waits for its transfer."""
    made = factories.order(**{"provider": "manual", "rhythm": "once", **fields})
    checkout = providers.named("manual").begin(made, "", "")
    made.provider_id, made.checkout_url = checkout.id, checkout.url
    made.save()
    return made


def confirm(order, day, minor=400):
    return confirm_by_hand(order, Money(minor, "EUR"), day, None)


def books():
    return sum(LedgerEntry.objects.values_list("minor", flat=True))


def test_the_page_of_a_transfer_says_where_how_much_and_with_which_words(client, account):
    order = transfer_order()
    page = client.get(order.checkout_url)
    words = page.content.decode()
    assert order.provider_id.startswith("TN-")
    for said in (order.provider_id, "€4.00", "The-News NGO", "DE89 3704 0044 0532 0130 00", "COBADEFF"):
        assert said in words
    assert "no-store" in page["Cache-Control"]


def test_it_shows_nothing_of_orders_that_nobody_should_pay(client, account):
    held = transfer_order(state=Order.State.HELD)
    assert client.get(held.checkout_url).status_code == 404
    by_card = factories.order()
    assert client.get(f"/support/transfer/{by_card.key}/").status_code == 404


def test_it_says_so_when_there_is_no_account_in_this_currency(client, account):
    order = transfer_order(currency="UAH")
    assert "no account in this currency" in client.get(order.checkout_url).content.decode()
    assert not providers.named("manual").takes(order.money)
    assert providers.named("manual").takes(Money(400, "EUR"))


def test_an_order_keeps_its_reference_however_often_it_is_begun(account):
    order = transfer_order()
    assert providers.named("manual").begin(order, "", "").id == order.provider_id
    assert transfer_order().provider_id != order.provider_id


@pytest.mark.parametrize(
    "words",
    ["TN-K7QM2R", "support tn k7qm2r thanks", "Благодійна допомога ТН-К7QМ2R", "/REF/TNK7QM2R/", "T N - K 7 Q M 2 R"],
)
def test_a_reference_is_found_in_whatever_the_bank_made_of_it(words):
    assert "TN-K7QM2R" in references_in(words)


def test_words_without_a_reference_have_none():
    assert references_in("TN-K7QM") == references_in("Rent for March, TN-0000O0") == []


def test_a_confirmed_transfer_is_in_the_books_once(account, mailoutbox):
    order = transfer_order()
    confirm(order, date(2026, 3, 9))
    confirm(order, date(2026, 3, 9))
    assert books() == 400
    assert Receipt.objects.count() == 1
    assert Order.objects.get(pk=order.pk).state == Order.State.DONE
    assert not Patron.objects.entitled().exists()  # given once


def test_each_transfer_of_a_standing_order_covers_a_month(account):
    order = transfer_order(rhythm="monthly")
    confirm(order, date(2026, 3, 9))
    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.paid_until.date(), pledge.provider_id) == (
        Pledge.State.ACTIVE,
        date(2026, 4, 9),
        order.provider_id,
    )
    assert pledge.next_due_at == pledge.paid_until
    with time_machine.travel(datetime(2026, 4, 12, tzinfo=UTC), tick=False):
        keeping.look_after()
        keeping.look_after()
        pledge.refresh_from_db()
        assert pledge.state == Pledge.State.PAST_DUE
        assert Patron.objects.entitled().exists()  # within the grace
        confirm(order, date(2026, 4, 8))  # it had come in time, and staff looked late
        pledge.refresh_from_db()
        assert (pledge.state, pledge.paid_until.date()) == (Pledge.State.ACTIVE, date(2026, 5, 9))
        assert Payment.objects.count() == 2
    with time_machine.travel(datetime(2026, 8, 2, tzinfo=UTC), tick=False):
        confirm(order, date(2026, 8, 1))
        pledge.refresh_from_db()
        assert pledge.paid_until.date() == date(2026, 9, 1)  # months without a transfer are not paid


def test_a_pledge_by_transfer_is_changed_paused_resumed_and_stopped(account):
    order = transfer_order(rhythm="monthly")
    confirm(order, date(2026, 3, 9))

    def pledge():
        return Pledge.objects.get()

    steering.change(pledge(), Money(800, "EUR"), "monthly")
    assert pledge().minor == 800
    steering.pause(pledge(), 2)
    assert pledge().state == Pledge.State.PAUSED
    steering.resume(pledge())
    assert pledge().state == Pledge.State.ACTIVE
    steering.stop(pledge(), at_once=False)
    assert (pledge().state, pledge().ends_at) == (Pledge.State.ENDING, pledge().paid_until)
    with time_machine.travel(datetime(2026, 4, 10, tzinfo=UTC), tick=False):
        end_due()
        keeping.look_after()
        assert pledge().state == Pledge.State.ENDED
        assert not Patron.objects.entitled().exists()


def test_what_staff_gave_back_by_hand_is_written_down(account, publisher):
    order = transfer_order()
    confirm(order, date(2026, 3, 9))
    steering.refund(Payment.objects.get(), 150, publisher.user, "asked for it")
    assert books() == 250
    assert BankLine.objects.get().state == BankLine.State.TAKEN


def test_the_provider_reads_back_what_staff_said(account, publisher):
    order = transfer_order(rhythm="monthly")
    confirm(order, date(2026, 3, 9))
    steering.refund(Payment.objects.get(), 150, publisher.user, "")
    gateway = providers.named("manual")
    before = Pledge.objects.values().get()

    take_in_answer(gateway, "read", gateway.read(order))
    assert books() == 250
    assert Pledge.objects.values().get() == before
