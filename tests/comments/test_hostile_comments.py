"""Hostile comments and names on the real page: every letter is printed, and none has become an element or attribute.

`HOSTILE_COMMENTS=10000` asks for that many of them.
"""

import os
import re

import html5lib
import pytest
from django.utils import timezone

from accounts import names
from accounts.models import User
from comments.checks.tidying import tidy
from comments.models import Comment
from comments.threads import REPLIES, THREADS
from tests import factories

from .hostile import CORPUS, some_texts

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NUMBER = int(os.environ.get("HOSTILE_COMMENTS", "300"))
MOST_ATTRIBUTES = {"p": {"dir"}, "br": set(), "a": {"href", "rel"}}


def under_an_article(texts):
    """Ten threads with their answers, with one author for each text, named by a part of it."""
    article, now = factories.article(), timezone.now()
    people = [User(email=f"{article.pk}.{n}@x", display_name=text[: names.LONGEST]) for n, text in enumerate(texts)]
    people = User.objects.bulk_create(people)
    made = [
        Comment(article=article, author=who, text=text, shown_at=now) for who, text in zip(people, texts, strict=True)
    ]
    roots = Comment.objects.bulk_create(made[:THREADS])
    for number, reply in enumerate(made[THREADS:]):
        reply.answer(roots[number % len(roots)])
    Comment.objects.bulk_create(made[THREADS:])
    Comment.objects.recount(article)
    return article


def parsed(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    return html5lib.parse(page, namespaceHTMLElements=False)


def kinds(page):
    """Every element with the names of its attributes."""
    return {(str(element.tag), *sorted(map(str, element.attrib))) for element in page.iter()}


def printed(block):
    """The text of a comment as its page shows it."""
    paragraphs = []
    for paragraph in block:
        for line_end in paragraph.iter("br"):
            line_end.tail = "\n" + (line_end.tail or "")
        paragraphs.append("".join(paragraph.itertext()))
    return "\n\n".join(paragraphs)


def test_nothing_typed_becomes_markup_and_everything_is_printed(client):
    factories.article()  # to which the page of the next one leads, as that of the second hostile one will
    usual = ["A line\nand another, https://example.org/.", "One.\n\nTwo."]
    allowed = kinds(parsed(client, under_an_article([*usual] * (THREADS + 1))))
    texts = [text for text in map(tidy, some_texts(NUMBER)) if text]
    a_page = THREADS * (REPLIES + 1)
    for start in range(0, len(texts), a_page):
        wanted = texts[start : start + a_page]
        page = parsed(client, under_an_article(wanted))
        assert kinds(page) - allowed == set()
        blocks = [div for div in page.iter("div") if div.get("class") == "c-comment__text"]
        assert sorted(map(printed, blocks)) == sorted(re.sub("\n{2,}", "\n\n", text) for text in wanted)
        for block in blocks:
            for element in block.iter():
                assert element is block or set(element.attrib) <= MOST_ATTRIBUTES[element.tag]
                if element.tag == "a":
                    assert element.get("href") == "".join(element.itertext())
                    assert element.get("href").lower().startswith(("http://", "https://"))


def test_names_and_what_is_typed_again_cannot_break_out_either(client):
    """In the form that comes back with its error, in the account's own list, in the page that asks before deleting."""
    who = factories.user(display_name='"><img src=x>'[: names.LONGEST], bio="<x-evil>")
    comment = factories.comment(author=who, text="</textarea><x-evil onclick=tripped()>")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    hostile = "".join(CORPUS).replace("\0", "") * 3
    answers = [
        client.post(f"/comments/on/{comment.article_id}/", {"text": hostile}),
        client.get("/comments/"),
        client.get(f"/comments/{comment.pk}/edit/"),
        client.get(f"/comments/{comment.pk}/delete/"),
        client.get(f"/comments/{comment.pk}/edit/", headers={"HX-Request": "true"}),
        client.get(comment.article.get_absolute_url()),
    ]
    assert answers[0].status_code == 422
    for answer in answers:
        page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
        assert "x-evil" not in {str(element.tag) for element in page.iter()}
        assert not [element for element in page.iter() if element.get("onclick") or element.get("src") == "x"]
    typed = next(html5lib.parse(answers[0].content.decode(), namespaceHTMLElements=False).iter("textarea")).text
    assert typed.split() == hostile.split()
