"""Addresses that change are still found, and articles of two editions find each other."""

from datetime import UTC, datetime

import pytest

from articles.models import PastAddress
from tests import factories
from tests.articles.newsdesk import change_url, fields_of, fresh, press


def test_a_new_address_is_reached_from_the_old_in_one_hop(editor, client):
    article = factories.article(slug="a")
    old = article.get_absolute_url()
    press(editor, "_publish", article, slug="b")
    response = client.get(old)
    assert (response.status_code, response.url) == (301, fresh(article).get_absolute_url())


def test_there_and_back_again_leaves_no_loop(editor, client):
    article = factories.article(slug="a")
    first = article.get_absolute_url()
    press(editor, "_publish", article, slug="b")
    second = fresh(article).get_absolute_url()
    press(editor, "_publish", article, slug="a")
    assert client.get(first).status_code == 200
    assert client.get(second).url == first
    assert PastAddress.objects.count() == 1


def test_section_and_date_are_part_of_the_address_too(editor, client):
    article = factories.article(at=datetime(2026, 3, 16, 10, 0, tzinfo=UTC))
    paths = [article.get_absolute_url()]
    press(editor, "_publish", article, section=factories.section().pk)
    paths.append(fresh(article).get_absolute_url())
    press(editor, "_publish", article, published_at="2026-03-15T12:00")
    for path in paths:
        assert client.get(path).url == fresh(article).get_absolute_url()


def test_a_renamed_section_keeps_every_old_address_alive(chief_editor, client, django_assert_max_num_queries):
    section = factories.section(slug="weather")
    articles = [factories.article(section=section) for _ in range(5)]
    factories.draft(section=section)
    old = [article.get_absolute_url() for article in articles]
    page = f"/admin/articles/section/{section.pk}/change/"
    data = fields_of(chief_editor.get(page), "section_form")
    with django_assert_max_num_queries(25):
        chief_editor.post(page, {**data, "slug": "climate"})
    for path, article in zip(old, articles, strict=True):
        assert client.get(path).url == fresh(article).get_absolute_url()
    chief_editor.post(page, {**data, "slug": "weather"})
    assert [client.get(path).status_code for path in old] == [200] * 5
    assert client.get(old[0].replace("weather", "climate")).url == old[0]


RESERVED = [
    "admin",
    "all-news",
    "topics",
    "media",
    "static",
    "uk",
    "accounts",
    "search",
    "Popular",
    "preview",
    "theme",
]


@pytest.mark.parametrize("slug", RESERVED)
def test_a_section_cannot_stand_where_another_page_stands(chief_editor, slug):
    data = {"name": "Whatever", "language": "uk", "slug": slug, "order": 1}
    response = chief_editor.post("/admin/articles/section/add/", data)
    assert "is the address of another page" in response.content.decode()


def test_a_section_named_like_a_page_is_refused_as_well(chief_editor):
    response = chief_editor.post(
        "/admin/articles/section/add/", {"name": "Topics", "language": "en", "slug": "", "order": 1}
    )
    assert "is the address of another page" in response.content.decode()


def test_a_section_with_articles_stays_in_its_edition(chief_editor):
    section = factories.article().section
    data = {"name": section.name, "language": "uk", "slug": section.slug, "order": 1}
    response = chief_editor.post(f"/admin/articles/section/{section.pk}/change/", data)
    assert "would be left behind" in response.content.decode()


def test_two_editions_are_linked_and_unlinked(editor, client, ready):
    ukrainian = factories.article(language="uk", headline="Дощ")
    press(editor, "_publish", ready, translation_of=ukrainian.pk)
    assert fresh(ready).translations().get() == ukrainian
    assert fields_of(editor.get(change_url(ready)))["translation_of"] == [str(ukrainian.pk)]
    press(editor, "_publish", ready, translation_of="")
    assert not fresh(ready).translations().exists()


def test_a_translation_stands_in_another_edition_and_there_is_one(editor, ready):
    same = factories.article()
    response = press(editor, "_save", ready, translation_of=same.pk)
    assert "stands in another edition" in response.content.decode()
    ukrainian = factories.article(language="uk")
    ukrainian.link_translation(same)
    response = press(editor, "_save", ready, translation_of=ukrainian.pk)
    assert "It has a translation already" in response.content.decode()


def test_another_translation_takes_the_place_of_the_one_before(editor, ready):
    before, after = (factories.article(language="uk") for _ in range(2))
    press(editor, "_save", ready, translation_of=before.pk)
    press(editor, "_save", ready, translation_of=after.pk)
    press(editor, "_publish", ready)
    assert list(fresh(after).translations()) == [ready]
    assert not fresh(before).translations().exists()


def test_a_chosen_section_brings_its_edition(editor, ready):
    press(editor, "_save", ready, section=factories.section(language="uk").pk)
    assert fresh(ready).language == "uk"
    response = press(editor, "_publish", ready)
    assert "One of the authors belongs to another edition." in response.content.decode()


@pytest.mark.parametrize("field", ["topics", "story"])
def test_things_of_another_edition_stop_publication_but_not_the_draft(editor, ready, field):
    make = {"topics": factories.topic, "story": factories.story}[field]
    response = press(editor, "_publish", ready, **{field: make(language="uk").pk})
    assert "another edition" in str(response.context["adminform"].form.errors[field])
    assert fresh(ready).status == "draft"
