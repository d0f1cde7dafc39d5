from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from patrons.models import Goal, GoalWords
from patrons.support_page import note_reached
from tests import factories
from tests.patrons.facts import MONTH, START, paid, tell
from tests.patrons.test_support_page import giver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march(time_machine):
    time_machine.move_to(START + MONTH / 2, tick=False)


def a_goal(**fields):
    goal = Goal.objects.create(**{"target": 4, **fields})
    GoalWords.objects.create(goal=goal, language="en", what_for="A lawyer", sentence="Four patrons pay for a lawyer.")
    return goal


def shown(client):
    page = client.get("/support/").content.decode()
    return " ".join(strip_tags(page.split("c-standfirst")[1].split("<form")[0]).replace("\xa0", " ").split()), page


def test_without_a_goal_nothing_is_said_of_one(client):
    assert "<progress" not in shown(client)[1]
    a_goal(is_shown=False)
    assert "<progress" not in shown(client)[1]


def test_the_bar_and_the_words_say_the_same(client):
    a_goal()
    giver()
    words, page = shown(client)
    assert "1 of 4 patrons 25 % of the goal" in words
    assert "Four patrons pay for a lawyer." in words
    assert '<progress value="1" max="4" aria-hidden="true">' in page


def test_a_goal_with_an_end_says_until_when(client):
    a_goal(ends_on=date(2026, 12, 31))
    assert "0 of 4 patrons 0 % of the goal until 31 December 2026" in shown(client)[0]


def test_what_is_reached_stays_reached_with_its_day(client, time_machine):
    a_goal(target=1)
    giver()
    assert "1 of 1 patron Reached; we keep going" in shown(client)[0]
    note_reached()
    assert "Reached on 17 March 2026; we keep going" in shown(client)[0]
    time_machine.move_to(START + 3 * MONTH, tick=False)
    words, page = shown(client)
    assert "0 of 1 patron Reached on 17 March 2026; we keep going" in words
    assert 'value="1" max="1"' in page


def test_looking_at_the_page_writes_nothing(client):
    goal = a_goal(target=1)
    giver()
    shown(client)
    goal.refresh_from_db()
    assert goal.reached_on is None


def test_a_goal_that_ended_below_its_target_says_so(client):
    a_goal(ends_on=date(2026, 3, 1))
    words, page = shown(client)
    assert "0 of 4 patrons This goal ended on 1 March 2026" in words
    assert "<progress" not in page
    giver()
    note_reached()
    assert not Goal.objects.exclude(reached_on=None)


def test_money_each_month_counts_years_as_twelfths_and_one_currency_only(client):
    a_goal(measure="monthly", target=10_000, currency="EUR")
    giver()
    for number, (rhythm, minor, currency) in enumerate([("yearly", 12_000, "EUR"), ("monthly", 50_000, "UAH")]):
        order = factories.order(rhythm=rhythm, minor=minor, currency=currency)
        fact = paid(order, number=f"more-{number}", minor=minor, currency=currency)
        tell(type(fact)(**(fact.__dict__ | {"subscription": f"more-{number}"})))
    assert "€14 of €100 each month 14 % of the goal" in shown(client)[0]


def test_the_newest_goal_counts(client):
    a_goal(created_at=START - timedelta(days=1))
    a_goal(target=9)
    assert "0 of 9 patrons" in shown(client)[0]
