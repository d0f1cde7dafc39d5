"""The History of the desk: every version, any two compared, one brought back, one held back from readers."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from articles.models import Article, Version
from tests import factories
from tests.articles.test_article_page import words_of
from tests.articles.test_html_validity import AWKWARD, PROSE, faults
from tests.articles.test_public_history import edit


def address(article, name="history", *numbers):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *numbers])


def look(client, article, query=""):
    return client.get(address(article) + query)


def restore(client, article, number, **data):
    seen = Article.objects.get(pk=article.pk).version
    return client.post(address(article, "restore", number), {"seen": seen, **data}, follow=True)


def marked(response):
    page = response.content.decode().split('class="nd-diff"', 1)[1]
    return re.findall(r"<(ins|del)>([^<]*)</", page)


@pytest.fixture
def draft(editor):
    draft = factories.draft(headline="The map", section=factories.section(), created_by=editor.user)
    edit(draft, by=editor.user, headline="The map is shared")
    edit(draft, by=editor.user, headline="The flood map is shared", body="<p>By eleven towns.</p>")
    return draft


@pytest.fixture
def live(db):
    live = factories.article(headline="The bridge opens", body="<p>It cost three million.</p>")
    edit(live, substantive=True, body="<p>It cost four million.</p>")
    return live


@pytest.fixture
def holder(editor):
    editor.user.user_permissions.add(Permission.objects.get(codename="hold_back_version"))
    return editor


def test_all_versions_are_listed_with_who_what_and_how_much(editor, draft):
    text = words_of(look(editor, draft))
    assert "Versions 3" in text
    assert text.index("+4 −0 words") < text.index("+2 −0 words")
    assert text.count(str(editor.user)) >= 2
    assert "As it was before history began" in text


def test_the_newest_is_compared_with_the_one_before_unless_two_are_chosen(editor, draft):
    assert ("ins", "flood") in marked(look(editor, draft))
    assert "From 1 to 2" in words_of(look(editor, draft))
    assert "From 0 to 1" in words_of(look(editor, draft, "?b=1"))
    first, last = draft.versions.last().number, draft.versions.first().number
    for query in (f"?a={first}&b={last}", f"?a={last}&b={first}"):
        response = look(editor, draft, query)
        assert f"From {first} to {last}" in words_of(response)
        assert marked(response)[:2] == [("ins", "flood"), ("ins", "is shared")]


@pytest.mark.parametrize(
    "query",
    ["?a=x&b=y", "?a=99&b=98", "?a=1&b=1", "?a=-1", "?before=x", "?before=0", "?b=99999999999999999999", "?a=1"]
    + [f"?{name}={number}" for name in ("a", "b", "before") for number in (3_000_000_000, 2**63 - 1)],
)
def test_an_odd_choice_is_answered_with_the_page(editor, draft, query):
    response = look(editor, draft, query)
    assert response.status_code == 200
    assert "Versions 3" in words_of(response)


def test_what_waits_is_compared_with_what_readers_see(editor, live):
    edit(live, by=editor.user, headline="The bridge opens today")
    edit(live, by=editor.user, headline="The bridge opens today at last")
    response = look(editor, live)
    assert "From 2 to 4" in words_of(response)
    assert ("ins", "today at last") in marked(response)
    assert words_of(response).count("Readers see it") == 1


def test_what_is_planned_says_when(editor, live):
    edit(live, by=editor.user, headline="Tomorrow")
    live.refresh_from_db()
    live.plan("change", timezone.now() + timedelta(days=1), editor.user)
    assert "Goes live" in words_of(look(editor, live))


def test_restoring_makes_a_new_version_and_loses_nothing(editor, draft):
    oldest = draft.versions.last()
    response = restore(editor, draft, oldest.number)
    draft.refresh_from_db()
    assert draft.headline == "The map"
    made = draft.versions.first()
    assert (made.act, made.by, made.number) == (Version.Act.RESTORED, editor.user, draft.version)
    assert draft.versions.count() == 4
    assert f"Version {made.number} has the text of version {oldest.number}." in words_of(response)


def test_restoring_a_live_article_changes_nothing_for_readers(client, editor, live):
    response = restore(editor, live, 1)
    assert "Readers see it when it is published." in words_of(response)
    assert "four million" in words_of(client.get(live.get_absolute_url()))
    live.refresh_from_db()
    assert live.has_changes
    assert "three million" in live.working_copy().body


def test_time_address_and_edition_are_not_brought_back(editor, live):
    edit(live, by=editor.user, substantive=False, slug="where-it-stands", important=True)
    live.refresh_from_db()
    before = live.get_absolute_url()
    restore(editor, live, 1)
    live.refresh_from_db()
    live.publish(editor.user)
    live.refresh_from_db()
    assert (live.get_absolute_url(), live.important) == (before, True)
    assert "three million" in live.body


def test_a_version_whose_address_is_taken_by_now_can_be_restored(editor, draft):
    old = draft.versions.last()
    edit(draft, by=editor.user, slug="new-place")
    factories.draft(headline="Other", slug=old.content["slug"])
    restore(editor, draft, old.number)
    draft.refresh_from_db()
    assert (draft.headline, draft.slug) == ("The map", "new-place")


def test_what_is_gone_since_is_left_out(editor, draft):
    topic, author = factories.topic(), factories.author()
    edit(draft, by=editor.user, topics=[topic.pk], bylines=[{"author": author.pk}])
    draft.refresh_from_db()
    number = draft.version
    edit(draft, by=editor.user, topics=[], bylines=[])
    topic.delete()
    author.delete()
    assert "no longer there" in words_of(look(editor, draft))
    assert restore(editor, draft, number).status_code == 200
    draft.refresh_from_db()
    assert draft.version > number


@pytest.mark.parametrize("seen", ["1", "0", "", "x", "-1", "99999999999999999999999"])
def test_nothing_is_restored_over_what_somebody_saved_meanwhile(editor, draft, seen):
    draft.refresh_from_db()
    number = draft.version
    response = restore(editor, draft, draft.versions.last().number, seen=seen)
    assert "Nothing was restored" in words_of(response)
    draft.refresh_from_db()
    assert (draft.version, draft.headline, draft.versions.count()) == (number, "The flood map is shared", 3)


def test_restoring_what_the_article_says_anyway_makes_no_version(editor, draft):
    draft.refresh_from_db()
    response = restore(editor, draft, draft.version)
    assert "says what the article says now" in words_of(response)
    assert draft.versions.count() == 3


def test_a_version_is_opened_as_the_real_page(editor, live):
    page = look(editor, live).content.decode()
    (opened,) = [address for address in re.findall(r'href="([^"]+)" target', page) if address.endswith("version=1")]
    assert "three million" in words_of(editor.get(opened))


def test_an_article_without_versions_says_when_history_begins(editor, db):
    draft = factories.draft(section=factories.section())
    assert "History begins with the next save." in words_of(look(editor, draft))


def test_notes_of_the_desk_stand_beside_the_versions(editor, draft):
    draft.submit(editor.user, "Please check the figures.")
    assert "Please check the figures." in words_of(look(editor, draft))


def test_the_pages_are_valid_html(holder, live):
    edit(live, by=holder.user, substantive=True, headline=AWKWARD, body=PROSE, sources=[{"name": AWKWARD}])
    live.refresh_from_db()
    live.submit(holder.user, AWKWARD)
    holder.post(address(live, "hold_back", 2), {"reason": AWKWARD})
    assert faults(look(holder, live)) == []
    assert faults(look(holder, live, "?a=1&b=2")) == []
    assert faults(holder.post(address(live, "hold_back", 3), {"reason": ""})) == []


# --- who may ---

PAGES = [("history", "get"), ("restore", "post"), ("hold_back", "get"), ("hold_back", "post"),
         ("show_again", "post")]  # fmt: skip


@pytest.mark.parametrize(("name", "method"), PAGES)
@pytest.mark.parametrize("who", ["client", "reader", "moderator", "reporter"])
def test_only_those_who_write_the_article_see_its_past(request, live, name, method, who):
    number = [] if name == "history" else [1]
    visitor = request.getfixturevalue(who)
    response = getattr(visitor, method)(address(live, name, *number), {"seen": 2, "reason": "Because."})
    assert response.status_code in (302, 403)
    if response.status_code == 302:
        assert "login" in response["Location"]
    live.refresh_from_db()
    assert live.version == 2
    assert not live.versions.exclude(held_back_because="").exists()


def test_a_reporter_restores_and_compares_their_own(reporter, db):
    article = factories.article(created_by=reporter.user, headline="Mine")
    edit(article, by=reporter.user, headline="Mine again")
    assert look(reporter, article).status_code == 200
    restore(reporter, article, 1)
    article.refresh_from_db()
    assert (article.version, article.live_version, article.has_changes) == (3, 1, True)


@pytest.mark.parametrize("name", ["restore", "show_again"])
def test_a_look_changes_nothing(holder, live, name):
    assert holder.get(address(live, name, 1)).status_code == 405
    live.refresh_from_db()
    assert live.version == 2


@pytest.mark.parametrize("name", ["restore", "hold_back", "show_again"])
@pytest.mark.parametrize("number", [99, 3_000_000_000, 2**63 - 1, 99999999999999999999])
def test_a_version_that_is_not_there_is_not_found(holder, live, name, number):
    assert holder.post(address(live, name, number), {"seen": 2, "reason": "A court."}).status_code == 404


@pytest.mark.parametrize("pk", ["999", "99999999999999999999", "x", "_31", "1_2F2"])
def test_an_article_that_is_not_there_is_not_found(editor, db, pk):
    assert editor.get(f"/admin/articles/article/{pk}/history/").status_code in (302, 404)


# --- holding back ---


def test_a_version_is_held_back_with_a_reason_and_shown_again(client, holder, live):
    assert "Hold version 2 back" in words_of(look(holder, live))
    response = holder.post(address(live, "hold_back", 2), {"reason": "A court forbids it."}, follow=True)
    text = words_of(response)
    assert "Readers do not see version 2 any more." in text
    assert "Held back: A court forbids it." in text
    assert "four" not in words_of(client.get(f"{live.get_absolute_url()}history/"))
    assert AuditEntry.objects.of(live).get(act="version.held_back").note == "A court forbids it."
    response = holder.post(address(live, "show_again", 2), follow=True)
    assert "Readers see version 2 again." in words_of(response)
    assert "four" in words_of(client.get(f"{live.get_absolute_url()}history/"))
    holder.post(address(live, "show_again", 2))
    assert AuditEntry.objects.of(live).filter(act="version.shown").count() == 1


def test_a_reason_that_cannot_be_kept_is_said_and_stays_in_the_form(holder, live):
    long = "x" * 501
    response = holder.post(address(live, "hold_back", 2), {"reason": long})
    assert "The reason has 501 characters" in words_of(response)
    assert long in response.content.decode()
    assert "Say why" in words_of(holder.post(address(live, "hold_back", 2), {"reason": " "}))
    assert not live.versions.exclude(held_back_because="").exists()


def test_what_readers_never_saw_needs_no_holding_back(holder, live):
    edit(live, by=holder.user, headline="Waits")
    assert holder.post(address(live, "hold_back", 3), {"reason": "No."}).status_code == 404
    assert "Hold version 3" not in words_of(look(holder, live))


def test_without_the_permission_nobody_is_offered_it(editor, live):
    editor.user.groups.first().permissions.remove(Permission.objects.get(codename="hold_back_version"))
    assert "Hold version" not in words_of(look(editor, live))
    assert editor.post(address(live, "hold_back", 2), {"reason": "No."}).status_code == 403


# --- many versions ---


def add_versions(article, count):
    last = article.versions.first()
    Version.objects.bulk_create(
        Version(article=article, number=last.number + n, content=last.content | {"headline": f"H {n}"}, by=last.by)
        for n in range(1, count + 1)
    )
    Article.objects.filter(pk=article.pk).update(version=last.number + count)


def test_many_versions_have_pages_and_the_two_chosen_stay_in_sight(editor, draft):
    add_versions(draft, 250)
    response = look(editor, draft)
    assert "Versions 253" in words_of(response)
    page = response.content.decode()
    assert page.count('name="a"') == 200
    (before,) = re.findall(r'href="\?before=(\d+)"', page)
    older = look(editor, draft, f"?before={before}").content.decode()
    assert older.count('name="a"') == 53 + 2
    assert "Newest versions" in older


def test_queries_do_not_grow_with_the_versions(editor, draft, django_assert_num_queries):
    look(editor, draft)
    with CaptureQueriesContext(connection) as few:
        look(editor, draft)
    add_versions(draft, 150)
    with django_assert_num_queries(len(few)):
        look(editor, draft)
    assert len(few) <= 25
    listing = next(query["sql"] for query in few if "words_in" in query["sql"] and "LIMIT 201" in query["sql"])
    assert '"content"' not in listing
