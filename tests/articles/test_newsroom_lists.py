"""The list of articles and the pages of the newsroom: found, filtered, bounded, guarded."""

import pytest

from tests import factories
from tests.articles.newsdesk import ADD

LIST = "/admin/articles/article/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", "draft"), ("?state=live", "live"), ("?state=withdrawn", "gone"), ("?author=me", "draft"),
        ("?look=corrected", "live"), ("?q=livid", "live"), ("?q=/a/2026/01/01/live-slug/", "live"),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_searched(editor, query, found):
    made = {
        "draft": factories.draft(headline="Drafty", created_by=editor.user),
        "live": factories.article(headline="Livid", slug="live-slug"),
        "gone": factories.article(headline="Gone fishing"),
    }
    factories.correction(article=made["live"])
    made["gone"].withdraw(None, "A mistake.")
    page = editor.get(LIST + query).content.decode()
    shown = {name for name, article in made.items() if f">{article.headline}</a>" in page}
    assert shown == {found}


@pytest.mark.parametrize(
    "query", ["?author=x", "?section=9999999", "?story=x", "?topic=-1", "?state=nonsense", "?p=99", "?q=" + "9" * 40]
)
def test_nonsense_in_the_address_of_the_list_breaks_nothing(editor, query):
    factories.article()
    assert editor.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("query", ["", "?published_at__year=2026", "?published_at__year=2026&published_at__month=3"])
def test_the_list_asks_the_same_number_of_questions_for_three_articles_and_for_twenty(
    editor, django_assert_max_num_queries, query
):
    for _ in range(3):
        factories.article(topics=[factories.topic()])
    with django_assert_max_num_queries(30) as few:
        editor.get(LIST + query)
    for _ in range(17):
        factories.article()
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST + query)


def test_suggestions_say_of_which_edition_they_are(editor):
    factories.topic(name="Rain")
    factories.topic(name="Rain", language="uk")
    query = {"app_label": "articles", "model_name": "article", "field_name": "topics", "term": "Rain"}
    names = [row["text"] for row in editor.get("/admin/autocomplete/", query).json()["results"]]
    assert sorted(name.lower() for name in names) == ["rain · english", "rain · українська"]


def test_the_newsroom_has_a_policy_of_its_own_with_a_fresh_nonce(editor):
    first, second = editor.get(ADD), editor.get(ADD)
    policy = first.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert policy != second.headers["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'nonce="{nonce}"' in first.content.decode()
    assert "unsafe-inline" not in editor.get("/").headers["Content-Security-Policy"]


def test_every_page_of_the_newsroom_opens(publisher):
    article = factories.article(picture=factories.picture(), story=factories.story())
    made = [article, article.section, article.story, article.picture, factories.topic(), factories.page()]
    made += [article.bylines.get().author, factories.correction(article=article), publisher.user]
    assert publisher.get("/admin/").status_code == 200
    for thing in made:
        opts = thing._meta
        shelf = f"/admin/{opts.app_label}/{opts.model_name}/"
        assert publisher.get(shelf).status_code == 200
        assert publisher.get(f"{shelf}{thing.pk}/change/").status_code == 200
        assert publisher.get(f"{shelf}{thing.pk}/history/").status_code == 200


def test_the_list_asks_eleven_questions(editor, django_assert_max_num_queries):
    for _ in range(35):
        factories.correction(article=factories.article(topics=[factories.topic()]))
    with django_assert_max_num_queries(11):  # one of them for the number beside the queue of comments
        page = editor.get(LIST).content.decode()
    assert "Corrected" in page
