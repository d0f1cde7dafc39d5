from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.letters.looks import dress
from patrons import letters, reminders, signed_links
from patrons.models import Gift, Patron, Pledge, Told
from tests import factories
from tests.patrons.facts import MONTH, START, checked_out, paid, refunded, standing, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONGEST_SUBJECT = 55


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False) as clock:
        yield clock


@pytest.fixture
def member():
    """A patron with an account."""
    return factories.patron(user=factories.user(display_name="Oksana P.", email="oksana@example.org"), email="")


@pytest.fixture
def order(member):
    return factories.order(patron=member)


@pytest.fixture
def pledge(order, mailoutbox):
    """An active one, whose letters so far are out of the way."""
    tell(paid(order), standing(next_due_at=START + MONTH))
    mailoutbox.clear()
    return Pledge.objects.get(order=order)


def gift(**fields):
    return factories.order(rhythm="once", purpose="gift", gift_months=12, **fields)


def test_who_gives_is_thanked_and_has_the_receipt(order, mailoutbox):
    tell(checked_out(order), paid(order, card="Visa 4242"), standing(next_due_at=START + MONTH))
    letter = mailoutbox.pop()
    assert (letter.to, letter.subject) == (["oksana@example.org"], "Thank you: receipt TN-2026-000001")
    assert "Oksana P., thank you." in letter.body
    assert "You are now a patron of The-News." in letter.body
    assert "Next payment: €4.00 on 1\xa0April 2026." in letter.body
    assert "€4.00, 1\xa0March 2026\nPaid with Visa 4242" in letter.body
    assert "/support/receipts/TN-2026-000001/" in letter.body
    assert not mailoutbox


def test_the_next_month_says_when_the_one_after_is_taken(order, pledge, mailoutbox):
    tell(paid(order, 1), standing(at=START + MONTH, next_due_at=START + 2 * MONTH))
    letter = mailoutbox.pop()
    assert "You are now a patron" not in letter.body
    assert "Next payment: €4.00 on 2\xa0May 2026." in letter.body


def test_a_letter_is_in_the_language_of_the_patron(mailoutbox):
    tell(paid(factories.order(patron=factories.patron(language="uk"), rhythm="once")))
    assert "1\xa0березня 2026" in mailoutbox[0].body


def test_who_has_no_account_is_sent_to_no_page_of_one(mailoutbox):
    tell(paid(factories.order(rhythm="once")))
    assert "You gave once, and nothing more will be taken." in mailoutbox[0].body
    assert "/support/yours/" not in mailoutbox[0].body


def test_a_refund_says_how_much_of_what(order, pledge, mailoutbox):
    tell(refunded(minor=150))
    letter = mailoutbox.pop()
    assert letter.subject == "Given back: receipt TN-2026-000002"
    assert "We have given you back €1.50 of the €4.00 that you gave on 1\xa0March 2026." in letter.body


@pytest.mark.parametrize(
    ("said", "subject", "words"),
    [
        ({"paused_until": START + 2 * MONTH}, "Your support is paused", "Until 2\xa0May 2026 nothing is taken."),
        ({"ends_at": START + MONTH}, "Your support ends on 1\xa0April 2026", "Nothing more will be taken."),
        ({"ended_at": START + DAY}, "Your support has ended", "Thank you for 1 month."),
    ],
)
def test_a_patron_hears_what_becomes_of_a_pledge(pledge, mailoutbox, said, subject, words):
    tell(standing(at=START + DAY, **said))
    letter = mailoutbox.pop()
    assert letter.subject == subject
    assert words in letter.body
    if "ended_at" in said:
        return
    tell(standing(at=START + 2 * DAY, next_due_at=START + MONTH))
    assert mailoutbox.pop().subject == "Your support goes on"


@pytest.mark.parametrize(("reason", "words"), [("unpaid", "You owe us nothing."), ("staff", "a person reads it")])
def test_an_end_that_nobody_asked_for_says_why(pledge, mailoutbox, reason, words):
    Pledge.objects.update(reason=reason)
    tell(standing(at=START + DAY, ended_at=START + DAY))
    assert words in mailoutbox.pop().body


def test_what_was_never_paid_ends_without_a_word(order, mailoutbox):
    tell(checked_out(order), standing(at=START + DAY, ended_at=START + DAY))
    assert not mailoutbox


def test_nobody_is_written_to_whose_address_is_erased(pledge, member, mailoutbox):
    Patron.objects.update(user=None, email="")
    tell(refunded())
    assert not mailoutbox


def test_a_gift_has_its_code_for_the_giver_and_for_whom_it_is_for(mailoutbox):
    order = gift(gift_to="nadiia@example.org", gift_words="For you.\nhttps://example.org/elsewhere")
    tell(paid(order))
    code = Gift.objects.get().code
    giver, given = mailoutbox
    assert (given.to, given.subject) == (["nadiia@example.org"], "A gift for you from a reader of The-News")
    assert "Your gift: receipt TN-2026-000001" in giver.subject
    assert f"\n\n{code}\n\n" in giver.body
    assert f"\n\n{code}\n\n" in given.body
    assert "> For you.\n> https://example.org/elsewhere" in given.body
    assert 'href="https://example.org/elsewhere"' not in dress(given.subject, given.body)


def test_a_released_order_can_be_gone_on_with(order, mailoutbox):
    letters.released(order)
    assert f"/support/checkout/{order.key}/" in mailoutbox[0].body


# --- What is written by itself


def yearly(days):
    """A pledge that is renewed in so many days."""
    tell(paid(factories.order(rhythm="yearly")), standing(rhythm="yearly", next_due_at=START + MONTH / 2 + days * DAY))


def test_a_yearly_payment_is_told_of_a_week_before_and_once(mailoutbox):
    yearly(days=8)
    mailoutbox.clear()
    reminders.write_due()
    assert not mailoutbox
    with time_machine.travel(START + MONTH / 2 + DAY, tick=False):
        reminders.write_due()
        reminders.write_due()
    (letter,) = mailoutbox
    assert letter.subject == "Your yearly support renews on 25\xa0March 2026"
    assert "we shall take €4.00 for another year" in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers


def test_a_monthly_payment_is_not_told_of_before(pledge, mailoutbox):
    with time_machine.travel(START + MONTH - DAY, tick=False):
        reminders.write_due()
    assert not mailoutbox


def redeemed(by, days):
    """A gift that runs for so many days more."""
    order = gift()
    tell(paid(order, number=f"gift-{order.pk}"))
    now = START + MONTH / 2
    Gift.objects.filter(order=order).update(redeemed_by=by, redeemed_at=now - 300 * DAY, until=now + days * DAY)


def test_a_word_comes_before_a_gift_runs_out_but_not_to_who_gives_anyway(member, mailoutbox):
    tell(paid(factories.order(patron=member), number="mine"))  # paid until 1 April
    redeemed(by=member, days=10)
    redeemed(by=factories.patron(email="given@example.org"), days=10)
    redeemed(by=factories.patron(email="long@example.org"), days=100)
    mailoutbox.clear()
    reminders.write_due()
    reminders.write_due()
    (letter,) = mailoutbox
    assert letter.to == ["given@example.org"]
    assert letter.subject == "Your gift runs until 27\xa0March 2026"


@pytest.fixture
def in_january():
    with time_machine.travel(datetime(2027, 1, 3, 9, tzinfo=UTC), tick=False):
        yield


def test_in_january_everybody_hears_once_what_they_gave(order, mailoutbox, in_january):
    tell(paid(order), paid(order, 1), refunded(minor=150))
    tell(paid(factories.order(), number="another"))
    mailoutbox.clear()
    reminders.write_due()
    reminders.write_due()
    letter, _other = mailoutbox
    assert letter.subject == "What you gave in 2026"
    assert "less what went back:\n\n€6.50\n\n" in letter.body
    assert "1\xa0March 2026: -€1.50, TN-2027-000003" in letter.body
    assert "/support/yours/statement/2026/" in letter.body


def test_the_yearly_statement_can_be_spared_and_is_not_made_up_for(order, client, mailoutbox, in_january):
    tell(paid(order))
    reminders.write_due()
    off_url = mailoutbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    assert off_url in mailoutbox[-1].body
    page = client.get(off_url)
    assert Patron.objects.filter(wants_reminders=True).exists()  # looking turns nothing off
    assert "No more of these letters" in page.content.decode()
    assert "You get no more of these letters." in client.post(off_url).content.decode()
    Told.objects.all().delete()
    mailoutbox.clear()
    reminders.write_due()
    assert not mailoutbox
    client.post(off_url, {"again": "1"})
    assert not Patron.objects.filter(wants_reminders=False).exists()
    assert client.get(off_url[:-3] + "/").status_code == 404


def test_no_statement_comes_after_january(order, mailoutbox):
    with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=False):
        tell(paid(order))
        mailoutbox.clear()
        reminders.write_due()
    assert not mailoutbox


def test_a_letter_that_cannot_be_written_keeps_no_other_waiting(order, mailoutbox, in_january, monkeypatch):
    tell(paid(order), id="first")
    tell(paid(factories.order(), number="other"))
    mailoutbox.clear()
    write, broken = letters.statement, [True]

    def sometimes(*arguments):
        if broken:
            raise ValueError(broken.pop())
        return write(*arguments)

    monkeypatch.setattr(letters, "statement", sometimes)
    with pytest.raises(ValueError, match="True"):
        reminders.write_due()
    assert len(mailoutbox) == 1
    reminders.write_due()
    assert len(mailoutbox) == 2


# --- All of them


def test_every_letter_is_short_in_its_subject_and_the_same_in_html(order, mailoutbox, in_january):
    tell(paid(order), refunded(minor=150))
    tell(standing(at=START + DAY, paused_until=START + 30 * MONTH))
    tell(standing(at=START + 2 * DAY, ends_at=START + 30 * MONTH))
    tell(standing(at=START + 3 * DAY, ended_at=START + 3 * DAY))
    tell(paid(gift(gift_to="nadiia@example.org"), number="gift"))
    letters.released(order)
    reminders.write_due()
    assert len(mailoutbox) == 10
    for letter in mailoutbox:
        html = dress(letter.subject, letter.body)
        assert len(letter.subject) <= LONGEST_SUBJECT
        assert "\n" not in letter.subject
        assert "\n\n\n" not in letter.body
        assert "None" not in letter.body
        assert letter.body.splitlines()[0] in html


def test_a_key_of_another_letter_opens_no_page(pledge, client):
    for name in ("card_by_letter", "letters_off"):
        for key in ("x", signed_links.card(pledge)[:-1] + "!", "%00", "1:2"):
            assert client.get(reverse(f"patrons:{name}", args=[key])).status_code == 404
