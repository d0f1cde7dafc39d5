"""Markup in every text a person can type, sent by the desk's own forms: it is printed as letters or dropped."""

from urllib.parse import quote

import html5lib
import pytest

from articles.models import Article, Page
from tests import factories
from tests.articles.newsdesk import fields_of, press, rows

pytestmark = pytest.mark.one_database

MARKS = {
    "element": "<x-evil onclick=alert(1)>",
    "script": "</title></script><script>evil()</script>",
    "attribute": '" onmouseover="evil()" style="x" x=\'',
    "picture": "<img src=x onerror=evil()>",
    "comment": "<!--<x-evil>-->]]>",
    "entity": "&lt;x-evil&gt;&#x3C;x-evil&#x3E;",
    "template": "{{ request }}{% debug %}<x-evil/>",
}
MOST_TELLING = ("attribute", "script", "entity")  # each of the others says little that these do not
SOME_MARKS = pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=name, marks=[] if name in MOST_TELLING else pytest.mark.thorough)
        for name, words in MARKS.items()
    ],
)
LINKS = [
    "javascript:evil()",
    "JaVaScRiPt:evil()",
    "data:text/html,<script>evil()</script>",
    "java\tscript:evil()",
    "vbscript:x",
]


def assert_harmless(response):
    """Nothing of what was typed has become an element, an attribute or a link that does something."""
    page = html5lib.parse(response.content.decode(), treebuilder="dom", namespaceHTMLElements=False)
    for element in page.getElementsByTagName("*"):
        assert element.tagName != "x-evil"
        assert not any(name.startswith("on") for name, _value in element.attributes.items()), element.toxml()[:300]
        assert element.getAttribute("src") != "x"
        assert element.getAttribute("style") != "x"
        for name in ("href", "src", "action", "formaction"):
            link = "".join(element.getAttribute(name).split()).lower()
            assert not link.startswith(("javascript:", "data:text", "vbscript:"))
        if element.tagName == "script":
            assert "evil()" not in "".join(node.data for node in element.childNodes) or element.getAttribute(
                "type"
            ) == ("application/ld+json")


def written(editor, words):
    """An article, published through the form, with these words in each of its fields and in everything around it."""
    section = factories.section(name=words[:60], description=words, slug="science")
    story = factories.story(title=words, summary=words, slug="weather")
    factories.fact(story=story, text=words, source_name=words)
    topic = factories.topic(name=words, description=words, slug="rain")
    picture = factories.picture(alt=words, caption=words, credit=words, licence=words)
    author = factories.author(
        name=words, title=words, bio=words, slug="marta", portrait=picture, email="a@example.org"
    )
    response = press(
        editor,
        "_publish",
        headline=words,
        short_headline=words,
        standfirst=words,
        body=f"<p>{words}</p>",
        details=f"<p>{words}</p>",
        dateline=words,
        kind="opinion",
        section=section.pk,
        story=story.pk,
        topics=[topic.pk],
        picture=picture.pk,
        **rows("bylines", {"author": author.pk, "role": words}),
        **rows("sources", {"name": words, "kind": "document", "link": f"https://example.org/?{quote(words)}"}),
        **rows("quotes", {"text": words, "speaker": words, "role": words, "translator": words}),
        **rows("background", {"date": "1875", "text": words}),
    )
    assert response.status_code == 302, response.context["adminform"].form.errors
    article = Article.objects.get()
    factories.correction(article=article, wrong=words, right=words)
    return article


@SOME_MARKS
def test_markup_in_any_field_stays_letters(editor, client, words):
    article = written(editor, words)
    factories.page(title=words, body=words, slug="about")
    factories.page(title=words, body=words, slug="support")
    pages = ["/", "/science/", "/topics/rain/", "/authors/marta/", "/stories/weather/", "/all-news/", "/popular/"]
    pages += ["/corrections/", "/pages/about/", "/support/", "/nothing-here/", article.get_absolute_url()]
    for path in pages:
        response = client.get(path)
        assert_harmless(response)
        assert path == "/support/" or "x-evil" in response.content.decode() or "evil()" in response.content.decode()
    assert_harmless(client.get("/accounts/login/", {"next": article.get_absolute_url()}))
    for thing in (article, article.section, article.story, article.picture, article.topics.get()):
        for page in ("change/", "history/", "delete/"):
            assert_harmless(editor.get(f"/admin/articles/{thing._meta.model_name}/{thing.pk}/{page}"))
    for path in ("/admin/", "/admin/articles/article/", "/admin/articles/correction/", f"/preview/{article.pk}/"):
        assert_harmless(editor.get(path))
    article.withdraw(by=None, note=words)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert_harmless(response)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_runs_code_is_refused_wherever_one_is_typed(editor, link):
    source = {"name": "Evil", "kind": "document", "link": link}
    response = press(editor, "_save", headline="Rain", **rows("sources", source))
    assert response.status_code == 200
    assert_harmless(response)
    response = editor.post("/admin/articles/source/add/", {"name": "Evil", "link": link})
    assert response.status_code == 200
    assert_harmless(response)
    press(editor, "_save", headline="Rain", body=f'<p><a href="{link}">Evil</a></p>')
    assert "script" not in Article.objects.get().body


@SOME_MARKS
def test_a_standing_page_is_cleaned_when_it_is_sent(chief_editor, client, words):
    data = fields_of(chief_editor.get("/admin/articles/page/add/"), "page_form")
    chief_editor.post(
        "/admin/articles/page/add/", {**data, "title": words, "slug": "about", "body": f"{words}<p>Kept.</p>"}
    )
    assert "Kept." in Page.objects.get().body
    assert_harmless(client.get("/pages/about/"))


@SOME_MARKS
def test_a_name_with_markup_enters_by_no_door(client, publisher, words):
    data = {"email": "a@example.org", "display_name": words, "password1": "three unlikely words"}
    response = client.post("/accounts/signup/", data)
    assert_harmless(response)
    user = factories.user(display_name=words[:60])
    for path in (f"/admin/accounts/user/{user.pk}/change/", "/admin/accounts/user/"):
        assert_harmless(publisher.get(path))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/", "/accounts/"):
        assert_harmless(client.get(path))
