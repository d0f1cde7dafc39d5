"""What is not published is known to its own people alone: not its words, not its address, not that it is there."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles.models import Article
from tests import factories

SECRET = "Embargoed until noon"
DESK = "/admin/articles/"


@pytest.fixture(params=["draft", "draft with a time", "scheduled", "withdrawn"])
def hidden(request, db):
    """An article of somebody else's, tied to everything that readers and colleagues may open."""
    article = factories.article(
        headline=SECRET,
        body=f"<p>{SECRET}</p>",
        picture=factories.picture(),
        story=factories.story(),
        topics=[factories.topic()],
    )
    factories.fact(story=article.story, article=article)
    factories.correction(article=article)
    article.link_translation(factories.article(language="uk"))
    article.status = request.param.partition(" ")[0]
    if request.param == "draft":
        article.published_at = None
    elif request.param != "withdrawn":
        article.published_at = timezone.now() + timedelta(hours=1)
    article.save()
    return article


def pages(article):
    suggest = "/admin/autocomplete/?app_label=articles"
    return [
        f"/preview/{article.pk}/",
        *(f"{DESK}article/{article.pk}/{page}/" for page in ("change", "history", "delete", "facts", "withdraw")),
        f"{DESK}article/{article.pk}/",
        f"{DESK}article/",
        f"{DESK}article/?q=Embargoed",
        f"{DESK}article/?q={article.pk}",
        f"{DESK}article/?state=scheduled",
        f"{DESK}article/?topic={article.topics.get().pk}",
        f"{DESK}correction/",
        f"{DESK}correction/?q=Embargoed",
        f"{DESK}correction/{article.corrections.get().pk}/change/",
        f"{DESK}story/{article.story.pk}/change/",
        f"{DESK}picture/{article.picture.pk}/change/",
        f"{DESK}picture/{article.picture.pk}/delete/",
        f"{DESK}picture/{article.picture.pk}/words/",
        f"{DESK}author/{article.bylines.get().author.pk}/change/",
        f"{DESK}topic/{article.topics.get().pk}/change/",
        f"{suggest}&model_name=fact&field_name=article&term=Embargoed",
        f"{suggest}&model_name=correction&field_name=article&term=Embargoed",
        f"{suggest}&model_name=byline&field_name=article&term=Embargoed",
        "/admin/",
    ]


@pytest.mark.parametrize("who", ["client", "reader", "moderator", "reporter"])
def test_no_page_of_the_newsroom_names_it_to_others(request, hidden, who):
    browser = request.getfixturevalue(who)
    for path in pages(hidden):
        response = browser.get(path)
        assert SECRET not in response.content.decode(), path
        assert hidden.slug not in response.headers.get("Location", ""), path
        assert hidden.slug not in response.content.decode().replace(f"q={SECRET}", ""), path


def test_those_pages_do_name_it_to_an_editor_so_they_could_have(editor, hidden):
    named = [path for path in pages(hidden) if SECRET in editor.get(path).content.decode()]
    assert len(named) > 10


@pytest.mark.parametrize("who", ["client", "reader", "moderator", "reporter"])
def test_its_pages_answer_like_those_of_an_article_that_never_was(request, hidden, who):
    browser = request.getfixturevalue(who)
    nobody = Article(pk=hidden.pk + 1000)
    for page in ("/preview/{}/", f"{DESK}article/{{}}/change/", f"{DESK}article/{{}}/facts/"):
        real, invented = (browser.get(page.format(article.pk)) for article in (hidden, nobody))
        assert real.status_code == invented.status_code
        assert real.headers.get("Location", "").replace(str(hidden.pk), "") == (
            invented.headers.get("Location", "").replace(str(nobody.pk), "")
        )


def test_its_address_answers_like_one_that_never_was(client, hidden):
    if hidden.status == Article.Status.WITHDRAWN:
        return  # says so, with the editor's note
    path = hidden.get_absolute_url()
    with time_machine.travel(timezone.now(), tick=False):  # pages say the minute they were made in
        real, invented = client.get(path), client.get(path.replace(hidden.slug, "invented"))
    if hidden.published_at:
        assert real.status_code == invented.status_code == 404
        assert real.content.replace(hidden.slug.encode(), b"invented") == invented.content


def test_nothing_is_found_by_its_number_alone(reporter, hidden):
    kind = ContentType.objects.get_for_model(Article).pk
    assert reporter.get(f"/admin/r/{kind}/{hidden.pk}/").status_code == 404


def test_a_reporter_reads_the_pictures_words_but_not_where_others_mean_to_use_it(reporter, hidden):
    page = reporter.get(f"{DESK}picture/{hidden.picture.pk}/change/")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()


def test_the_desk_still_leads_to_the_pages_of_what_it_shows(editor, db):
    section = factories.section()
    assert section.get_absolute_url() in editor.get(f"{DESK}section/{section.pk}/change/").content.decode()
