"""Members at the conversation under an article: plain forms, and the same in place."""

import pytest

from comments.models import Comment
from tests import factories

from .conversations import member, rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    rules(seconds_to_write=0, seconds_between=0)
    return factories.article()


@pytest.fixture
def olha(article, client):
    who = member(article, display_name="Olha R.")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    client.user = who
    return client


def fields_in(page):
    import html5lib

    parsed = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(form for form in parsed.iter("form") if "data-write" in form.attrib)
    return form.get("action"), {field.get("name"): field.get("value", "") for field in form.iter("input")}


def test_a_comment_is_posted_and_its_writer_stands_before_it(olha, article):
    action, fields = fields_in(olha.get(article.get_absolute_url()).content.decode())
    response = olha.post(action, {**fields, "text": "Well said."})
    comment = Comment.objects.latest("pk")
    assert (comment.text, comment.author, comment.state) == ("Well said.", olha.user, "visible")
    assert response.url == f"{article.get_absolute_url()}#c-{comment.pk}"
    assert "Well said." in olha.get(response.url).content.decode()
