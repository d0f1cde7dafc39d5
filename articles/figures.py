"""What the desk counts: reads by hour and article, publications by hour and section. A few queries each, whatever the
size of the archive."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from articles import charts
from articles.models import Article, HourlyReads

HOUR = timedelta(hours=1)
TREND_HOURS = 12
NOW_HOURS = 2  # the hour that runs, and the one before: a new hour begins with nobody
MOST_READ = 20


def this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@dataclass
class Trend:
    """An article and how often it was read in each of the last hours, oldest first."""

    article: Article
    hours: list[int] = field(default_factory=list)

    @property
    def now(self):
        return sum(self.hours[-NOW_HOURS:])

    @property
    def whole_hours(self):
        """Without the hour that still runs, or every line would end by falling."""
        return self.hours[:-1]

    @property
    def line(self):
        return charts.line(self.whole_hours)

    @property
    def is_up(self):
        return charts.is_rising(self.whole_hours)


def being_read(count):
    """What is read most at present, with the trend of each: one query."""
    end = this_hour()
    begin = end - (TREND_HOURS - 1) * HOUR
    recent = HourlyReads.objects.filter(hour__gt=end - NOW_HOURS * HOUR, hour__lte=end)
    top = recent.values("article").annotate(now=Sum("reads")).order_by("-now", "-article").values("article")[:count]
    rows = HourlyReads.objects.filter(hour__gte=begin, hour__lte=end, article__in=top)
    trends = {}
    for row in rows.select_related("article__section").only("hour", "reads", *(f"article__{n}" for n in CARD)):
        trend = trends.setdefault(row.article_id, Trend(row.article, [0] * TREND_HOURS))
        trend.hours[round((row.hour - begin) / HOUR)] = row.reads
    return sorted(trends.values(), key=lambda trend: (-trend.now, -trend.article.pk))


CARD = ("headline", "short_headline", "language", "slug", "status", "published_at", "section__slug", "section__name")


# --- one article ---


def reads_by_hour(article, hours):
    """How often it was read in each of the last hours: [(when, reads)], oldest first, from its publication on."""
    end = this_hour()
    begin = end - (hours - 1) * HOUR
    if article.published_at:
        begin = max(begin, article.published_at.replace(minute=0, second=0, microsecond=0))
    counted = dict(article.hourly_reads.filter(hour__gte=begin, hour__lte=end).values_list("hour", "reads"))
    steps = max(round((end - begin) / HOUR) + 1, 0)
    return [(begin + number * HOUR, counted.get(begin + number * HOUR, 0)) for number in range(steps)]


def reads_by_day(article, days):
    """The same by day of the newsroom's time zone."""
    begin = midnight(days - 1)
    counted = Counter()
    for hour, reads in article.hourly_reads.filter(hour__gte=begin).values_list("hour", "reads"):
        counted[timezone.localdate(hour)] += reads
    first = timezone.localdate(max(begin, article.published_at) if article.published_at else begin)
    last = timezone.localdate()
    return [(day, counted[day]) for day in days_between(first, last)]


# --- all of them ---


def most_read(days):
    """What was read most since so many days: [(article, reads)]."""
    since = timezone.now() - timedelta(days=days)
    top = HourlyReads.objects.filter(hour__gt=since).values("article").annotate(all_reads=Sum("reads"))
    reads = dict(top.order_by("-all_reads", "-article").values_list("article", "all_reads")[:MOST_READ])
    articles = Article.objects.filter(pk__in=reads).cards()
    return sorted(((article, reads[article.pk]) for article in articles), key=lambda row: (-row[1], -row[0].pk))


def sections_by_day(days, language):
    """How often each section was read on each day: ([day], {section: [reads]}), most read section first."""
    begin = midnight(days - 1)
    rows = HourlyReads.objects.filter(hour__gte=begin, article__language=language)
    counted = defaultdict(Counter)
    for name, hour, reads in rows.values_list("article__section__name", "hour").annotate(Sum("reads")):
        counted[name or ""][timezone.localdate(hour)] += reads
    dates = days_between(timezone.localdate(begin), timezone.localdate())
    sections = {name: [of_day[day] for day in dates] for name, of_day in counted.items()}
    return dates, dict(sorted(sections.items(), key=lambda row: -sum(row[1])))


def days_between(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def midnight(days_ago=0):
    """When the newsroom's day began, so many days ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
