"""A patron's own pages: how it stands, and each way to change it."""

import pytest
import time_machine

from patrons.models import Currency, Patron, Pledge, Price, Tier
from patrons.providers.interface import Declined, Silent
from patrons.providers.manual.gateway import Manual
from tests import factories
from tests.conftest import client_of
from tests.patrons.facts import MONTH, START, not_paid, paid, tell

pytestmark = pytest.mark.django_db
State = Pledge.State
YOURS = "/support/yours/"


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(START + MONTH / 2, tick=False):
        yield


@pytest.fixture
def patron(reader):
    return factories.patron(user=reader.user, email=reader.user.email, name="Oksana P.")


@pytest.fixture
def pledge(patron, monkeypatch):
    """Active, €4 every month, and changed as transfers are: the giver's word counts."""
    tell(paid(factories.order(patron=patron), card="Visa 4242"))
    pledge = Pledge.objects.get()
    for name in ("change", "pause", "resume", "stop"):
        monkeypatch.setattr(f"patrons.providers.demo.gateway.Demo.{name}", getattr(Manual, name))
    return pledge


def at(pledge, page):
    return f"{YOURS}{pledge.pk}/{page}/"


def text(response):
    return " ".join(response.content.decode().split())


def test_it_says_how_the_support_stands_and_lists_what_was_paid(reader, pledge):
    page = text(reader.get(YOURS))
    assert "Active: €4 every month" in page
    assert "Visa 4242" in page
    assert 'href="/support/receipts/TN-2026-000001/"' in page
    assert "Yearly statement for 2026" in page
    assert "Oksana P." not in page, "the name is listed only if its owner wishes"


def test_it_is_one_of_the_pages_of_the_account(reader, pledge):
    assert f'<a href="{YOURS}" aria-current="page">Support</a>' in text(reader.get(YOURS))
    assert f'<a href="{YOURS}">Support</a>' in text(reader.get("/accounts/"))
    assert f'<a href="{YOURS}" aria-current="true">Support</a>' in text(reader.get(at(pledge, "stop")))


def test_who_gives_nothing_is_shown_the_way(reader, client):
    page = text(reader.get(YOURS))
    assert "You are not a patron yet" in page
    assert 'href="/support/gift/redeem/"' in page
    assert client.get(YOURS).url.startswith("/accounts/login/")
    assert not Patron.objects.exists(), "looking makes nobody a patron"


def test_pages_ask_a_fixed_number_of_queries(reader, pledge, django_assert_max_num_queries):
    for month in range(1, 6):
        tell(paid(pledge.order, month))
    with django_assert_max_num_queries(24):
        reader.get(YOURS)
    with django_assert_max_num_queries(16):
        reader.get(f"{YOURS}statement/2026/")


def test_another_sum_and_rhythm_count_from_the_next_payment_on(reader, pledge):
    tier = Tier.objects.create(slug="friend")
    currency = Currency.objects.update_or_create(code="EUR", defaults={"minimum": 200, "maximum": 100000})[0]
    Price.objects.create(tier=tier, currency=currency, rhythm="yearly", minor=8000)
    page = text(reader.post(at(pledge, "change"), {"rhythm": "yearly", "amount": "80,50"}, follow=True))
    assert "from the next payment on you give €80.50" in page
    assert "€80.50 every year" in page
    pledge.refresh_from_db()
    assert (pledge.minor, pledge.rhythm, pledge.tier, pledge.paid_until) == (8050, "yearly", tier, START + MONTH)


@pytest.mark.parametrize(
    ("rhythm", "amount", "said"),
    [
        ("monthly", "", "Write how much you want to give."),
        ("monthly", "much", "Write the sum in digits"),
        ("monthly", "-4", "Write the sum in digits"),
        ("monthly", "0", "The smallest sum is €2."),
        ("monthly", "4.005", "at most 2 digits"),
        ("monthly", "1000000000000", "larger than we can take"),
        ("monthly", "2000", "The largest sum that can be given here is €1,000."),
        ("once", "4", "Choose how often"),
        ("", "4", "Choose how often"),
    ],
)
def test_a_sum_that_cannot_be_given_comes_back_with_a_sentence(reader, pledge, rhythm, amount, said):
    Currency.objects.update_or_create(code="EUR", defaults={"minimum": 200, "maximum": 100000})
    page = text(reader.post(at(pledge, "change"), {"rhythm": rhythm, "amount": amount, "minor": "1"}))
    assert said in page
    assert f'value="{amount}"' in page or not amount
    pledge.refresh_from_db()
    assert pledge.minor == 400


def test_a_pause_lasts_months_and_can_be_ended(reader, pledge):
    assert reader.post(at(pledge, "pause"), {"months": "4"}).context["form"].errors, "three are the longest"
    page = text(reader.post(at(pledge, "pause"), {"months": "3"}, follow=True))
    assert "Paused: €4 every month" in page
    assert "paused until" in page
    assert "Go on now" in page
    page = text(reader.post(at(pledge, "resume"), follow=True))
    assert "Active: €4 every month" in page


def test_stopping_is_one_page_and_one_press(reader, pledge):
    page = text(reader.get(at(pledge, "stop")))
    assert page.count('class="c-button c-button--danger"') == 1
    page = text(reader.post(at(pledge, "stop"), {}, follow=True))
    assert "Stopped. It ends on 1 April 2026" in page
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason) == (State.ENDING, "")
    assert Patron.objects.entitled().exists(), "what is paid stays"
    assert "Active" in text(reader.post(at(pledge, "resume"), follow=True))


def test_stopping_at_once_with_a_reason(reader, pledge):
    said = {"when": "now", "reason": "money", "words": "x" * 500}
    page = text(reader.post(at(pledge, "stop"), said, follow=True))
    assert "Nothing will be taken any more." in page
    assert "Ended on" in page
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason, pledge.reason_words) == (State.ENDED, "money", "x" * 500)
    again = text(reader.post(at(pledge, "stop"), said, follow=True))
    assert "This support has ended" in again


@pytest.mark.parametrize("said", [{"when": "never"}, {"reason": "staff"}, {"words": "x" * 501}])
def test_what_is_said_wrongly_is_named_and_kept(reader, pledge, said):
    assert reader.post(at(pledge, "stop"), said).context["form"].errors.keys() == said.keys()


@pytest.mark.parametrize("page", ["change", "pause", "stop"])
def test_a_provider_that_is_silent_or_refuses_leaves_all_as_it_was(reader, pledge, monkeypatch, page):
    said = {"rhythm": "monthly", "amount": "8", "months": "2", "words": "Kept here"}
    for error, words in ((Silent("hangs"), "does not answer"), (Declined("Not today."), "Not today.")):

        def refuse(*args, error=error):
            raise error

        monkeypatch.setattr(f"patrons.providers.demo.gateway.Demo.{page}", refuse)
        answer = text(reader.post(at(pledge, page), said))
        assert words in answer
        kept = {"change": 'value="8"', "pause": 'value="2"', "stop": "Kept here"}[page]
        assert kept in answer
    pledge.refresh_from_db()
    assert (pledge.state, pledge.minor) == (State.ACTIVE, 400)


def test_a_silent_provider_is_named_beside_buttons_too(reader, pledge, monkeypatch):
    def hang(*args):
        raise Silent("hangs")

    monkeypatch.setattr("patrons.providers.demo.gateway.Demo.resume", hang)
    assert "does not answer" in text(reader.post(at(pledge, "resume"), follow=True))
    monkeypatch.setattr("patrons.providers.demo.gateway.Demo.card_url", hang)
    assert "does not answer" in text(reader.post(at(pledge, "card"), follow=True))


def test_a_card_that_was_refused_is_changed_at_the_provider(reader, pledge, monkeypatch):
    with time_machine.travel(START + MONTH * 1.1, tick=False):
        tell(not_paid(1))
        page = text(reader.get(YOURS))
        assert "Payment late: €4 every month" in page
        assert "Put in another card" in page
        assert '<td class="num is-bad">Refused</td>' in page
        back = []
        url = "https://pay.example/card"
        monkeypatch.setattr(
            "patrons.providers.demo.gateway.Demo.card_url", lambda self, pledge, back_url: back.append(back_url) or url
        )
        answer = reader.post(at(pledge, "card"))
    assert (answer.status_code, answer.url) == (303, url)
    assert back == [f"http://testserver{YOURS}"]


def test_nobody_touches_what_is_another_s(pledge):
    other = client_of(factories.user())
    for page in ("change", "pause", "stop", "resume", "card"):
        assert other.post(at(pledge, page), {"months": 1}).status_code == 404
    assert other.get(f"{YOURS}statement/2026/").status_code == 404


def test_how_a_patron_is_shown(reader, pledge):
    answer = reader.post(f"{YOURS}shown/", {"name": "", "is_listed": "on"})
    assert answer.context["form"].errors.keys() == {"name"}
    page = text(reader.post(f"{YOURS}shown/", {"name": "Oksana Petrenko", "is_listed": "on"}, follow=True))
    assert "<dd>Oksana Petrenko</dd>" in page
    assert "Not shown" in page
    assert "Shown by your comments" in text(reader.post(f"{YOURS}shown/", {"shows_badge": "on"}, follow=True))
    assert client_of(factories.user()).get(f"{YOURS}shown/").url == YOURS


def test_what_was_given_before_the_account_is_found_in_it(reader):
    given = factories.patron(email=reader.user.email)
    order = factories.order(patron=given, rhythm="once", minor=1000)
    tell(paid(order, minor=1000))
    assert "You are not a patron yet" in text(reader.get(YOURS)), "not before the address is proved"
    reader.user.emailaddress_set.create(email=reader.user.email.upper(), verified=True, primary=True)
    assert "€10.00" in text(reader.get(YOURS))
    assert Patron.objects.get().user == reader.user


def test_what_was_given_without_logging_in_comes_to_what_was_given_with_it(reader, patron):
    reader.user.emailaddress_set.create(email=reader.user.email, verified=True, primary=True)
    tell(paid(factories.order(patron=patron, rhythm="once", minor=500), minor=500))
    stray = factories.patron(email=reader.user.email)
    tell(paid(factories.order(patron=stray, rhythm="once", minor=1000), 1, minor=1000))
    page = text(reader.get(YOURS))
    assert "€5.00" in page
    assert "€10.00" in page
    assert Patron.objects.get() == patron
