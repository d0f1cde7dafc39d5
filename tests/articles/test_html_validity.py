"""Every page is valid HTML: the strict parser finds nothing, ids are unique, and what refers to an id finds it."""

from collections import Counter
from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone
from html5lib.constants import E

from articles.models import Correction
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

AWKWARD = 'Fish & "chips" <b>at</b> 5 < 6 o’clock: ї, ґ'
PROSE = (
    "<h2>A heading</h2><p>Text<sup>1</sup> with <em>stress</em> &amp; signs.</p><ul><li>One</li></ul>"
    "<blockquote><p>Words.</p></blockquote><hr>"
    "<table><tbody><tr><th>Year</th><th>Count</th></tr><tr><td>1875</td><td>17</td></tr></tbody></table>"
)
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
LISTS = ["/", "/all-news/", "/popular/", "/popular/?hours=720", "/corrections/", "/support/"]
FORMS = ["login", "signup", "password/reset"]


def faults(response):
    source = response.content.decode()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(source)
    found = [f"line {line}: {E[code] % details}" for (line, _), code, details in parser.errors]
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    found += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1 or not name]
    for element in elements:
        named = [name for attribute in REFERENCES for name in element.get(attribute, "").split()]
        href = element.get("href", "")
        named += [href[1:]] if element.tag == "a" and href.startswith("#") else []
        found += [f"<{element.tag}> refers to {name!r}, which is not there" for name in named if name not in ids]
    return found


@pytest.fixture
def rich():
    """An article with every part there is, and awkward words in all of them."""
    section = factories.section(name="Science & art")
    story = factories.story(title=AWKWARD)
    made = factories.article(
        section=section,
        story=story,
        picture=factories.picture(alt=AWKWARD, caption=AWKWARD, credit=AWKWARD),
        authors=[factories.author(name=AWKWARD, portrait=factories.picture())],
        topics=[factories.topic(name=AWKWARD)],
        headline=AWKWARD,
        standfirst=AWKWARD,
        dateline="Lviv",
        body=PROSE,
        details=PROSE,
        important=True,
        at=timezone.now() - timedelta(days=800),
    )
    made.sources.create(name=AWKWARD, link="https://example.org/?a=1&b=2", date="2018-11-16")
    made.sources.create(name="A second one")
    made.quotes.create(text=AWKWARD, speaker=AWKWARD, role="who", original_language="fr", translator="BIPM")
    for date in ("1875-05-20", "1889-09", "-0044", "about 1450"):
        made.background.create(date=date, text=AWKWARD)
        factories.fact(story=story, date=date, text=AWKWARD, source_name="A source")
    factories.fact(story=story, date="2019-05-20", article=made)
    for kind in Correction.Kind:
        factories.correction(article=made, kind=kind, date=timezone.now() - timedelta(days=1))
    return made


@pytest.fixture
def newsroom(rich):
    """Enough of every kind for every list to be full."""
    for number in range(60):
        factories.article(
            section=rich.section if number % 3 else factories.section(),
            kind=["report", "flash", "opinion", "long_read", "explainer"][number % 5],
            authors=[rich.bylines.first().author],
            topics=rich.topics.all(),
            picture=rich.picture if number % 2 else None,
            standfirst=AWKWARD,
            important=number % 7 == 0,
            at=timezone.now() - timedelta(hours=3 * number + 1),
        )
    return rich


def test_lists_are_valid(client, newsroom):
    assert {address: found for address in LISTS if (found := faults(client.get(address)))} == {}
    section, topic = newsroom.section, newsroom.topics.get()
    author, story = newsroom.bylines.get().author, newsroom.story
    day = timezone.localdate() - timedelta(days=1)
    addresses = [thing.get_absolute_url() for thing in (section, topic, author, story, factories.page())]
    addresses += [f"{story.get_absolute_url()}?order=oldest", f"/all-news/{day:%Y/%m/%d}/"]
    assert {address: found for address in addresses if (found := faults(client.get(address)))} == {}


@pytest.mark.parametrize("kind", ["report", "flash", "opinion", "long_read", "explainer"])
def test_an_article_with_every_part_is_valid(client, rich, kind):
    rich.kind = kind
    rich.save()
    assert faults(client.get(rich.get_absolute_url())) == []


def test_an_article_with_nothing_but_a_lead_is_valid(client):
    bare = factories.article(kind="flash", standfirst="One sentence.", body="", authors=[])
    assert faults(client.get(bare.get_absolute_url())) == []


def test_an_empty_paper_is_valid(client):
    assert {address: found for address in LISTS if (found := faults(client.get(address)))} == {}


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_valid_before_and_after_a_mistake(client, form):
    address = f"/accounts/{form}/"
    assert faults(client.get(address)) == []
    assert faults(client.post(address, {"login": "<nobody>", "email": "<nobody>"})) == []


def test_the_pages_of_a_member_are_valid(reader, rich):
    addresses = ["/", "/accounts/", "/accounts/email/", "/accounts/logout/", rich.get_absolute_url()]
    assert {address: found for address in addresses if (found := faults(reader.get(address)))} == {}


def test_pages_that_say_no_are_valid(client, newsroom):
    address = newsroom.get_absolute_url()
    newsroom.withdraw(by=None, note=AWKWARD)
    missing, gone = client.get("/nothing/here/"), client.get(address)
    assert [missing.status_code, gone.status_code] == [404, 410]
    assert faults(missing) == []
    assert faults(gone) == []


def test_the_other_edition_is_valid(client, rich):
    section = factories.section(language="uk", name="Наука")
    other = factories.article(language="uk", section=section, headline=AWKWARD, standfirst=AWKWARD)
    other.link_translation(rich)
    addresses = ["/uk/", "/uk/all-news/", section.get_absolute_url(), other.get_absolute_url(), "/uk/accounts/login/"]
    assert {address: found for address in addresses if (found := faults(client.get(address)))} == {}
