"""Who sees whom: names need a right of their own, and each look is written down for good."""

import pytest
from django.contrib.auth.models import Permission

from patrons.models import Gift, LookUp, Order, PaymentEvent
from tests import factories
from tests.conftest import client_of
from tests.patrons.facts import paid, tell

pytestmark = pytest.mark.django_db
ADMIN = "/admin/patrons/"


@pytest.fixture
def accountant(db):
    """Sees the figures and no names."""
    user = factories.user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="see_figures"))
    return client_of(user)


@pytest.fixture
def given(db):
    order = factories.order(
        patron=factories.patron(name="Olha Secret", email="olha.secret@example.org"), gift_to="friend@example.org"
    )
    tell(paid(order))
    event = PaymentEvent.objects.get()
    event.body = "olha.secret@example.org"
    event.save()
    return order


LISTS = [
    "order", "pledge", "payment", "ledgerentry", "receipt", "gift", "paymentevent", "difference", "reconciliation",
]  # fmt: skip


def test_the_books_name_nobody_to_those_who_see_figures_alone(accountant, given):
    Gift.objects.create(order=given, months=3, claim_before=given.created_at)
    for name in LISTS:
        page = accountant.get(f"{ADMIN}{name}/")
        assert page.status_code == 200, name
        assert "secret" not in page.content.decode().lower(), name
    for thing in (given, given.pledge, given.payments.get(), PaymentEvent.objects.get()):
        page = accountant.get(f"{ADMIN}{thing._meta.model_name}/{thing.pk}/change/")
        assert page.status_code == 200
        words = page.content.decode().lower()
        assert "secret" not in words
        assert "friend@example.org" not in words


def test_names_are_shut_to_those_who_see_figures_alone(accountant, given):
    for address in ("patron/", f"patron/{given.patron_id}/", "patron/file/", "lookup/"):
        assert accountant.get(f"{ADMIN}{address}").status_code == 403
    assert accountant.post(f"{ADMIN}desk/find/", {"q": "olha.secret@example.org"}).status_code == 403
    assert not LookUp.objects.exists()


def test_editors_and_chief_editors_see_neither_names_nor_figures(editor, chief_editor, admin, given):
    for client in (editor, chief_editor, admin):
        for address in ("desk/", "patron/", "order/", "payment/", "ledgerentry/", "transfers/", "lookup/"):
            assert client.get(f"{ADMIN}{address}").status_code == 403


def test_every_look_at_names_is_in_the_access_log(patron_manager, given):
    patron_manager.get(f"{ADMIN}patron/", {"q": "olha.secret@example.org"})
    patron_manager.get(f"{ADMIN}patron/{given.patron_id}/")
    file = patron_manager.get(f"{ADMIN}patron/file/").content.decode()
    assert "olha.secret@example.org" in file
    looks = list(LookUp.objects.order_by("pk").values_list("kind", "words", "by"))
    by = patron_manager.user.pk
    assert looks == [("list", "olha.secret@example.org", by), ("person", "", by), ("file", "", by)]
    page = patron_manager.get(f"{ADMIN}lookup/").content.decode()
    assert "Took the list along as a file" in page
    entry = LookUp.objects.first()
    assert patron_manager.post(f"{ADMIN}lookup/{entry.pk}/delete/", {"post": "yes"}).status_code == 404


def test_a_name_is_no_formula_in_the_file(patron_manager, given):
    given.patron.name = '=HYPERLINK("http://example.org")'
    given.patron.save()
    rows = patron_manager.get(f"{ADMIN}patron/file/").content.decode()
    assert "\"'=HYPERLINK(" in rows


def test_the_books_cannot_be_changed_by_hand(publisher, given):
    for name, pk in (("order", given.pk), ("payment", given.payments.get().pk), ("pledge", given.pledge.pk)):
        assert publisher.post(f"{ADMIN}{name}/{pk}/change/", {"minor": 1, "note": "x"}).status_code == 403
        assert publisher.post(f"{ADMIN}{name}/{pk}/delete/", {"post": "yes"}).status_code == 404
        assert publisher.get(f"{ADMIN}{name}/add/").status_code == 404
    assert Order.objects.get().minor == 400


@pytest.mark.parametrize("query", ["q=%00", "p=-1", "o=9.9.9", "e=1", "state__exact=nonsense", "id__exact=abc"])
def test_nonsense_in_an_address_breaks_nothing(patron_manager, given, query):
    for name in (*LISTS, "patron", "lookup"):
        assert patron_manager.get(f"{ADMIN}{name}/?{query}").status_code < 500
