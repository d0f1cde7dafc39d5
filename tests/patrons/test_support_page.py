import re
from dataclasses import replace

import pytest

from patrons.models import Currency, Price, Question, SpendingLine, Tier
from tests import factories
from tests.patrons.facts import MONTH, START, not_paid, paid, refunded, standing, tell
from tests.patrons.offers import a_perk, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(db):
    return offers()


@pytest.fixture
def in_march(time_machine):
    time_machine.move_to(START + MONTH / 2, tick=False)


def words(client, address="/support/"):
    return client.get(address).content.decode()


def giver(**fields):
    """Somebody who gives every month."""
    patron = factories.patron(**fields)
    order = factories.order(patron=patron)
    tell(replace(paid(order, number=f"pay-{order.pk}"), subscription=f"sub-{order.pk}"))
    return patron


def test_it_says_how_to_give_in_the_words_of_the_desk(client):
    factories.page(slug="support", title="Support", body="<p>By bank transfer.</p>")
    page = words(client)
    assert "Support The-News by becoming our patron!" in page
    assert "By bank transfer." in page


def test_it_opens_before_the_desk_has_written_it(client):
    assert "How to give will be announced here soon." in words(client)


def test_each_edition_has_its_own(client):
    factories.page(slug="support", title="Підтримати", language="uk", body="<p>Переказом.</p>")
    assert "Переказом." in words(client, "/uk/support/")
    assert "Переказом." not in words(client)


def test_every_tier_says_what_it_costs_and_pays_for(client, offered):
    page = words(client)
    for sum_, name in (("€4", "Reader"), ("€80", "Friend"), ("€16", "Patron"), ("€50", "")):
        assert f"{sum_}</span>" in page
        assert name in page
    assert "What a friend pays for" in page
    assert "At least €2" in page


def test_what_is_no_longer_offered_is_not_shown(client, offered):
    Tier.objects.filter(slug="friend").update(is_offered=False)
    Currency.objects.filter(code="UAH").update(is_offered=False)
    page = words(client)
    assert "€8<" not in page
    assert "UAH" not in page


@pytest.mark.parametrize(
    ("address", "sum_"),
    [
        ("/support/", "€4"),
        ("/support/?currency=UAH", "UAH\xa0150"),
        ("/uk/support/", "150\xa0₴"),
        ("/uk/support/?currency=EUR", "4\xa0EUR"),
        ("/support/?currency=XXX", "€4"),
        ("/support/?currency=%3Cb%3E", "€4"),
    ],
)
def test_sums_are_in_the_currency_that_is_asked_for_or_else_of_the_edition(client, offered, address, sum_):
    assert f'<span class="c-amount__sum">{sum_}</span>' in words(client, address)


def test_strangers_all_get_the_same_bytes_and_no_cookie(client, offered, in_march):
    one, other = client.get("/support/"), client.get("/support/")
    assert one.content == other.content
    assert not one.cookies
    assert b"csrf" not in one.content
    assert b'method="get"' in one.content


def test_the_article_that_brought_somebody_goes_along(client, offered):
    assert '<input type="hidden" name="article" value="17">' in words(client, "/support/?article=17")
    for odd in ("x", '"><b>', "-1", "²"):
        assert 'name="article"' not in client.get("/support/", {"article": odd}).content.decode()


def test_perks_say_from_which_tier_on_they_are_given(client, offered):
    a_perk("A letter each month", "friend", "patron")
    page = words(client)
    assert "<li>A badge by your comments</li>" in page
    assert "A letter each month (from “Friend” on)" in page


def test_it_says_where_the_money_goes_by_the_latest_year(client, offered):
    for year, label, percent in ((2024, "Typewriters", 100), (2025, "Reporting", 62.5), (2025, "Rent", 37.5)):
        SpendingLine.objects.create(language="en", year=year, label=label, percent=percent)
    page = words(client)
    assert "Typewriters" not in page
    assert re.search(r"Reporting</th><td class=\"num\">62.5</td>", page)
    assert re.search(r"Together</th><td class=\"num\">100</td>", page)


def test_questions_are_answered(client, offered):
    Question.objects.create(language="en", question="Can I stop?", answer="Yes.\n\n<b>Always.</b>")
    page = words(client)
    assert "Can I stop?" in page
    assert "&lt;b&gt;Always." in page


def test_only_those_are_named_who_give_and_wish_it(client, offered, in_march):
    giver(name="Chess club", is_listed=True)
    giver(name="Shy", is_listed=False)
    giver(name="", is_listed=True)
    factories.patron(name="Never gave", is_listed=True)
    page = words(client)
    assert "<li>Chess club</li>" in page
    assert "Shy" not in page
    assert "Never gave" not in page
    assert "Without a name: 2" in page
    assert "<li>Chess club</li>" in words(client, "/support/names/")
    assert "Shy" not in words(client, "/support/names/")


def test_who_gave_once_is_named_for_a_year_and_not_if_it_was_given_back(client, offered, time_machine):
    time_machine.move_to(START, tick=False)
    once = [factories.patron(name=name, is_listed=True) for name in ("Ivan", "Olha")]
    for number, patron in enumerate(once):
        tell(paid(factories.order(patron=patron, rhythm="once"), number=f"pay-{number}"))
    assert "Ivan" in words(client)
    tell(refunded("pay-0"))
    assert "Ivan" not in words(client)
    assert "Olha" in words(client)
    time_machine.move_to(START + 366 * (MONTH / 31), tick=False)
    assert "Olha" not in words(client)


def test_names_have_pages(client, offered, in_march, monkeypatch):
    monkeypatch.setattr("patrons.support_page.NAMES", 2)
    for name in ("First", "Second", "Third"):
        giver(name=name, is_listed=True)
    page = words(client, "/support/names/")
    assert page.index("Third") < page.index("Second")
    assert "First" not in page
    older = re.search(r'href="(/support/names/\?older=[^"]+)"', page)[1]
    assert "First" in words(client, older)
    assert client.get("/support/names/?older=nonsense").status_code == 404


def test_a_name_is_never_more_than_text(client, offered, in_march):
    giver(name="<script>x-evil</script>", is_listed=True)
    assert "<script>x-evil" not in words(client) + words(client, "/support/names/")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([], "Thank you."),
        ([not_paid(1)], "The last payment did not go through."),
        ([standing(paused_until=START + 2 * MONTH)], "It is paused until"),
        ([standing(ends_at=START + MONTH)], "and nothing more will be taken."),
        ([standing(next_due_at=START + MONTH)], "The next payment is on 1\xa0April 2026."),
    ],
)
def test_a_patron_reads_first_how_they_give(reader, offered, in_march, facts, said):
    order = factories.order(patron=factories.patron(user=reader.user))
    tell(paid(order), *facts)
    page = words(reader)
    assert "You give €4 every month." in page
    assert 'value="once" id="rhythm-once" checked' in page
    assert said in re.sub(r"<[^>]+>", "", page)


def test_it_asks_as_much_for_many_rows_as_for_few(client, offered, in_march, django_assert_max_num_queries):
    giver(name="One", is_listed=True)
    Question.objects.create(language="en", question="Why?", answer="So.")
    factories.article(kind="long_read")
    with django_assert_max_num_queries(17) as few:
        words(client)
    for number in range(4):
        giver(name=f"Name {number}", is_listed=True)
        a_perk(f"Perk {number}", "friend")
        tier = Tier.objects.create(slug=f"tier-{number}", order=9)
        Price.objects.create(tier=tier, currency=offered, rhythm="monthly", minor=9000 + number)
        Question.objects.create(language="en", question=f"Why {number}?", answer="So.")
        factories.article(kind="long_read")
    with django_assert_max_num_queries(len(few)):
        words(client)


def test_it_stands_however_little_is_written(client):
    """Currencies without a price list, and nothing else."""
    Currency.objects.create(code="JPY", minimum=500, maximum=10**6)
    page = words(client)
    assert "At least ¥500" in page
    assert "Where the money goes" not in page
