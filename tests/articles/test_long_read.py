"""Pictures, pull quotes and a list of contents in a text: on the page, at the desk, and in what is compared."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import checks
from articles import content as contents
from articles.comparing import Names, compare
from articles.merging import THEIRS, merge
from articles.models import Article, Picture
from articles.uses import is_used
from tests import factories
from tests.articles.newsdesk import press

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HEADS = "<h2>First</h2><p>One.</p><h2>Second</h2><p>Two.</p><h2>Third</h2><p>Three.</p>"


def figure(picture):
    return f'<figure data-picture="{picture.pk}"></figure>'


def page_of(client, article):
    return client.get(article.get_absolute_url()).content.decode()


@pytest.fixture
def picture():
    return factories.picture(alt="A green door", caption="The door in May.", credit="Olha Koval")


# --- on the page ---


def test_a_picture_in_the_text_is_shown_with_the_words_of_the_library(client, picture):
    page = page_of(client, factories.article(body=f"<p>Before.</p>{figure(picture)}<p>After.</p>"))
    shown = page[page.index("Before.") : page.index("After.")]
    assert 'alt="A green door"' in shown
    assert "The door in May." in shown
    assert "Olha Koval" in shown
    assert 'loading="lazy"' in shown
    assert "image/avif" in shown
    picture.caption = "The door in June."
    picture.save()
    assert "The door in June." in page_of(client, factories.article(body=f"<p>a</p>{figure(picture)}"))


def test_it_stands_in_the_details_too(client, picture):
    page = page_of(client, factories.article(details=f"<p>Before.</p>{figure(picture)}"))
    assert page.index("Before.") < page.index("A green door")


@pytest.mark.parametrize("gone", ["withdrawn", "deleted", "never there"])
def test_a_picture_that_may_not_be_shown_leaves_no_trace(client, publisher, picture, gone):
    article = factories.article(body=f"<p>Before.</p>{figure(picture)}<p>After.</p>")
    if gone == "withdrawn":
        picture.withdraw(publisher.user, "The photographer asked.")
        assert list(picture.withdrawn_from.all()) == [article]
    elif gone == "deleted":
        picture.delete()
    else:
        Article.objects.filter(pk=article.pk).update(body='<p>Before.</p><figure data-picture="9999"></figure>')
    page = page_of(client, article)
    assert "Before." in page
    assert "A green door" not in page
    assert "data-picture" not in page


def test_pictures_in_the_text_cost_one_query_however_many_and_none_where_there_are_none(
    client, picture, django_assert_max_num_queries
):
    plain = factories.article()
    several = [picture, *(factories.picture() for _number in range(3))]
    full = factories.article(
        body="<p>a</p>" + "".join(map(figure, several)), details=figure(picture), section=plain.section
    )
    client.get(plain.get_absolute_url())
    counts = []
    for article in (plain, full):
        with django_assert_max_num_queries(100) as asked:
            client.get(article.get_absolute_url())
        counts.append(len(asked))
    assert counts[1] == counts[0] + 1


@pytest.mark.parametrize("kind", ["long_read", "explainer"])
def test_a_long_text_begins_with_the_list_of_its_sections(client, kind):
    page = page_of(client, factories.article(kind=kind, body=HEADS))
    nav = page[page.index('<nav class="c-contents"') :].split("</nav>")[0]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', nav) == [
        ("part-first", "First"), ("part-second", "Second"), ("part-third", "Third"),
    ]  # fmt: skip
    for anchor in ("part-first", "part-second", "part-third"):
        assert page.count(f'id="{anchor}"') == 1


def test_a_report_or_a_text_of_two_sections_has_none(client):
    assert "c-contents" not in page_of(client, factories.article(body=HEADS))
    two = HEADS.replace("<h2>Third</h2>", "")
    assert "c-contents" not in page_of(client, factories.article(kind="long_read", body=two))


def test_a_picture_may_not_come_between_staff_and_the_working_copy(publisher, picture):
    article = factories.article(body="<p>Old.</p>")
    article.keep({**article.working_content(), "body": f"<p>New.</p>{figure(picture)}"}, publisher.user)
    preview = publisher.get(reverse("articles:preview", args=[article.pk])).content.decode()
    assert "A green door" in preview
    assert "A green door" not in page_of(publisher, article)


# --- at the desk ---


def test_the_form_keeps_what_was_put_between_the_paragraphs(editor, picture):
    typed = f"<p>One.</p>{figure(picture)}<aside>One.</aside><p></p>"
    press(editor, "_save", headline="A long read", body=typed, details="", section=factories.section().pk)
    saved = Picture.objects.get(pk=picture.pk).in_texts_of.get()
    assert saved.body == f"<p>One.</p>{figure(picture)}<aside>One.</aside>"


def test_a_picture_in_a_text_is_in_use_until_it_is_taken_out(publisher, picture):
    def used():
        return Picture.objects.filter(is_used(Picture)).exists()

    article = factories.article(body=figure(picture) + "<p>a</p>")
    assert used()
    publisher.post(reverse("admin:articles_picture_delete", args=[picture.pk]), {"post": "yes"})
    assert Picture.objects.filter(pk=picture.pk).exists()
    article.keep({**article.working_content(), "body": "<p>a</p>"}, publisher.user)
    assert used()  # readers still see it
    article.publish(publisher.user)
    assert not used()


def test_its_words_are_not_a_reporters_to_change_in_a_text_of_others(reporter, picture):
    Picture.objects.filter(pk=picture.pk).update(uploaded_by=reporter.user)
    assert Picture.objects.editable_by(reporter.user).count() == 1
    factories.article(body=f"<p>a</p>{figure(picture)}")
    assert Picture.objects.editable_by(reporter.user).count() == 0


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"alt": " "}, "no alternative text"),
        ({"credit": ""}, "no credit"),
        ({"licence_expires_on": timezone.localdate() - timezone.timedelta(days=1)}, "licence"),
        (
            {"withdrawn_at": timezone.now(), "withdrawn_note": "Asked by the photographer."},
            "Asked by the photographer.",
        ),
    ],
)
def test_a_picture_that_lacks_something_stops_the_article_whose_text_it_stands_in(picture, lacks, said):
    draft = factories.draft(details=figure(picture), body=figure(picture), section=factories.section())
    assert "details" not in checks.missing(draft)
    Picture.objects.filter(pk=picture.pk).update(**lacks)
    missing = checks.missing(draft)
    assert said in missing["details"]


def test_a_picture_that_is_gone_stops_it_too():
    draft = factories.draft(body='<p>a</p><figure data-picture="99999"></figure>', section=factories.section())
    assert "99999" in checks.missing(draft)["body"]


def test_the_library_is_offered_to_the_editor(reporter, picture):
    gone = factories.picture(caption="Withdrawn door")
    Picture.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawn_note="Asked.")
    url = reverse("admin:articles_picture_choices")
    offered = reporter.get(url, {"q": "door"}).json()["pictures"]
    assert [row["number"] for row in offered] == [picture.pk]
    assert offered[0]["name"] == "The door in May."
    assert reporter.get(url, {"q": "no such word"}).json() == {"pictures": []}
    assert reporter.get(url, {"q": "x" * 5000}).status_code == 200


def test_strangers_are_offered_nothing(client):
    assert client.get(reverse("admin:articles_picture_choices")).status_code in (302, 403)


# --- compared and merged ---


def content(**fields):
    return contents.settled({"kind": "report", "language": "en", **fields})


def test_a_comparison_names_the_pictures_that_changed(picture):
    other = factories.picture(caption="The window.")
    old = content(body=f"<p>a</p>{figure(picture)}<aside>a</aside>")
    new = content(body=f"<p>a</p>{figure(other)}<aside>a b</aside>")
    [part] = compare(old, new, Names(old, new))
    told = " ".join("".join(run.words) for piece in part.pieces for cell in piece.cells for run in cell)
    assert "Picture:" in told
    assert "door in May" in told
    assert "window" in told
    assert any("pull quote" in piece.label for piece in part.pieces)


def test_two_writers_who_put_something_at_different_places_lose_neither(picture):
    base = content(body="<p>One is here.</p><p>Two is here.</p>")
    mine = content(body=f"<p>One is here.</p>{figure(picture)}<p>Two is here.</p>")
    theirs = content(body="<p>One is here.</p><p>Two is here.</p><aside>Two</aside>")
    merged = merge(base, mine, theirs)
    assert merged.conflicts == []
    assert merged.result({})["body"] == f"<p>One is here.</p>{figure(picture)}<p>Two is here.</p><aside>Two</aside>"
    both = merge(base, mine, content(body=f"<p>One is here.</p>{figure(factories.picture())}<p>Two is here.</p>"))
    [conflict] = both.conflicts
    assert figure(picture) in both.result({conflict.key: ("both", conflict.both)})["body"]
    assert figure(picture) not in both.result({conflict.key: THEIRS})["body"]
