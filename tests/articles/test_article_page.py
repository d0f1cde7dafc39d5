"""The article page: the words of the house in their order, and no trace of what an article lacks."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from articles.models import ArticleSource, BackgroundFact, HourlyReads, Quote
from articles.readership import recompute
from tests import factories

HIDDEN = {"script", "style", "template", "head"}


class Words(HTMLParser):
    """The text of a page in the order of the document."""

    def __init__(self):
        super().__init__()
        self.parts, self.depth = [], 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag in HIDDEN

    def handle_endtag(self, tag):
        self.depth -= tag in HIDDEN

    def handle_data(self, data):
        if not self.depth and data.strip():
            self.parts.append(data.strip())


def words_of(response):
    parser = Words()
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    parser.feed("<main" + main)
    return " ".join(" ".join(parser.parts).split())


@pytest.fixture
def touchstone(db):
    """The first page ever sketched: every part of it."""
    story = factories.story(title="The metre, the kilogram and us")
    article = factories.article(
        headline="The kilogram steps down",
        standfirst="It was right by definition, and then it was merely heavy.",
        body="<p>A cylinder stood under three bells.</p>",
        details="<p>The trouble with an object is that it is one.</p>",
        story=story,
        picture=factories.picture(caption="The cylinder.", credit="Illustration: The-News"),
        topics=[factories.topic(name="Measurement")],
        authors=[factories.author(name="Danylo Verbytskyi"), factories.author(name="Yusuf Demirel-Bondar")],
    )
    ArticleSource.objects.create(article=article, name="BIPM, Resolution 1 (2018)", link="https://www.bipm.org/")
    Quote.objects.create(
        article=article,
        text="The kilogram is the unit of mass.",
        speaker="3rd General Conference",
        role="Declaration, 1901",
        original_language="fr",
        translator="The-News",
    )
    BackgroundFact.objects.create(article=article, date="1875-05-20", text="Seventeen states sign.")
    BackgroundFact.objects.create(article=article, date="about 1799", text="A metre of platinum is made.")
    factories.correction(article=article, wrong="An earlier version said 39 centimetres.", right="It is millimetres.")
    factories.article(headline="Another of the section")
    HourlyReads.objects.create(article=article, hour=timezone.now(), reads=50)
    recompute()
    return article


def test_every_part_stands_in_the_order_of_the_house(client, touchstone):
    text = words_of(client.get(touchstone.get_absolute_url()))
    order = [
        "Main News The kilogram steps down",
        "It was right by definition",
        "Danylo Verbytskyi",
        "Yusuf Demirel-Bondar",
        "Published",
        "The cylinder.",
        "Illustration: The-News",
        "A cylinder stood under three bells.",
        "Source:",
        "BIPM, Resolution 1 (2018)",
        "Quote:",
        "The kilogram is the unit of mass.",
        "3rd General Conference",
        "Details:",
        "The trouble with an object",
        "Background:",
        "about 1799",
        "A metre of platinum is made.",
        "20\u00a0May 1875".replace("\u00a0", " "),
        "Full timeline",
        "It is millimetres.",
        "Measurement",
        "by becoming our patron!",
        "To leave a comment, please log in.",
        "Popular news",
        "Last news",
        "View all news",
    ]
    place = 0
    for words in order:
        found = text.find(words, place)
        assert found >= 0, f"“{words}” is missing or too early:\n{text}"
        place = found


def test_the_sentence_to_patrons_stands_unbroken_for_those_who_search_the_page(client, touchstone):
    page = client.get(touchstone.get_absolute_url()).content.decode()
    assert "Support The-News by becoming our patron!" in page


def test_the_log_in_line_leads_back_to_this_place(client, touchstone):
    page = client.get(touchstone.get_absolute_url()).content.decode()
    assert f'href="/accounts/login/?next={touchstone.get_absolute_url()}%23comment-form"' in page


def test_what_an_article_lacks_leaves_no_trace(client, db):
    bare = factories.article(headline="Bare", standfirst="", authors=[factories.author()])
    bare.bylines.all().delete()
    text = words_of(client.get(bare.get_absolute_url()))
    for label in (
        "Source:",
        "Quote:",
        "Details:",
        "Background:",
        "Correction",
        "Topics:",
        "By ",
        "Read also",
        "Updated",
    ):
        assert label not in text, label
    assert "Popular news" not in text  # nobody has read anything


def test_an_old_article_says_its_age_and_a_young_one_does_not(client, db):
    old = factories.article(at=timezone.now() - timedelta(days=3 * 365 + 30))
    young = factories.article(at=timezone.now() - timedelta(days=300))
    assert "more than 3 years old" in words_of(client.get(old.get_absolute_url()))
    assert "years old" not in words_of(client.get(young.get_absolute_url()))


def test_an_update_in_substance_is_dated_and_a_typo_is_not(client, db):
    article = factories.article()
    article.save()
    assert "Updated" not in words_of(client.get(article.get_absolute_url()))
    article.updated_at = timezone.now()
    article.save()
    assert "Updated" in words_of(client.get(article.get_absolute_url()))


def test_machines_read_who_wrote_what_it_rests_on_and_what_was_wrong(client, touchstone):
    page = client.get(touchstone.get_absolute_url()).content.decode()
    for words in (
        '"@type": "NewsArticle"',
        '"name": "Danylo Verbytskyi"',
        '"isBasedOn": ["https://www.bipm.org/"]',
        '"@type": "CorrectionComment"',
        '"isAccessibleForFree": true',
        '"@type": "BreadcrumbList"',
    ):
        assert words in page


def test_a_headline_cannot_break_out_of_the_data_for_machines(client, db):
    article = factories.article(headline="</script><script>alert(1)</script>")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


def test_a_deleted_picture_or_topic_takes_nothing_else_with_it(client, touchstone):
    touchstone.picture.delete()
    touchstone.topics.first().delete()
    response = client.get(touchstone.get_absolute_url())
    assert response.status_code == 200
    assert "A cylinder stood" in words_of(response)


def test_the_byline_names_what_somebody_did_when_it_was_not_the_writing(client, db):
    article = factories.article(authors=[factories.author(name="Marta"), factories.author(name="Yusuf")])
    article.bylines.filter(author__name="Yusuf").update(role="graphics")
    text = words_of(client.get(article.get_absolute_url()))
    assert text.index("Marta") < text.index("Yusuf") < text.index("graphics")
