"""Who may write what, and that nothing typed is lost."""

from articles.models import Article
from tests import factories
from tests.articles.newsdesk import change_url, press, rows


def test_a_draft_needs_a_headline_only(reporter):
    response = press(reporter, "_save", headline="Rain")
    article = Article.objects.get()
    assert response.url == change_url(article)
    assert (article.headline, article.status, article.created_by) == ("Rain", "draft", reporter.user)


def test_a_draft_without_a_headline_comes_back_with_its_text(reporter):
    response = press(reporter, "_save", headline="", body="<p>It rains.</p>")
    assert response.status_code == 200
    assert "It rains." in response.content.decode()
    assert not Article.objects.exists()


def test_everything_typed_at_once_is_kept(editor):
    story = factories.story()
    section, topic = factories.section(), factories.topic()
    author = factories.author()
    press(
        editor,
        "_publish",
        headline="Rain",
        standfirst="It rains.",
        body="<p>Really.</p>",
        details="<p>In detail.</p>",
        section=section.pk,
        topics=[topic.pk],
        story=story.pk,
        **rows("bylines", {"author": author.pk}),
        **rows("sources", {"name": "BIPM", "kind": "document"}, {"name": "Own eyes", "kind": "correspondent"}),
        **rows("quotes", {"text": "It rains.", "speaker": "A cloud"}),
        **rows("background", {"date": "20.05.1875", "text": "It rained."}, {"date": "1875-05-20", "text": "Still."}),
    )
    article = Article.objects.get()
    assert article.status == "published"
    assert [byline.author for byline in article.bylines.all()] == [author]
    assert [source.name for source in article.sources.all()] == ["BIPM", "Own eyes"]
    assert [quote.speaker for quote in article.quotes.all()] == ["A cloud"]
    assert [(fact.date, fact.text) for fact in article.background.all()] == [
        ("1875-05-20", "It rained."),
        ("1875-05-20", "Still."),
    ]
    assert editor.get(article.get_absolute_url()).status_code == 200
