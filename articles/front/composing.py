"""The front page: which article stands where, none of them twice, no block without content.

What the desk has placed stands first, if readers may see it and its time it is; every other place fills by a rule.
"""

import itertools
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from articles.models import (
    Article,
    Byline,
    Front,
    Picture,
    PlannedAct,
    Popularity,
    Section,
    Slot,
    Story,
    Version,
)
from articles.readership import most_read

from .layouts import MOST_PLACES, STREAM, Group, places_of
from .rules import RULES, is_flash

LAST, POPULAR, PAIR = 10, 5, 2
FEWEST_LAST = 6  # rows of Last news, when most of the newest stand on top already
BLOCK, OPINIONS, LONG_READS = 5, 3, 2
TOP_POOL = 24  # candidates for the top of the page, so that it fills even when much of the news is flashes
BLOCK_POOL = 20  # candidates for the block of a section, so that it need not be made of flashes
SHAPES = ("start", "four", "end")
STORY_ENTRIES = 3


def compose(language, front=None, at=None):
    """Everything `articles/home.html` shows, in a number of queries that does not depend on the archive's size.

    Without more, it is what readers see now. The desk also looks at another `front`, and at the page of another hour.
    """
    front = front or Front.objects.live(language) or Front(language=language)
    slots = list(front.slots.in_force(at).select_related("picture", "section")) if front.pk else []
    sections = list(Section.objects.in_edition(language).in_nav())
    pools = Pools.fetch(language, sections, slots, at)
    standings = stand(front.layout, slots, pools)
    return {
        "layout": front.layout,
        "standings": standings,
        **top_of(standings),
        **rest(language, front.layout, sections, pools),
        **story_strip(language),
    }


def seen_at(language, at=None):
    """What readers see, or will see at a later time if nothing else happens until then."""
    if at is None:
        return Article.objects.published(language)
    gone = PlannedAct.objects.waiting().filter(act=PlannedAct.Act.WITHDRAW, at__lte=at)
    there = Article.objects.filter(language=language, status__in=Article.VISIBLE, published_at__lte=at)
    return there.exclude(pk__in=gone.values("article"))


def bring_forward(shelves, at):
    """Let the articles of shelves say in lists what changes that are planned until then will make them say."""
    articles = [article for shelf in shelves.values() for article in shelf]
    planned = PlannedAct.objects.waiting().filter(act=PlannedAct.Act.CHANGE, at__lte=at, article__in=articles)
    numbers = dict(planned.values_list("article", "version"))
    versions = Version.objects.filter(article__in=numbers).values_list("article", "number", "content")
    contents = {pk: content for pk, number, content in versions if numbers[pk] == number}
    pictures = Picture.objects.in_bulk([content["picture"] for content in contents.values() if content["picture"]])
    for article in articles:
        if content := contents.get(article.pk):
            for name in ("headline", "short_headline", "standfirst"):
                setattr(article, name, content[name])
            article.picture = pictures.get(content["picture"])


class Pools:
    """The candidates, and who of them has a place already."""

    def __init__(self, shelves, popular, at):
        self.shelves, self.at = {**shelves, "popular": popular}, at
        self.placed = {article.pk: article for article in self.shelves.pop("placed", ())}
        self.taken, self.lead = set(), None

    @classmethod
    def fetch(cls, language, sections, slots, at=None):
        seen, kinds = seen_at(language, at), Article.Kind
        of_slots = {slot.section_id for slot in slots if slot.section_id and slot.section.language == language}
        by_hand = {slot.article_id for slot in slots if slot.article_id}
        shelves = Article.objects.shelves(
            last=seen.latest_first()[: LAST + MOST_PLACES],
            important=seen.important().latest_first()[:TOP_POOL],
            recent=seen.exclude(kind=kinds.FLASH).latest_first()[:TOP_POOL],
            opinions=seen.filter(kind=kinds.OPINION).latest_first()[: OPINIONS + 1],
            long_reads=seen.filter(kind=kinds.LONG_READ).latest_first()[: LONG_READS + 6],
            **({"placed": seen.filter(pk__in=by_hand)[: len(by_hand)]} if by_hand else {}),
            **{
                f"section_{number}": seen.filter(section=number).latest_first()[:BLOCK_POOL]
                for number in dict.fromkeys([*(section.pk for section in sections), *sorted(of_slots)])
            },
        )
        if at:
            bring_forward(shelves, at)
        ranked = most_read(language, Popularity.Period.DAY, POPULAR + LAST + MOST_PLACES)
        return cls(shelves, ranked, at)

    def __getitem__(self, name):
        return self.shelves[name]

    def of_section(self, section):
        return self.shelves.get(f"section_{section.pk}", []) if section else []

    def take(self, articles, count=1):
        """The first `count` articles not yet on the page, which then are."""
        free = (article for article in unique(articles) if article.pk not in self.taken)
        chosen = list(itertools.islice(free, count))
        self.taken.update(article.pk for article in chosen)
        return chosen


def unique(articles):
    return list({article.pk: article for article in articles}.values())


# --- the top of the page: the places ---


@dataclass
class Standing:
    """What stands in one place, and why."""

    place: int
    group: Group
    article: Article | None = None
    slot: Slot | None = None  # of whoever of the desk put it there, or set its rule
    rule: str = ""  # which found the article; empty: it was placed by hand

    @property
    def by_hand(self):
        return self.article is not None and not self.rule


def stand(layout, slots, pools):
    """Who stands in each place of a layout. Those placed by hand come first, so that no rule takes them elsewhere."""
    standings = {place: Standing(place, group) for place, group in places_of(layout).items()}
    for slot in slots:
        standing = standings.get(slot.place)
        if standing and not standing.article:
            standing.slot = standing.slot or slot
            for article in pools.take([pools.placed[slot.article_id]] if slot.article_id in pools.placed else []):
                standing.article, standing.slot = dressed(article, slot), slot
    for standing in standings.values():
        if not standing.article:
            fill(standing, beside(standing, standings), pools)
        if standing.place == 1:
            pools.lead = standing.article
    return list(standings.values())


def beside(standing, standings):
    return [other.article for other in standings.values() if other.group is standing.group and other.article]


def fill(standing, neighbours, pools):
    """By the rule of its slot, else by that of its group, else by whatever finds anything."""
    slot = standing.slot
    own = [(slot.rule, slot.section)] if slot and slot.rule in RULES else []
    for name, section in [*own, (standing.group.rule, None), ("lead" if standing.place == 1 else "spread", None)]:
        for article in pools.take(RULES[name].candidates(pools, section, neighbours)):
            standing.article, standing.rule = article, name
            if own and name == slot.rule and not slot.article_id:
                dressed(article, slot)
            return


def dressed(article, slot):
    """With the headline and picture that its slot gives it."""
    article.short_headline = slot.short_headline or article.short_headline
    if slot.picture and not slot.picture.withdrawn_at:
        article.picture = slot.picture
    return article


def top_of(standings):
    """The places by the names that the templates use."""
    top = {"lead": None, "second_lead": None, "seconds": [], "pair": [], "related": []}
    for standing in standings:
        if isinstance(top[standing.group.name], list):
            top[standing.group.name] += [standing.article] if standing.article else []
        else:
            top[standing.group.name] = standing.article
    placed = any(standing.by_hand for standing in standings if standing.group.name == "pair")
    return top if placed or len(top["pair"]) == PAIR else {**top, "pair": []}


# --- the rest of it ---


def rest(language, layout, sections, pools):
    most = STREAM.get(layout, LAST)
    newest = sum(article.pk not in pools.taken for article in pools["last"][:most])
    last = pools.take(pools["last"], min(most, max(newest, FEWEST_LAST)))
    popular = pools.take(pools["popular"], POPULAR)
    opinions = pools.take(pools["opinions"], OPINIONS)
    prefetch_related_objects(opinions, Prefetch("bylines", Byline.objects.with_authors()))
    long_reads = [] if layout == Front.Layout.QUIET else pools.take(pools["long_reads"], LONG_READS)
    return {
        "last": last,
        "popular": popular,
        "popular_period": Popularity.Period.DAY.label,
        "blocks": list(blocks(sections, pools)),
        "opinions": opinions,
        "long_reads": long_reads,
    }


def blocks(sections, pools):
    """A block for each section that still has something to show, in alternating shapes: pictures and reports first."""
    shapes = itertools.cycle(SHAPES)
    for section in sections:
        worth = sorted(pools.of_section(section), key=lambda article: (is_flash(article), not article.picture_id))
        articles = pools.take(worth, BLOCK)
        if articles:
            yield {"section": section, "shape": next(shapes), "articles": articles}


def story_strip(language):
    """The story last written to, with its latest entries in the order of time."""
    told = Story.objects.standing().in_edition(language).filter(facts__isnull=False)
    story = told.order_by("-modified_at", "pk").first()
    if story is None:
        return {"story": None, "story_entries": []}
    facts = story.facts.select_related("article__section").order_by("-date_order", "-pk")[:STORY_ENTRIES]
    entries = [{"when": fact.when, "text": fact.text, "article": fact.own_article} for fact in reversed(facts)]
    return {"story": story, "story_entries": entries}
