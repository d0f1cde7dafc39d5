"""The audit list keeps who did what, and lets nobody rewrite it."""

from datetime import date

import pytest
from django.utils.translation import gettext_lazy

from accounts.audit import Act, AuditEntry, NeverChanged, record
from tests import factories


@pytest.fixture
def entry(db):
    return record(factories.user(display_name="Iryna"), "front.published", "Front page of Tuesday", note="Morning")


def test_an_entry_says_who_did_what_to_which_thing(db):
    iryna, marta = factories.user(display_name="Iryna"), factories.user(display_name="Marta")
    entry = record(iryna, "role.given", marta, before={"roles": []}, after={"roles": ["Editor"]}, note="Since May")
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.by, kept.by_name, kept.act, kept.thing_name) == (iryna.pk, "Iryna", Act.ROLE_GIVEN, "Marta")
    assert (kept.thing_type, kept.thing_id, kept.note) == ("accounts.user", str(marta.pk), "Since May")
    assert kept.differences == [("roles", [], ["Editor"])]
    assert list(AuditEntry.objects.of(marta)) == [kept]


def test_the_clock_acts_without_an_account(db):
    entry = record(None, "breaking.ended", "River cities agree")
    assert (entry.by, entry.by_name, entry.thing_type) == (None, "", "")


def test_an_unknown_act_is_refused(db):
    with pytest.raises(ValueError, match=r"article\.eaten"):
        record(None, "article.eaten", "An article")


def test_dates_translated_words_and_objects_can_be_recorded(db):
    words = gettext_lazy("Editor")
    entry = record(None, Act.ARTICLE_CHANGED, "x", before={"on": date(2026, 3, 17)}, after={"by": words, "set": {1}})
    entry.refresh_from_db()
    assert entry.before == {"on": "2026-03-17"}
    assert entry.after == {"by": "Editor", "set": "{1}"}


def test_an_entry_outlives_the_account_it_names(entry):
    factories.user(display_name="Other").__class__.objects.filter(pk=entry.by).delete()
    assert AuditEntry.objects.get().by_name == "Iryna"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.save(),
        lambda entry: AuditEntry.objects.get().save(update_fields=["note"]),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.update(note=""),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["note"]),
    ],
)
def test_an_entry_is_never_changed_and_never_removed(entry, attempt):
    entry.note = "Rewritten"
    with pytest.raises(NeverChanged):
        attempt(entry)
    assert AuditEntry.objects.get().note == "Morning"
