"""A large archive to measure against: plain, plausible articles, spread over years, sections, authors and topics."""

import random
import sys
import time
from datetime import UTC, timedelta
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries, transaction
from django.utils import timezone

from articles.body import clean
from articles.models import Article, ArticleSource, Author, Byline, Picture, Section, Topic
from articles.slugs import slug_for

BATCH = 1000
YEARS = 12
BODIES = 400  # different bodies; each is used many times, as their making would take longer than their storing
SLUG = "g{:07d}-{}"  # the number in front tells a second run where the first one stopped
NAMES = ("Archive", "Bureau", "Desk", "Evening", "Field", "Harbour", "Inland", "Night")

WHO = (
    "The river board", "A school in the hills", "The city archive", "Two libraries", "The tram depot",
    "An orchard co-operative", "The tide office", "A choir", "The map room", "The bridge authority",
    "A village mill", "The observatory", "The market hall", "A printing museum", "The ferry line",
)  # fmt: skip
DID = (
    "opens its ledgers", "counts its visitors", "repairs the clock", "moves a timetable", "tests a new lamp",
    "finds an old survey", "publishes its measurements", "plants forty limes", "extends the night service",
    "reprints a pattern book", "answers its letters", "weighs the harvest", "records the first frost",
)  # fmt: skip
WHEN = (
    "before the spring", "after ten quiet years", "for the first time", "in a single afternoon", "with borrowed tools",
    "and nobody minds", "at the third attempt", "as the water falls", "in time for the fair", "by the old rule",
)  # fmt: skip
SENTENCES = (
    "The work began with a list, as such work does, and the list was longer than the room.",
    "Nobody had written down why the rule existed, so the rule was kept.",
    "Three people did the measuring and a fourth checked the sums.",
    "The figures were pinned to the door, where anyone could argue with them.",
    "It cost less than the fence around it, which surprised the committee.",
    "The older drawings turned out to be better than the new ones.",
    "In the end the timetable changed by four minutes, and the queue by half.",
    "What the instrument shows is a number; what it means took a week to agree.",
    "The minutes of the meeting fill two pages, most of them about chairs.",
    "By evening the water had fallen to the second mark and the boats went out.",
)


class Command(BaseCommand):
    help = "Fill the archive with N plausible articles, to measure against. Can be interrupted and run again."

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, required=True, metavar="N", help="how many there shall be")
        parser.add_argument("--language", default=None, help="edition (default: the first one)")

    def handle(self, *, articles, language, **options):
        if not 0 < articles <= 9_999_999:
            raise CommandError("--articles takes a number from 1 to 9,999,999.")
        maker = Maker(language or Article._meta.get_field("language").get_default())
        done = maker.already_there()
        if done:
            self.stdout.write(f"{done:,} of them are there already.")
        started = time.monotonic()
        numbers, made = iter(range(done, articles)), 0
        while batch := list(islice(numbers, BATCH)):
            maker.store(batch)
            reset_queries()  # DEBUG keeps every statement, and these are large
            made += len(batch)
            self.progress(done + made, articles, made / (time.monotonic() - started))
        self.stdout.write(f"{articles:,} generated articles, {made:,} of them now.")

    def progress(self, done, total, pace):
        left = (total - done) / pace
        line = f"  {done:,} of {total:,} · {pace:,.0f} a second · about {left:,.0f} s left"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line}   ", ending="\n" if done == total else "")
        elif done % (20 * BATCH) == 0 or done == total:
            self.stdout.write(line)
        self.stdout.flush()


class Maker:
    """Makes the article of a number: the same number gives the same article in every run."""

    def __init__(self, language):
        self.language = language
        self.sections = list(Section.objects.in_edition(language)) or [
            Section.objects.create(language=language, name=name) for name in NAMES[:6]
        ]
        self.topics = list(Topic.objects.in_edition(language)) or [
            Topic.objects.create(language=language, name=f"{name} papers") for name in NAMES
        ]
        self.authors = list(Author.objects.in_edition(language)) or [
            Author.objects.create(language=language, name=f"{name} Correspondent") for name in NAMES
        ]
        self.pictures = list(Picture.objects.filter(articles__isnull=False).values_list("pk", flat=True)[:60])
        chance = random.Random(7)  # noqa: S311
        self.bodies = [clean(body_of(chance)) for _ in range(BODIES)]
        self.newest = timezone.now() - timedelta(hours=1)

    def already_there(self):
        """The number to go on from: one more than the last that was stored."""
        generated = Article.objects.filter(language=self.language, slug__gte=SLUG[0] + "0", slug__lt=SLUG[0] + ":")
        last = generated.order_by("-slug").values_list("slug", flat=True).first()
        return int(last[1:8]) + 1 if last else 0

    @transaction.atomic
    def store(self, numbers):
        made = [self.article(number) for number in numbers]
        Article.objects.bulk_create(article for article, _ in made)
        through, bylines, tags, sources = Article.topics.through, [], [], []
        for article, chance in made:
            author = chance.choice(self.authors)
            bylines.append(Byline(article=article, author=author, published_at=article.published_at))
            tags += [through(article=article, topic=topic) for topic in chance.sample(self.topics, 2)]
            sources.append(ArticleSource(article=article, name=f"{chance.choice(WHO)}, minutes"))
        Byline.objects.bulk_create(bylines)
        through.objects.bulk_create(tags)
        ArticleSource.objects.bulk_create(sources)

    def article(self, number):
        chance = random.Random(number)  # noqa: S311 - not for secrets
        headline = f"{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHEN)}"
        kinds = Article.Kind
        at = self.newest - timedelta(seconds=int(chance.random() * YEARS * 365 * 86_400), microseconds=number)
        body = chance.choice(self.bodies)
        article = Article(
            language=self.language,
            slug=SLUG.format(number, slug_for(headline, 60)),
            kind=chance.choice((kinds.FLASH, kinds.REPORT, kinds.REPORT, kinds.EXPLAINER, kinds.LONG_READ)),
            headline=headline,
            standfirst=chance.choice(SENTENCES),
            body=body,
            word_count=body.count(" "),
            section=chance.choice(self.sections),
            picture_id=chance.choice(self.pictures) if self.pictures and chance.random() < 0.6 else None,
            important=chance.random() < 0.1,
            status=Article.Status.PUBLISHED,
            published_at=at.astimezone(UTC),
        )
        return article, chance


def body_of(chance):
    """Two to forty paragraphs, mostly few: the lengths of a real paper."""
    count = min(40, 2 + int(chance.paretovariate(1.3)) * 2)
    paragraphs = (" ".join(chance.choices(SENTENCES, k=chance.randint(2, 6))) for _ in range(count))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
