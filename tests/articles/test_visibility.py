"""What readers may not see shows nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, HourlyReads
from articles.readership import recompute
from tests import factories

SECRET = "Embargoed until noon"


@pytest.fixture
def newsroom(db):
    """A section, topic, author and story that each hold one visible and one hidden article."""
    common = {
        "section": factories.section(slug="science"),
        "authors": [factories.author(slug="marta")],
        "topics": [factories.topic(slug="rain")],
        "story": factories.story(slug="weather"),
        "important": True,
        "kind": Article.Kind.OPINION,
    }
    return factories.article(headline="Visible to all", **common), factories.article(headline=SECRET, **common)


def pages(visible, hidden):
    day = timezone.localtime(visible.published_at)
    return [
        "/", "/science/", "/topics/rain/", "/authors/marta/", "/stories/weather/", "/all-news/", "/popular/",
        "/popular/?hours=168", "/popular/?hours=720", "/corrections/", f"/all-news/{day:%Y/%-m/%-d}/",
        visible.get_absolute_url(), "/nothing-here/", "/uk/",
    ]  # fmt: skip


def hide(article, how):
    now = timezone.now()
    if how == "draft":
        article.status = Article.Status.DRAFT
    elif how == "scheduled":
        article.status, article.published_at = Article.Status.SCHEDULED, now + timedelta(seconds=90)
    elif how == "published ahead of time":
        article.published_at = now + timedelta(seconds=90)
    elif how == "withdrawn":
        article.status = Article.Status.WITHDRAWN
    article.save()


@pytest.mark.parametrize("how", ["draft", "scheduled", "published ahead of time", "withdrawn"])
def test_a_hidden_article_is_named_on_no_page(client, newsroom, how):
    visible, hidden = newsroom
    factories.fact(story=hidden.story, article=hidden)
    factories.correction(article=hidden, wrong=SECRET)
    HourlyReads.objects.create(article=hidden, hour=timezone.now(), reads=1000)
    hidden.link_translation(factories.article(language="uk", headline="Переклад"))
    recompute()
    hide(hidden, how)
    for path in pages(visible, hidden):
        text = client.get(path).content.decode()
        assert SECRET not in text, path
        assert hidden.slug not in text, path
    response = client.get(hidden.get_absolute_url())
    assert response.status_code == (410 if how == "withdrawn" else 404)
    recompute()
    assert SECRET not in client.get("/popular/").content.decode()


def test_the_visible_one_is_on_every_list_so_the_hidden_one_could_have_been(client, newsroom):
    visible, hidden = newsroom
    HourlyReads.objects.create(article=visible, hour=timezone.now(), reads=1000)
    recompute()
    hide(hidden, "draft")
    for path in ["/", "/science/", "/topics/rain/", "/authors/marta/", "/all-news/", "/popular/"]:
        assert "Visible to all" in client.get(path).content.decode(), path


def test_a_scheduled_article_appears_when_its_time_has_come_and_nothing_has_to_run(client, newsroom):
    _, hidden = newsroom
    hide(hidden, "scheduled")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    Article.objects.filter(pk=hidden.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    hidden.refresh_from_db()
    assert hidden.is_published
    assert SECRET in client.get("/all-news/").content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 200


def test_a_preview_is_for_the_desk_alone(client, reader, moderator, editor, newsroom):
    _, hidden = newsroom
    hide(hidden, "draft")
    address = f"/preview/{hidden.pk}/"
    assert client.get(address).status_code == 302
    assert reader.get(address).status_code in (302, 403, 404)
    response = editor.get(address)
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    assert "noindex" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_every_list_is_of_one_edition(client, db):
    factories.article(headline="English only", section=factories.section(slug="science"))
    factories.article(
        headline="Лише українською", language="uk", section=factories.section(slug="science", language="uk")
    )
    for path in ["/", "/science/", "/all-news/"]:
        english, ukrainian = client.get(path).content.decode(), client.get("/uk" + path).content.decode()
        assert "English only" in english
        assert "Лише українською" not in english
        assert "Лише українською" in ukrainian
        assert "English only" not in ukrainian


def test_translations_name_each_other_only_while_both_are_published(client, db):
    english = factories.article(headline="Kilogram")
    ukrainian = factories.article(headline="Кілограм", language="uk")
    english.link_translation(ukrainian)
    page = client.get(english.get_absolute_url()).content.decode()
    assert f'hreflang="uk" href="http://127.0.0.1:8000{ukrainian.get_absolute_url()}"' in page.replace("\n", " ")
    ukrainian.withdraw(by=None, note="Gone.")
    assert ukrainian.get_absolute_url() not in client.get(english.get_absolute_url()).content.decode()
