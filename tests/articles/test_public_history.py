"""The History that readers see: what they saw first, and every change of substance since; nothing else, ever."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from accounts.models import AuditEntry
from articles import content as contents
from articles import public_history
from tests import factories
from tests.articles.test_article_page import words_of
from tests.articles.test_html_validity import AWKWARD, PROSE, faults


def edit(article, *, substantive=None, by=None, correction=None, **fields):
    """Save the article with these fields; publish it unless `substantive` is left out."""
    article.refresh_from_db()
    version = article.keep({**article.working_content(), **fields}, by)
    if substantive is not None:
        article.refresh_from_db()
        article.publish(by, substantive=substantive, correction=correction)
    return version


def history_of(client, article, query=""):
    article.refresh_from_db()
    return client.get(f"{article.get_absolute_url()}history/{query}")


def marked(response):
    """The words put in and taken out, as the page marks them."""
    page = response.content.decode().split("c-diff-key", 1)[1]
    return re.findall(r"<(ins|del)>([^<]*)</", page)[2:]


@pytest.fixture
def bridge(db):
    return factories.article(headline="The bridge opens", body="<p>It cost three million and carries trams.</p>")


def test_changes_of_substance_are_told_newest_first_with_the_correction_that_came_with_each(client, bridge):
    note = factories.correction(article=bridge, wrong="We wrote three million.", right="It was four.")
    edit(bridge, substantive=True, correction=note, body="<p>It cost four million and carries trams.</p>")
    edit(bridge, substantive=True, headline="The bridge opens late")
    response = history_of(client, bridge)
    text = words_of(response)
    assert text.index("The bridge opens late") < text.index("We wrote three million. It was four.")
    assert text.index("We wrote three million.") < text.index("First published on")
    assert marked(response) == [("ins", "late"), ("del", "three"), ("ins", "four")]


def test_the_article_leads_to_its_history_once_there_is_something_to_tell(client, bridge):
    address = f"{bridge.get_absolute_url()}history/"
    assert address not in client.get(bridge.get_absolute_url()).content.decode()
    edit(bridge, substantive=False, body="<p>It cost three million, and carries trams.</p>")
    assert address not in client.get(bridge.get_absolute_url()).content.decode()
    edit(bridge, substantive=True, body="<p>It cost four million.</p>")
    assert f'<a href="{address}">History</a>' in client.get(bridge.get_absolute_url()).content.decode()


def test_an_article_that_never_changed_says_so(client, bridge):
    text = words_of(history_of(client, bridge))
    assert "First published on" in text
    assert "Changed on" not in text


def test_nothing_that_never_went_live_appears(client, bridge):
    by = factories.user(display_name="Canary of the staff", is_staff=True)
    edit(bridge, by=by, body="<p>Canary before.</p>", headline="Canary headline")
    edit(bridge, by=by, substantive=True, body="<p>It cost four million and carries trams.</p>", headline="The bridge")
    edit(bridge, by=by, body="<p>Canary after.</p>", standfirst="Canary lead", sources=[{"name": "Canary source"}])
    bridge.refresh_from_db()
    planned = bridge.plan("change", timezone.now() + timedelta(hours=1), by, substantive=True)
    assert planned.version == bridge.version
    for query in ("", "?from=0", "?from=1", "?version=2"):
        response = history_of(client, bridge, query)
        assert "anary" not in response.content.decode()


def test_minor_edits_in_between_are_no_entries(client, bridge):
    edit(bridge, substantive=False, body="<p>It cost three million, and carries trams.</p>")
    edit(bridge, substantive=True, body="<p>It cost four million, and carries trams.</p>")
    edit(bridge, substantive=False, body="<p>It cost four million, and it carries trams.</p>")
    assert words_of(history_of(client, bridge)).count("Changed on") == 1


def test_a_minor_edit_moves_no_date_and_lifts_nothing(client, bridge):
    later = factories.article(headline="Later news", section=bridge.section, at=timezone.now() - timedelta(minutes=30))
    edit(bridge, substantive=False, body="<p>It cost three million, and carries trams.</p>")
    page = client.get(bridge.get_absolute_url()).content.decode()
    assert "three million, and" in page
    assert "Updated" not in words_of(client.get(bridge.get_absolute_url()))
    published = bridge.published_at.isoformat()
    assert f'"dateModified": "{published}"' in page
    listed = client.get("/all-news/").content.decode()
    assert listed.index(later.headline) < listed.index(bridge.headline)
    edit(bridge, substantive=True, body="<p>It cost four million.</p>")
    bridge.refresh_from_db()
    page = client.get(bridge.get_absolute_url()).content.decode()
    assert bridge.updated_at
    assert f'"dateModified": "{bridge.updated_at.isoformat()}"' in page
    listed = client.get("/all-news/").content.decode()
    assert listed.index(later.headline) < listed.index(bridge.headline)  # the date of publication is what orders


def test_names_of_the_staff_are_not_told(client, bridge):
    by = factories.user(display_name="Quiet Colleague", is_staff=True)
    edit(bridge, by=by, substantive=True, headline="The bridge opens late")
    assert "Quiet Colleague" not in history_of(client, bridge).content.decode()


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("scheduled", 404), ("withdrawn", 410), ("live", 200)])
def test_it_is_there_for_as_long_as_the_article_is(client, bridge, state, status):
    edit(bridge, substantive=True, headline="Secret so far")
    address = f"{bridge.get_absolute_url()}history/"
    if state == "draft":
        type(bridge).objects.filter(pk=bridge.pk).update(status="draft")
    if state == "scheduled":
        later = timezone.now() + timedelta(minutes=1)
        type(bridge).objects.filter(pk=bridge.pk).update(status="scheduled", published_at=later)
    if state == "withdrawn":
        bridge.refresh_from_db()
        bridge.withdraw(None, "It was not so.")
    response = client.get(address)
    assert response.status_code == status
    assert "three million" not in response.content.decode()


def test_it_moves_with_the_article_in_one_hop(client, bridge):
    old = bridge.get_absolute_url()
    edit(bridge, substantive=True, slug="a-new-address")
    bridge.refresh_from_db()
    response = client.get(f"{old}history/")
    assert (response.status_code, response["Location"]) == (301, f"{bridge.get_absolute_url()}history/")
    assert client.get("/nowhere/2026/01/01/nothing/history/").status_code == 404
    assert client.get("/uk" + old + "history/").status_code == 404


def test_machines_do_not_list_it(client, bridge):
    page = history_of(client, bridge).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert f'{bridge.get_absolute_url()}history/">' in page.split('rel="canonical"')[1].split("\n")[0]


def test_it_is_read_in_the_other_edition_too(client, db):
    article = factories.article(headline="Міст відкрито", language="uk", body="<p>Він коштував три мільйони.</p>")
    edit(article, substantive=True, body="<p>Він коштував чотири мільйони.</p>")
    response = history_of(client, article)
    assert response.request["PATH_INFO"].startswith("/uk/")
    assert marked(response) == [("del", "три"), ("ins", "чотири")]


def test_a_version_held_back_leaves_its_place_and_no_word(client, bridge):
    edit(bridge, substantive=True, body="<p>It cost four million. Defamed Person took it.</p>")
    edit(bridge, substantive=True, body="<p>It cost four million and carries trams.</p>")
    version = bridge.versions.get(number=2)
    editor = factories.user(display_name="Chief")
    public_history.hold_back(version, editor, "  A court forbids it. ")
    response = history_of(client, bridge)
    text = words_of(response)
    assert "Defamed" not in text
    assert "A court forbids it." not in text
    assert "The editors hold this version back." in text
    assert marked(response) == [("del", "three"), ("ins", "four")]  # told across it
    entry = AuditEntry.objects.get(act="version.held_back")
    assert (entry.note, entry.after, entry.by_name) == ("A court forbids it.", {"version": 2}, str(editor))

    public_history.show_again(version, editor)
    assert "Defamed" in words_of(history_of(client, bridge))
    assert AuditEntry.objects.get(act="version.shown").before == {"version": 2, "because": "A court forbids it."}


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_and_the_last_version_can_be_held_back(client, bridge, number):
    edit(bridge, substantive=True, body="<p>It cost four million and carries trams.</p>")
    edit(bridge, substantive=True, body="<p>It cost five million and carries trams.</p>")
    public_history.hold_back(bridge.versions.get(number=number), None, "A court.")
    expected = {1: [("del", "four"), ("ins", "five")], 3: [("del", "three"), ("ins", "four")]}
    assert marked(history_of(client, bridge)) == expected[number]


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_a_version_is_not_held_back_without_a_reason_that_can_be_kept(bridge, reason):
    version = bridge.versions.get()
    with pytest.raises(ValidationError):
        public_history.hold_back(version, None, reason)
    version.refresh_from_db()
    assert version.held_back_because == ""
    assert not AuditEntry.objects.filter(act="version.held_back").exists()


def test_a_long_history_has_pages_that_join_without_a_gap(client, bridge):
    for number in range(12):
        edit(bridge, substantive=True, headline=f"Count {number}")
    first, second = history_of(client, bridge), history_of(client, bridge, "?from=10")
    assert next(word for kind, word in marked(first) if kind == "ins") == "11"
    assert "Count" in words_of(second)
    assert 'rel="next"' in first.content.decode()
    assert 'rel="prev"' in second.content.decode()
    found = [word for response in (first, second) for kind, word in marked(response) if kind == "ins"]
    assert found == [*map(str, range(11, 0, -1)), "Count 0"]
    assert history_of(client, bridge, "?from=13").status_code == 404
    assert history_of(client, bridge, "?from=99999999999999999999").status_code == 200
    assert history_of(client, bridge, "?from=-1").status_code == 200


def test_queries_do_not_grow_with_the_versions(client, bridge, django_assert_max_num_queries):
    edit(bridge, substantive=True, headline="Once", section=bridge.section_id)
    history_of(client, bridge)
    for number in range(8):
        section = factories.section()
        topic = factories.topic()
        edit(bridge, substantive=True, headline=f"Count {number}", section=section.pk, topics=[topic.pk])
    with django_assert_max_num_queries(14):
        bridge.refresh_from_db()
        history_of(client, bridge)


def test_the_public_page_prints_nothing_of_the_desk(client, bridge):
    edit(bridge, substantive=True, embargo_until=None, popular_excluded=True, short_headline="Short", headline="Long")
    text = words_of(history_of(client, bridge))
    assert "Popular" not in text
    assert "Short" not in text


def test_hostile_words_stay_words(client, bridge):
    edit(bridge, substantive=True, headline="<script>alert(1)</script>", standfirst="<b>{{ 1|add:1 }}</b>")
    page = history_of(client, bridge).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>{{" not in page


def test_the_page_is_valid_html(client, bridge):
    row = {"date": "1875", "text": AWKWARD}
    edit(bridge, substantive=True, headline=AWKWARD, body=PROSE, sources=[{"name": AWKWARD}], background=[row])
    edit(
        bridge, substantive=True, body="<p>Short.</p>", correction=factories.correction(article=bridge, wrong=AWKWARD)
    )
    edit(bridge, substantive=True, headline="Again", background=[])
    public_history.hold_back(bridge.versions.get(number=3), None, AWKWARD)
    assert faults(history_of(client, bridge)) == []


def test_the_content_of_a_version_survives_its_topic(client, bridge):
    topic = factories.topic(name="Clay")
    edit(bridge, substantive=True, topics=[topic.pk])
    edit(bridge, substantive=True, topics=[])
    number = topic.pk
    topic.delete()
    assert f"number {number}, which is no longer there" in words_of(history_of(client, bridge))


def test_words_of_the_page_are_those_of_its_edition(db):
    article = factories.article(language="uk", section=factories.section(language="uk"))
    with translation.override("en"):
        article.keep({**contents.of(article), "kind": "flash"}, None)
        article.publish(None, substantive=True)
    assert public_history.address_of(article) == f"{article.get_absolute_url()}history/"
