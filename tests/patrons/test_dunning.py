from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from patrons import providers, reminders, signed_links
from patrons.models import DunningStep, DunningWords, Pledge
from patrons.providers.interface import Declined, Silent
from tests import factories
from tests.patrons.facts import MONTH, START, not_paid, paid, standing, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REFUSED = START + MONTH


@pytest.fixture(autouse=True)
def steps():
    DunningStep.objects.all().delete()
    for day in (0, 3, 7):
        step = DunningStep.objects.create(day=day)
        DunningWords.objects.create(step=step, language="en", subject=f"Letter of day {day}", text="These happen.")
    DunningWords.objects.create(step=step, language="uk", subject="Лист сьомого дня", text="Таке буває.")


@pytest.fixture
def order():
    return factories.order()


@pytest.fixture
def late(order, mailoutbox):
    """A pledge whose second month was refused."""
    with time_machine.travel(START, tick=False):
        tell(paid(order))
    with time_machine.travel(REFUSED, tick=False):
        tell(not_paid(1, next_try_at=REFUSED + 3 * DAY))
    mailoutbox.clear()
    return Pledge.objects.get()


def days_later(days):
    with time_machine.travel(REFUSED + days * DAY + timedelta(minutes=5), tick=False):
        reminders.write_due()


def subjects(mailoutbox):
    return [letter.subject for letter in mailoutbox]


def test_each_letter_is_written_on_its_day_and_once(late, mailoutbox):
    for days in (0, 0.1, 1, 2.9, 3, 4, 7, 9, 13):
        days_later(days)
    assert subjects(mailoutbox) == ["Letter of day 0", "Letter of day 3", "Letter of day 7"]


def test_a_letter_says_which_payment_and_until_when_and_where_the_card_is_changed(late, mailoutbox, client):
    days_later(0)
    (letter,) = mailoutbox
    assert "The payment of €4.00 was refused on 1\xa0April 2026. It is tried again on 4\xa0April 2026." in letter.body
    assert "If it is paid by 15\xa0April 2026, nothing changes." in letter.body
    (link,) = [line for line in letter.body.splitlines() if "/support/card/" in line]
    with time_machine.travel(REFUSED + DAY, tick=False):
        assert "You give €4.00 every month." in client.get(link).content.decode()
    with time_machine.travel(REFUSED + 61 * DAY, tick=False):
        assert client.get(link).status_code == 404


def test_whoever_has_paid_or_stopped_hears_no_more_of_it(late, order, mailoutbox):
    days_later(0)
    with time_machine.travel(REFUSED + 2 * DAY, tick=False):
        tell(paid(order, 1))
    mailoutbox.clear()
    days_later(3)
    assert not mailoutbox


def test_the_next_refused_month_is_written_about_anew(late, order, mailoutbox):
    days_later(0)
    with time_machine.travel(REFUSED + 2 * DAY, tick=False):
        tell(paid(order, 1))
    with time_machine.travel(REFUSED + MONTH, tick=False):
        tell(not_paid(2))
    mailoutbox.clear()
    days_later(31)
    assert subjects(mailoutbox) == ["Letter of day 0"]


def test_a_second_refusal_of_one_month_counts_on_from_the_first(late, mailoutbox):
    days_later(0)
    with time_machine.travel(REFUSED + 3 * DAY, tick=False):
        tell(not_paid(1, at=REFUSED + 3 * DAY, tries=2))
    days_later(3.5)
    assert subjects(mailoutbox) == ["Letter of day 0", "Letter of day 3"]


def test_after_days_without_the_clock_only_the_latest_is_written(late, mailoutbox):
    days_later(8)
    days_later(9)
    assert subjects(mailoutbox) == ["Letter of day 7"]


def test_the_words_are_those_of_the_paper_in_the_language_of_the_patron(late, mailoutbox):
    late.patron.language = "uk"
    late.patron.save()
    days_later(7)
    assert subjects(mailoutbox) == ["Лист сьомого дня"]
    assert mailoutbox[0].body.startswith("Таке буває.")


def test_without_steps_nothing_is_written(late, mailoutbox):
    DunningStep.objects.all().delete()
    days_later(0)
    assert not mailoutbox


def test_looking_for_what_is_due_takes_as_many_queries_for_many(late, django_assert_num_queries):
    def looking():
        with time_machine.travel(REFUSED + DAY, tick=False), django_assert_num_queries(4):
            return len(reminders.dunning.due(REFUSED + DAY))

    assert looking() == 1
    with time_machine.travel(REFUSED, tick=False):
        for number in range(3):
            other = factories.order()
            tell(paid(other, number=f"first-{number}"))
            Pledge.objects.filter(order=other).update(provider_id=f"sub-{number + 2}")
    assert looking() == 1


def test_a_transfer_that_has_not_come_is_asked_about_without_a_card(late, order, mailoutbox):
    for thing in (order, late, *late.payments.all()):
        thing.provider = "manual"
        thing.save()
    days_later(1)
    assert not mailoutbox  # banks take their time
    days_later(3)
    (letter,) = mailoutbox
    assert letter.subject == "Your transfer has not come yet"
    assert f"/support/transfer/{order.key}/" in letter.body
    assert "card" not in letter.body


# --- The page that the letter leads to


class Shop:
    def __init__(self, answer):
        self.answer = answer

    def card_url(self, pledge, back_url):
        assert "back=1" in back_url
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def card_page(late, client, monkeypatch):
    """Press the button of the page, with a provider that answers so."""
    url = reverse("patrons:card_by_letter", args=[signed_links.card(late)])

    def press(answer):
        monkeypatch.setattr(providers, "named", lambda key: Shop(answer))
        return client.post(url)

    return press


def test_the_button_leads_on_to_the_page_of_the_provider(card_page):
    response = card_page("https://shop.example/card")
    assert (response.status_code, response["Location"]) == (303, "https://shop.example/card")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Silent(), "The payment service does not answer."),
        (Declined("Not with this card."), "Not with this card."),
        ("", "There is no card to change here."),
    ],
)
def test_a_provider_without_an_answer_is_spoken_of_in_a_sentence(card_page, answer, sentence):
    response = card_page(answer)
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_once_it_has_ended_there_is_no_card_to_change(late, card_page):
    tell(standing(at=REFUSED, ended_at=REFUSED))
    assert "This support has ended" in card_page("https://shop.example/card").content.decode()
