"""Builds the demo newsroom from its texts and pictures. One transaction: either all of it is there, or nothing."""

import datetime
import random

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles.body import FIGURE
from articles.models import (
    Article,
    ArticleSource,
    Author,
    BackgroundFact,
    Byline,
    Correction,
    Fact,
    HourlyReads,
    Page,
    Picture,
    Quote,
    Section,
    Source,
    Story,
    Topic,
)
from newsportal.demo import artwork, changes, comments, desk, live, patrons, people
from newsportal.demo.running_order import DAY, FULL_DAY, FULL_DAY_ITEMS, HOUR, RunningOrder
from newsportal.demo.texts import FOLDERS, Texts, covers

CREDIT = "The-News"
LICENCE = "CC BY 4.0"
READS_DAYS = 30
UKRAINIAN_FRONT_HOURS = 2.3  # between one article of the Ukrainian edition and the next


class Loader:
    """Loads every edition that has texts. `tell(sentence)` and `progress(done, total)` keep the person informed."""

    def __init__(self, tell, progress, now=None):
        self.tell, self.progress = tell, progress
        self.now = now or timezone.now().replace(microsecond=0)
        self.random = random.Random(1977)  # noqa: S311 - the same newsroom on every run is the point
        languages = [code for code, _ in settings.LANGUAGES if code in FOLDERS]
        self.texts = {language: Texts(language) for language in languages}
        self.covers = covers()
        self.articles = {}  # (language, slug) → Article

    def load(self):
        self.tell("Drawing the pictures")
        self.drawn = artwork.make(self.picture_specs(), self.progress)
        self.tell("Setting the articles")
        with transaction.atomic():
            call_command("sync_roles", verbosity=0)
            self.accounts = people.create_accounts()
            for language in reversed(self.texts):  # the first edition last: the form begins where one wrote last
                self.load_edition(language, self.texts[language])
            self.link_translations()
            if self.language == "en":
                desk.lay_out(self)
                live.cover(self)
            comments.hold(self)
            patrons.give(self)
            self.load_reads()

    # --- pictures ---

    def picture_specs(self):
        portraits = {
            f"portrait-{author['slug']}": {"initials": initials(author["name"]), "seed": author["slug"]}
            for author in self.texts[settings.LANGUAGE_CODE if "en" not in self.texts else "en"].authors
        }
        return {**self.covers, **portraits}

    def picture(self, key, **words):
        drawn = self.drawn[key]
        return Picture.objects.create(
            file=drawn.name,
            digest=drawn.digest,
            width=drawn.width,
            height=drawn.height,
            focal_x=drawn.focal_x,
            focal_y=drawn.focal_y,
            licence=LICENCE,
            **words,
        )

    def cover(self, slug, text):
        """The cover of an article. A translation shows the picture of its original, described in its own language."""
        key = text.get("cover") or text.get("translation_of") or slug
        if "caption" not in text or key not in self.covers:
            return None
        table = self.covers[key]
        alt = table.get(f"alt_{text['language']}") or table["alt"]
        credit = {"uk": f"Ілюстрація: {CREDIT}"}.get(text["language"], f"Illustration: {CREDIT}")
        return self.picture(key, alt=alt, caption=text["caption"], credit=credit)

    def illustrated(self, text):
        """The body, with the library's numbers in place of those that count the text's own `[[pictures]]` from 1."""
        shown = [self.cover(row["cover"], {**text, **row}).pk for row in text.get("pictures", [])]
        return FIGURE.sub(lambda figure: f'<figure data-picture="{shown[int(figure[1]) - 1]}"></figure>', text["body"])

    # --- one edition ---

    def load_edition(self, language, texts):
        self.language = language
        self.sections = {row["slug"]: Section.objects.create(language=language, **row) for row in texts.sections}
        self.topics = {row["slug"]: Topic.objects.create(language=language, **row) for row in texts.topics}
        self.authors = {row["slug"]: self.author(row) for row in texts.authors}
        for order, row in enumerate(texts.pages):
            Page.objects.create(language=language, order=order, in_footer=row["slug"] != "support", **row)
        self.stories = {row["slug"]: self.story(row) for row in texts.stories}
        running_order = RunningOrder(self.now)
        times = self.article_times(running_order, texts)
        for slug, text in texts.articles.items():
            self.article(slug, text, times[slug])
        share = len(texts.flashes) / 120  # a small edition has no day of seventy
        flash_times = running_order.of_flashes(
            texts.flashes, fresh=round(26 * max(share, 0.5)), full_day=self.fill_full_day(times) if share > 0.8 else 0
        )
        for slug, flash in texts.flashes.items():
            self.flash(slug, flash, flash_times[slug])
        for row in texts.stories:
            self.facts(self.stories[row["slug"]], row["facts"])

    def article_times(self, running_order, texts):
        if self.language == "en":
            return running_order.of_articles(texts.articles)
        front = {slug: 1.1 + UKRAINIAN_FRONT_HOURS * number for number, slug in enumerate(texts.articles)}
        return running_order.of_articles(texts.articles, front=front)

    def fill_full_day(self, times):
        date = timezone.localdate(self.now) - FULL_DAY * DAY
        return FULL_DAY_ITEMS - sum(timezone.localdate(at) == date for at in times.values())

    def author(self, row):
        portrait = self.picture(f"portrait-{row['slug']}", alt=row["name"], caption=row["name"], credit=CREDIT)
        return Author.objects.create(
            language=self.language, portrait=portrait, user=self.accounts.get(row["slug"]), **row
        )

    def story(self, row):
        return Story.objects.create(
            language=self.language, slug=row["slug"], title=row["title"], summary=row["summary"]
        )

    def facts(self, story, rows):
        for row in rows:
            Fact.objects.create(
                story=story,
                date=row["date"],
                text=row["text"],
                source_name=row.get("source", ""),
                source_link=row.get("link", ""),
                article=self.articles.get((self.language, row.get("article"))),
                pinned=row.get("pinned", False),
            )

    def article(self, slug, text, at):
        stands, text = text, changes.at_first(text)
        edge = text.get("edge")
        if edge == "scheduled":
            at = self.tomorrow_morning()
        article = Article.objects.create(
            language=self.language,
            slug=slug,
            kind=text["kind"],
            headline=text["headline"],
            short_headline=text.get("short_headline", ""),
            standfirst=text.get("standfirst", ""),
            dateline=text.get("dateline", ""),
            body=self.illustrated(text),
            details=text.get("details", ""),
            section=self.sections[text["section"]],
            story=self.stories.get(text.get("story")),
            picture=self.cover(slug, text),
            important=text.get("important", False),
            created_by=self.accounts.get(text["authors"][0]),
        )
        self.parts(article, text, at)
        article.publish(by=self.accounts["iryna-stelmakh-dorosh"], at=at)
        changes.make(article, stands, by=self.accounts["iryna-stelmakh-dorosh"])
        if edge == "withdrawn":
            article.withdraw(by=self.accounts["iryna-stelmakh-dorosh"], note=text["withdrawn_note"])
        self.articles[self.language, slug] = article

    def tomorrow_morning(self):
        seven = datetime.datetime.combine(timezone.localdate(self.now) + DAY, datetime.time(7))
        return timezone.make_aware(seven)

    def parts(self, article, text, at):
        """What stands beside the body: byline, topics, sources, quotes, background, corrections."""
        for order, author in enumerate(text["authors"]):
            Byline.objects.create(article=article, author=self.authors[author], order=order)
        article.topics.set([self.topics[topic] for topic in text.get("topics", [])])
        for order, row in enumerate(text.get("sources", [])):
            self.source(article, row, order)
        for order, row in enumerate(text.get("quotes", [])):
            Quote.objects.create(article=article, order=order, **row)
        for row in text.get("background", []):
            BackgroundFact.objects.create(article=article, date=row["date"], text=row["text"])
        for row in text.get("corrections", []):
            date = at + row["hours_after"] * HOUR
            Correction.objects.create(
                article=article, kind=row["kind"], date=date, wrong=row["wrong"], right=row.get("right", "")
            )
            if row["kind"] != Correction.Kind.CLARIFICATION:
                article.updated_at = date

    def source(self, article, row, order):
        organisation = None
        if row.get("link"):
            name = row["name"].split(",")[0].strip()
            organisation, _ = Source.objects.get_or_create(name=name[:200], defaults={"link": row["link"]})
        day = row.get("date", "")
        is_day = len(day) == len("2026-03-17") and day[:4] not in row["name"]  # the printed name often says when
        date = datetime.date.fromisoformat(day) if is_day else None
        ArticleSource.objects.create(
            article=article,
            organisation=organisation,
            name=row["name"],
            kind=row.get("kind", "document"),
            link=row.get("link", ""),
            date=date,
            order=order,
        )

    def flash(self, slug, row, at):
        article = Article.objects.create(
            language=self.language,
            slug=slug,
            kind=Article.Kind.FLASH,
            headline=row["headline"],
            body=row["text"],
            section=self.sections[row["section"]],
            important=self.random.random() < 0.12,
        )
        article.topics.set([self.topics[topic] for topic in row.get("topics", [])])
        self.source(article, {"name": row["source"], "link": row.get("link", "")}, 0)
        article.publish(by=self.accounts["iryna-stelmakh-dorosh"], at=at)
        self.articles[self.language, slug] = article

    # --- across editions ---

    def link_translations(self):
        for language, texts in self.texts.items():
            for slug, text in texts.articles.items():
                original = self.articles.get(("en", text.get("translation_of")))
                if original:
                    self.articles[language, slug].link_translation(original)

    def load_reads(self):
        """Reads by hour that fall off with age, a few articles far ahead of the rest: enough to rank and to draw."""
        rows = []
        this_hour = self.now.replace(minute=0, second=0)
        for article in self.articles.values():
            appeal = self.random.paretovariate(1.2) * (0.25 if article.kind == Article.Kind.FLASH else 1)
            for hours_ago in range(READS_DAYS * 24):
                hour = this_hour - hours_ago * HOUR
                age = (hour - article.published_at) / HOUR
                if age < 0 or not article.is_published:
                    break
                expected = appeal * 60 / (1 + age / 6) ** 1.3
                reads = int(expected * (0.6 + 0.8 * self.random.random()))
                if reads:
                    rows.append(HourlyReads(article=article, hour=hour, reads=reads))
        HourlyReads.objects.bulk_create(rows, batch_size=2000)


def initials(name):
    words = name.split()
    return f"{words[0][0]}{words[-1][0]}"
