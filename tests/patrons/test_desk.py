"""The patron desk: figures, goal, finding, and what staff do for a patron."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import AuditEntry
from patrons import figures
from patrons.models import (
    Currency,
    DunningStep,
    DunningWords,
    Goal,
    LedgerEntry,
    LookUp,
    Order,
    Patron,
    Payment,
    Pledge,
    PledgeMove,
    Receipt,
    Tier,
)
from patrons.money import Money
from tests import factories
from tests.patrons.facts import checked_out, not_paid, paid, standing, tell
from tests.patrons.test_manual import confirm, transfer_order

pytestmark = pytest.mark.django_db
DESK = "/admin/patrons/desk/"
State = Pledge.State


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


def at(month, day=5, year=2026):
    return datetime(year, month, day, 12, tzinfo=UTC)


def pledge(joined, left=None, minor=400, rhythm="monthly", currency="EUR", reason="", **fields):
    """A pledge with its whole history, as the books would have written it."""
    order = factories.order(rhythm=rhythm, minor=minor, currency=currency)
    made = Pledge.objects.create(
        patron=order.patron,
        order=order,
        minor=minor,
        currency=currency,
        rhythm=rhythm,
        provider="demo",
        state=State.ENDED if left else State.ACTIVE,
        started_at=joined,
        ended_at=left,
        reason=reason,
        **fields,
    )
    move(made, "", State.STARTED, joined)
    move(made, State.STARTED, State.ACTIVE, joined)
    if left:
        move(made, State.ACTIVE, State.ENDED, left)
    return made


def move(made, before, after, when):
    PledgeMove.objects.create(pledge=made, before=before, after=after, at=when, minor=made.minor, rhythm=made.rhythm)


def test_the_figures_are_of_one_currency_and_never_added_up_across(patron_manager):
    pledge(at(1))
    pledge(at(3), minor=1000)
    pledge(at(2), minor=4800, rhythm="yearly")
    pledge(at(1), left=at(3), reason="money")
    pledge(at(3), minor=20000, currency="UAH")
    tell(paid(factories.order(rhythm="once", minor=5000), minor=5000))
    now = figures.Figures("EUR").now()
    assert (now.active, now.each_month.minor, now.joined, now.left) == (3, 400 + 1000 + 400, 1, 1)
    assert (now.average.minor, now.once.minor, now.once_count) == (600, 5000, 1)
    page = patron_manager.get(DESK).content.decode()
    assert "€18" in page
    assert "It costs too much for me now 1" in page
    other = patron_manager.get(DESK, {"currency": "UAH"}).content.decode()
    assert Money(20000, "UAH").short in other
    assert "€18" not in other.split("nd-strip")[1].split("</dl>")[0]


def test_the_line_follows_what_was_given_each_month():
    pledge(at(6, year=2025))
    pledge(at(1), left=at(2, 20), minor=1000)
    paused = pledge(at(1), minor=200)
    move(paused, State.ACTIVE, State.PAUSED, at(3))
    months = {month.isoformat(): sum for month, sum in figures.Figures("EUR").each_month()}
    assert len(months) == 24
    assert (months["2025-05-01"], months["2025-06-01"]) == (0, 400)
    assert (months["2026-01-01"], months["2026-02-01"], months["2026-03-01"]) == (1600, 600, 400)


def test_another_sum_changes_the_line_from_its_month_on():
    with time_machine.travel(at(2), tick=False):
        order = factories.order()
        tell(paid(order, -1))
    with time_machine.travel(at(3), tick=False):
        tell(standing(at=at(3), minor=900))
    months = {month.isoformat(): sum for month, sum in figures.Figures("EUR").each_month()}
    assert (months["2026-02-01"], months["2026-03-01"]) == (400, 900)
    assert figures.Figures("EUR").joined(1)[figures.this_month()] == 0


def test_who_stays_is_told_by_the_month_of_joining():
    for _number in range(3):
        pledge(at(1))
    pledge(at(1), left=at(1, 20))
    pledge(at(2), left=at(3))
    rows = {month.isoformat(): (count, cells) for month, count, cells in figures.Figures("EUR").who_stays()}
    assert rows["2026-01-01"] == (4, [100, 75, 75])
    assert rows["2026-02-01"] == (1, [100, 100])
    assert rows["2025-12-01"] == (0, [])


def test_who_never_paid_has_neither_joined_nor_left():
    order = factories.order()
    made = Pledge.objects.create(
        patron=order.patron, order=order, minor=400, currency="EUR", rhythm="monthly", provider="demo", state="ended"
    )
    move(made, "", State.STARTED, at(3))
    move(made, State.STARTED, State.ENDED, at(3))
    now = figures.Figures("EUR").now()
    assert (now.active, now.joined, now.left) == (0, 0, 0)


@pytest.mark.parametrize("name", ["months", "joined", "tiers", "cohorts", "reasons"])
def test_each_chart_is_a_file_too_and_safe_to_open(patron_manager, name):
    tier = Tier.objects.create(slug="formula")
    tier.words.create(language="en", name="=1+1", pays_for="Nothing")
    pledge(at(1), left=at(3), reason="money", tier=tier)
    pledge(at(1), tier=tier)
    file = patron_manager.get(DESK, {"csv": name})
    assert file["Content-Type"].startswith("text/csv")
    text = file.content.decode("utf-8-sig")
    assert len(text.splitlines()) > 1
    if name == "tiers":
        assert "'=1+1,1,4.00" in text


def test_the_desk_asks_the_same_few_questions_however_many_give(patron_manager):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert patron_manager.get(DESK).status_code == 200
        return len(asked)

    pledge(at(1))
    Goal.objects.create(target=10)
    patron_manager.get(DESK)
    few = questions()
    for number in range(6):
        pledge(at(1 + number % 3), left=at(3) if number % 2 else None, minor=100 * (number + 1))
    assert questions() == few
    assert few <= 25 + 4  # the session, the account and its rights are asked for on every page


def test_the_desk_opens_to_those_with_the_right_and_hides_the_names(patron_manager, editor):
    assert editor.get(DESK).status_code == 403
    order = factories.order(patron=factories.patron(name="Olha Secret"))
    tell(checked_out(order), not_paid())
    assert "Olha Secret" in patron_manager.get(DESK).content.decode()
    patron_manager.user.groups.clear()
    patron_manager.user.user_permissions.add(permission("see_figures"))
    page = patron_manager.get(DESK).content.decode()
    assert "Olha Secret" not in page
    assert f"Patron {order.patron_id}" in page
    assert "Names are hidden" in page


def permission(name):
    return Permission.objects.get(codename=name)


def test_a_patron_is_found_by_the_whole_e_mail_or_a_receipt_and_each_look_is_kept(patron_manager):
    order = factories.order(patron=factories.patron(email="olha@example.org"))
    tell(paid(order))
    page = f"/admin/patrons/patron/{order.patron_id}/"
    for words in (
        "olha@example.org",
        "OLHA@example.org",
        str(Receipt.objects.get()),
        str(Receipt.objects.get()).lower(),
    ):
        assert patron_manager.post(f"{DESK}find/", {"q": words})["Location"] == page
    for words in ("olha", "@example.org", "TN-2026-999999", "TN-99999999999-1", "", "x" * 500, "TN-²-1"):
        assert b"olha@example.org" not in patron_manager.post(f"{DESK}find/", {"q": words}).content
    looks = LookUp.objects.filter(kind=LookUp.Kind.SEARCH)
    assert looks.filter(words="olha@example.org", by=patron_manager.user.pk).exists()
    assert looks.count() == 10


def test_a_patrons_page_shows_everything_and_is_written_into_the_access_log(patron_manager):
    order = factories.order(patron=factories.patron(name="Olha"))
    tell(paid(order))
    page = patron_manager.get(f"/admin/patrons/patron/{order.patron_id}/").content.decode()
    for said in ("Olha", "€4.00", str(Receipt.objects.get()), "Active", "End it…", "Give back…"):
        assert said in page
    entry = LookUp.objects.get()
    assert (entry.kind, entry.patron) == (LookUp.Kind.PERSON, order.patron)


def test_a_refund_says_how_much_and_why_and_refuses_more_than_there_is(patron_manager):
    order = manual_payment()
    payment = Payment.objects.get()
    page = f"/admin/patrons/patron/{order.patron_id}/refund/{payment.pk}/"
    assert 'value="4.00"' in patron_manager.get(page).content.decode()
    for amount in ("4.01", "0", "-1", "1e3", "", "NaN", "10000000000000", "1.001"):
        answer = patron_manager.post(page, {"amount": amount, "note": "kept words"})
        assert answer.status_code == 422
        assert "kept words" in answer.content.decode()
    assert patron_manager.post(page, {"amount": "1.50", "note": ""}).status_code == 422
    assert patron_manager.post(page, {"amount": "1.50", "note": "asked for it"}).status_code == 302
    assert sum(LedgerEntry.objects.values_list("minor", flat=True)) == 250
    entry = AuditEntry.objects.get(act="payment.refunded")
    assert (entry.note, entry.after) == ("asked for it", {"sum": "1.50 EUR"})


def manual_payment(**fields):
    Currency.objects.get_or_create(code="EUR", minimum=100, maximum=100000)
    order = transfer_order(**fields)
    confirm(order, datetime(2026, 3, 10, tzinfo=UTC).date())
    return order


def test_support_is_ended_with_a_note(patron_manager):
    order = manual_payment(rhythm="monthly")
    pledge = Pledge.objects.get()
    page = f"/admin/patrons/patron/{order.patron_id}/stop/{pledge.pk}/"
    assert patron_manager.post(page, {"note": ""}).status_code == 422
    assert patron_manager.post(page, {"note": "wrote to us", "at_once": "yes"}).status_code == 302
    pledge.refresh_from_db()
    assert (pledge.state, pledge.reason) == (State.ENDED, Pledge.Reason.STAFF)
    assert AuditEntry.objects.get(act="pledge.stopped").note == "wrote to us"
    assert patron_manager.post(page, {"note": "again"}).status_code == 404


def test_a_patron_is_handed_over_to_an_account(patron_manager):
    order = manual_payment()
    page = f"/admin/patrons/patron/{order.patron_id}/hand-over/"
    assert "no account" in patron_manager.post(page, {"email": "no@example.org", "note": "x"}).content.decode()
    member = factories.user()
    assert patron_manager.post(page, {"email": member.email.upper(), "note": "same person"}).status_code == 302
    assert Patron.objects.get(user=member).pk == order.patron_id
    entry = AuditEntry.objects.get(act="patron.handed_over")
    assert entry.thing_name == f"Patron {order.patron_id}"  # others read the audit list
    other = factories.patron()
    again = patron_manager.post(f"/admin/patrons/patron/{other.pk}/hand-over/", {"email": member.email, "note": "x"})
    assert "patron already" in again.content.decode()


def test_held_orders_are_let_go_on_or_refused_once(patron_manager):
    order = factories.order(state=Order.State.HELD)
    page = f"/admin/patrons/order/{order.pk}/"
    assert "Let it go on" in patron_manager.get(f"{page}change/").content.decode()
    assert patron_manager.post(f"{page}decide/", {"do": "something"}).status_code == 302
    order.refresh_from_db()
    assert order.state == Order.State.HELD
    patron_manager.post(f"{page}decide/", {"do": "release", "note": "known"})
    patron_manager.post(f"{page}decide/", {"do": "refuse"})
    order.refresh_from_db()
    assert (order.state, order.decided_by) == (Order.State.OPEN, patron_manager.user)
    assert AuditEntry.objects.filter(act__startswith="order.").count() == 1


@pytest.fixture
def euro(db):
    return Currency.objects.create(code="EUR", minimum=100, maximum=100000)


def goal_form(**fields):
    said = {
        "measure": "monthly",
        "target": "16 000",
        "currency": "EUR",
        "ends_on": "2026-06-30",
        "what_for_en": "A second reporter",
        "sentence_en": "With more we can keep a reporter on the river.",
    }
    return {**said, **fields}


def test_the_goal_is_looked_at_saved_hidden_and_followed_by_another(patron_manager, euro):
    look = patron_manager.post(f"{DESK}goal/", goal_form(look="1")).content.decode()
    assert "€16,000" in look
    assert "With more we can keep a reporter on the river." in look
    assert not Goal.objects.exists()
    part = patron_manager.post(f"{DESK}goal/preview/", goal_form(target="20 000")).content.decode()
    assert "€20,000" in part
    assert "<html" not in part
    patron_manager.post(f"{DESK}goal/", goal_form())
    goal = Goal.objects.get()
    assert (goal.target, goal.currency, goal.words.get(language="en").what_for) == (
        1600000,
        "EUR",
        "A second reporter",
    )
    assert "goal €16,000" in patron_manager.get(DESK).content.decode()
    patron_manager.post(f"{DESK}goal/", goal_form(measure="patrons", target="600", new="1"))
    assert Goal.objects.count() == 2
    assert Goal.objects.first().target == 600
    patron_manager.post(f"{DESK}goal/", {"hide": "1"})
    assert not Goal.objects.first().is_shown
    assert AuditEntry.objects.filter(act="goal.changed").count() == 3


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"target": "many"}, "Write the sum in digits"),
        ({"target": "0"}, "more than nothing"),
        ({"target": "9" * 12}, "larger than we can take"),
        ({"currency": ""}, "Choose the currency"),
        ({"currency": "XXX"}, "valid choice"),
        ({"measure": "patrons", "target": "1.5"}, "number of patrons in digits"),
        ({"measure": "patrons", "target": "²"}, "number of patrons in digits"),
        ({"sentence_en": ""}, "required"),
        ({"sentence_en": "x" * 141}, "at most 140"),
        ({"ends_on": "tomorrow"}, "valid date"),
    ],
)
def test_a_goal_that_makes_no_sense_is_said_so_and_nothing_typed_is_lost(patron_manager, euro, typed, why):
    answer = patron_manager.post(f"{DESK}goal/", goal_form(**typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert "A second reporter" in page
    assert not Goal.objects.exists()


def test_a_letter_about_a_refused_payment_is_sent_from_the_desk(patron_manager, mailoutbox):
    step = DunningStep.objects.get_or_create(day=0)[0]
    DunningWords.objects.get_or_create(step=step, language="en", defaults={"subject": "Your card", "text": "Look."})
    tell(checked_out(factories.order()), not_paid())
    mailoutbox.clear()
    payment = Payment.objects.get(state="failed")
    assert "Send a letter" in patron_manager.get(DESK).content.decode()
    patron_manager.post(f"{DESK}again/{payment.pk}/", {"do": "letter"})
    assert len(mailoutbox) == 1
    patron_manager.post(f"{DESK}again/{payment.pk}/", {"do": "dance"})
    patron_manager.post(f"{DESK}again/999999/", {"do": "letter"})
    assert len(mailoutbox) == 1


def test_a_month_later_is_another_month(patron_manager):
    pledge(at(3, 31), left=at(4, 1))
    with time_machine.travel(at(4, 2) + timedelta(hours=1), tick=False):
        joined, left = figures.Figures("EUR").joined(2), figures.Figures("EUR").left(2)
    assert list(joined.values()) == [1, 0]
    assert list(left.values()) == [0, 1]
