"""The front page: which article stands where, none of them twice, no block without content.

Until the front can be curated by hand, the important flag and recency decide.
"""

import itertools
from datetime import timedelta

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from articles.models import Article, Byline, Popularity, Section, Story
from articles.readership import most_read

LAST, POPULAR, MIDDLE, RELATED, PAIR = 10, 5, 4, 4, 2
BLOCK, OPINIONS, LONG_READS = 5, 3, 2
TOP_POOL = 24  # candidates for the top of the page, so that it fills even when much of the news is flashes
BLOCK_POOL = 20  # candidates for the block of a section, so that it need not be made of flashes
LEAD_MAY_BE_OLD = timedelta(days=2)  # an important article leads for so long; then the newest one does
SHAPES = ("start", "four", "end")
STORY_ENTRIES = 3


def compose(language):
    """Everything `articles/home.html` shows, in a number of queries that does not depend on the archive's size."""
    published = Article.objects.published(language)
    sections = list(Section.objects.in_edition(language).in_nav())
    kinds = Article.Kind
    shelves = Article.objects.shelves(
        last=published.latest_first()[:LAST],
        important=published.important().latest_first()[:TOP_POOL],
        recent=published.exclude(kind=kinds.FLASH).latest_first()[:TOP_POOL],
        opinions=published.filter(kind=kinds.OPINION).latest_first()[: OPINIONS + 1],
        long_reads=published.filter(kind=kinds.LONG_READ).latest_first()[: LONG_READS + 4],
        **{
            f"section_{section.pk}": published.filter(section=section).latest_first()[:BLOCK_POOL]
            for section in sections
        },
    )
    taken = set()
    lead = choose_lead(shelves)
    taken.update({lead.pk} if lead else ())
    candidates = unique(itertools.chain(shelves["important"], shelves["recent"]))
    seconds = take(candidates, MIDDLE, taken, spread=True)
    pair = take(candidates, PAIR, taken)
    related = take(related_to(lead, shelves, candidates), RELATED, taken)
    last = [article for article in shelves["last"] if article.pk not in taken]
    taken.update(article.pk for article in last)
    ranked = most_read(language, Popularity.Period.DAY, POPULAR + len(taken))
    popular = take(ranked, POPULAR, taken)
    opinions = take(shelves["opinions"], OPINIONS, taken)
    prefetch_related_objects(opinions, Prefetch("bylines", Byline.objects.with_authors()))
    long_reads = take(shelves["long_reads"], LONG_READS, taken)
    return {
        "lead": lead,
        "seconds": seconds,
        "pair": pair if len(pair) == PAIR else [],
        "related": related,
        "last": last,
        "popular": popular,
        "popular_period": Popularity.Period.DAY.label,
        "blocks": blocks(sections, shelves, taken),
        "opinions": opinions,
        "long_reads": long_reads,
        **story_strip(language),
    }


def choose_lead(shelves):
    """The newest important report with a picture while it is fresh, else the newest with one, else the newest."""
    fresh_from = timezone.now() - LEAD_MAY_BE_OLD
    fresh = [
        article for article in shelves["important"] if article.published_at >= fresh_from and not is_flash(article)
    ]
    pool = [*fresh, *shelves["recent"], *shelves["last"]]
    return next((article for article in pool if article.picture_id), next(iter(pool), None))


def is_flash(article):
    return article.kind == Article.Kind.FLASH


def unique(articles):
    return list({article.pk: article for article in articles}.values())


def take(articles, count, taken, spread=False):
    """The first `count` articles not yet on the page, which then are. `spread` takes one of each section first."""
    free = [article for article in unique(articles) if article.pk not in taken]
    if spread:
        one_each = list({article.section_id: article for article in reversed(free)}.values())[::-1]
        free = unique([*one_each, *free])
    chosen = free[:count]
    taken.update(article.pk for article in chosen)
    return chosen


def related_to(lead, shelves, candidates):
    """What to read beside the lead: its story, then its section, then anything of the top. Flashes have the stream."""
    if lead is None:
        return []
    pool = [
        article
        for article in unique([*shelves.get(f"section_{lead.section_id}", []), *candidates])
        if not is_flash(article)
    ]
    return [article for article in pool if lead.story_id and article.story_id == lead.story_id] + pool


def blocks(sections, shelves, taken):
    """A block for each section that still has something to show, in alternating shapes: pictures and reports first."""
    shapes = itertools.cycle(SHAPES)
    for section in sections:
        worth = sorted(
            shelves[f"section_{section.pk}"], key=lambda article: (is_flash(article), not article.picture_id)
        )
        articles = take(worth, BLOCK, taken)
        if articles:
            yield {"section": section, "shape": next(shapes), "articles": articles}


def story_strip(language):
    """The story last written to, with its latest entries in the order of time."""
    story = Story.objects.in_edition(language).filter(facts__isnull=False).order_by("-modified_at", "pk").first()
    if story is None:
        return {"story": None, "story_entries": []}
    facts = story.facts.select_related("article__section").order_by("-date_order", "-pk")[:STORY_ENTRIES]
    entries = [{"when": fact.when, "text": fact.text, "article": fact.own_article} for fact in reversed(facts)]
    return {"story": story, "story_entries": entries}
