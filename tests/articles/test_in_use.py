"""What is in use is not deleted, and the page of deletion says where it is used."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.admin import in_use
from articles.models import ArticleSource, Front, LiveCoverage, Picture, Source
from tests import factories
from tests.articles.newsdesk import change_url


def used_author():
    author = factories.author(name="Used")
    return author, factories.article(authors=[author], headline="Rain in Lviv")


def used_section():
    section = factories.section(name="Used")
    return section, factories.article(section=section, headline="Rain in Lviv")


def used_topic():
    topic = factories.topic(name="Used")
    return topic, factories.article(topics=[topic], headline="Rain in Lviv")


def used_story():
    story = factories.story(title="Used")
    return story, factories.article(story=story, headline="Rain in Lviv")


def used_organisation():
    organisation = Source.objects.create(name="Used")
    article = factories.article(headline="Rain in Lviv")
    ArticleSource.objects.create(article=article, organisation=organisation, name="Used, report")
    return organisation, article


def used_picture():
    picture = factories.picture(caption="Used")
    return picture, factories.article(picture=picture, headline="Rain in Lviv")


def used_fact():
    story = factories.story(title="Used")
    fact = factories.fact(story=story)
    article = factories.article(headline="Rain in Lviv")
    article.background.create(fact=fact, date=fact.date, text=fact.text)
    return story, article


USED = [used_author, used_section, used_topic, used_story, used_organisation, used_picture, used_fact]
UNUSED = {
    "author": factories.author,
    "section": factories.section,
    "topic": factories.topic,
    "story": factories.story,
    "organisation": lambda: Source.objects.create(name="Unused"),
    "picture": factories.picture,
}


def delete_url(thing):
    return reverse(f"admin:articles_{thing._meta.model_name}_delete", args=[thing.pk])


@pytest.mark.parametrize("make", USED, ids=lambda make: make.__name__)
def test_what_is_in_use_is_not_deleted_and_its_uses_are_listed(make, publisher):
    thing, article = make()
    for answer in (publisher.get(delete_url(thing)), publisher.post(delete_url(thing), {"post": "yes"})):
        words = answer.content.decode()
        assert "is in use and was not deleted" in words
        assert f'<a class="nd-hed" href="{change_url(article)}">Rain in Lviv</a>' in words
    assert answer.status_code == 409
    thing.refresh_from_db()
    assert not AuditEntry.objects.filter(act__endswith="deleted").exists()


@pytest.mark.parametrize("make", UNUSED.values(), ids=UNUSED)
def test_what_is_not_in_use_is_deleted_and_the_deletion_recorded(make, publisher):
    thing = make()
    name = str(thing)
    assert "in use" not in publisher.get(delete_url(thing)).content.decode()
    assert publisher.post(delete_url(thing), {"post": "yes"}).status_code == 302
    assert not type(thing).objects.filter(pk=thing.pk).exists()
    entry = AuditEntry.objects.get(act__endswith="deleted")
    assert (entry.thing_name, entry.by) == (name, publisher.user.pk)
    assert entry.before["id"] == thing.pk


@pytest.mark.parametrize("make", USED, ids=lambda make: make.__name__)
def test_a_reporter_deletes_none_of_it(make, reporter):
    thing, _article = make()
    assert reporter.get(delete_url(thing)).status_code == 403
    assert reporter.post(delete_url(thing), {"post": "yes"}).status_code == 403
    thing.refresh_from_db()


def test_a_portrait_is_a_use_of_a_picture(publisher):
    picture = factories.picture()
    factories.author(name="Emma Halloran", portrait=picture)
    answer = publisher.post(delete_url(picture), {"post": "yes"})
    assert "Emma Halloran" in answer.content.decode()


def test_a_slot_of_a_front_in_force_is_a_use_of_a_picture_and_one_of_an_old_front_is_not(publisher):
    picture, now = factories.picture(), timezone.now()
    for days in (3, 2):
        front = Front.objects.create(language="en", published_at=now - timedelta(days=days))
        front.slots.create(place=1, picture=picture)
    assert "On the front page" in publisher.post(delete_url(picture), {"post": "yes"}).content.decode()
    assert not Picture.objects.unused().exists()
    Front.objects.create(language="en", published_at=now - timedelta(days=1))
    assert Picture.objects.unused().exists()
    assert publisher.post(delete_url(picture), {"post": "yes"}).status_code == 302
    assert not Picture.objects.exists()


def test_a_live_post_is_a_use_of_its_author(publisher):
    author, article = factories.author(), factories.article(headline="Rain in Lviv")
    LiveCoverage.objects.create(article=article).posts.create(author=author, body="<p>It rains.</p>")
    assert "Rain in Lviv" in publisher.post(delete_url(author), {"post": "yes"}).content.decode()


def test_drafts_of_others_are_counted_and_not_named(reporter):
    """On the page of a picture, which reporters see too."""
    picture = factories.picture()
    factories.article(picture=picture, headline="Rain in Lviv")
    for number in range(2):
        factories.draft(picture=picture, headline=f"Secret {number}")
    words = reporter.get(reverse("admin:articles_picture_change", args=[picture.pk])).content.decode()
    assert "Rain in Lviv" in words
    assert "Secret" not in words
    assert "and 2 more" in words


def test_a_long_list_of_uses_is_cut_and_counted_in_as_many_queries(publisher, django_assert_max_num_queries):
    author = factories.author()
    factories.article(authors=[author])
    with django_assert_max_num_queries(7) as few:
        publisher.get(delete_url(author))
    for _number in range(54):
        factories.draft(authors=[author])
    with django_assert_max_num_queries(len(few)):
        answer = publisher.get(delete_url(author))
    assert "and 5 more" in answer.content.decode()


@pytest.mark.parametrize("number", ["0", "999999", "x", "99999999999999999999999"])
def test_deleting_what_is_not_there_leads_away(number, publisher):
    assert publisher.post(f"/admin/articles/author/{number}/delete/", {"post": "yes"}).status_code in (302, 404)


@pytest.mark.parametrize("make", [used_author, used_section], ids=lambda make: make.__name__)
def test_what_came_into_use_a_moment_ago_is_not_deleted_either(make, publisher, monkeypatch):
    thing, _article = make()
    monkeypatch.setattr(in_use, "uses_of", lambda *_: [])
    assert publisher.post(delete_url(thing), {"post": "yes"}).status_code < 500
    thing.refresh_from_db()
