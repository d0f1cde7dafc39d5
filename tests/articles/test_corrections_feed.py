"""The feed of corrections: valid Atom of what readers may see."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests import factories

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/corrections/feed/"


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def texts(element, name):
    return [found.text for found in element.iter(f"{ATOM}{name}")]


@pytest.fixture
def note(db):
    article = factories.article(headline="Trams & <b>buses</b>")
    date = datetime(2026, 3, 17, 12, tzinfo=UTC)
    return factories.correction(article=article, wrong="We said <ten>.", right="It is twelve.", date=date)


def test_it_holds_what_atom_asks_for(client, note):
    answer = client.get(FEED)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "The-News"
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own[0].endswith(FEED)
    (entry,) = entries(answer)
    assert texts(entry, "title") == ["Correction: Trams & <b>buses</b>"]
    assert texts(entry, "summary") == ["We said &lt;ten&gt;. It is twelve."]  # as HTML
    assert texts(entry, "updated") == ["2026-03-17T12:00:00+00:00"]
    assert entry.find(f"{ATOM}link").get("href").endswith(f"{note.article.get_absolute_url()}#corrections")
    assert entry.find(f"{ATOM}category").get("term") == "correction"


def test_an_entry_keeps_its_identity_when_its_words_change(client, note):
    before = texts(entries(client.get(FEED))[0], "id")
    note.right = "It is thirteen."
    note.save()
    (entry,) = entries(client.get(FEED))
    assert texts(entry, "id") == before
    assert "thirteen" in texts(entry, "summary")[0]


def test_only_corrections_that_readers_may_see_are_in_it(client, note):
    later = timezone.now() + timezone.timedelta(hours=1)
    factories.correction(article=factories.article(at=later), wrong="Secret.")
    factories.correction(article=factories.article(), wrong="Secret.", date=later)
    factories.correction(article=factories.draft(), wrong="Secret.")
    factories.correction(article=factories.article(language="uk"), wrong="Інше видання.")
    withdrawn = factories.article()
    factories.correction(article=withdrawn, wrong="Secret.")
    withdrawn.withdraw(None, "Gone.")
    assert len(entries(client.get(FEED))) == 1
    assert "Secret" not in client.get(FEED).content.decode()
    assert "Інше видання." in client.get("/uk/corrections/feed/").content.decode()


def test_a_reader_that_has_it_is_not_sent_it_again(client, note):
    tag = client.get(FEED).headers["ETag"]
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    note.delete()
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 200


def test_the_page_of_corrections_leads_to_it(client, note):
    page = client.get("/corrections/").content.decode()
    assert f'type="application/atom+xml" title="Corrections" href="{FEED}"' in page
    assert f'id="correction-{note.pk}"' in page


def test_it_is_read_only(client, note):
    assert client.post(FEED).status_code == 405


def test_it_asks_as_many_questions_for_many_as_for_one(client, note, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(FEED)
    for _number in range(5):
        factories.correction(article=factories.article())
    with django_assert_num_queries(1):
        client.get(FEED)
