"""The ranking of popular news: what readers see of the counts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, FloatField, Func, Q, Sum, Value
from django.db.models.functions import Power
from django.utils import timezone

from articles.models import Article, Popularity, PopularityRun

KEPT = 50
FEWEST_READS = 3  # below this, an article is not popular but has had a visitor or two
HALF_LIFE = {Popularity.Period.DAY: 8, Popularity.Period.WEEK: 48, Popularity.Period.MONTH: 240}  # hours
AT_MOST_EVERY = timedelta(minutes=1)
THE_ONE = 1  # the key of the only row


class HoursBetween(Func):
    """The hours from the second moment to the first, in the words of the database."""

    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        template = "(julianday(%(expressions)s)) * 24"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        template = "EXTRACT(EPOCH FROM %(expressions)s)::double precision / 3600"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)


def most_read(language: str, period: int, count: int) -> list[Article]:
    """The ranking of an edition and period as last computed, best first, of what readers may see. One query.

    The edition is asked of the ranking alone: asked of the articles too, SQLite would go through all of them.
    """
    ranked = Article.objects.published().filter(
        popularity__language=language, popularity__period=period, popular_excluded=False
    )
    return list(ranked.cards().order_by("-popularity__score", "-pk")[:count])


def recompute_if_due() -> bool:
    """Compute the ranking unless some process has begun to within the last minute."""
    now = timezone.now()
    recently = Q(begun_at__gt=now - AT_MOST_EVERY, begun_at__lte=now + AT_MOST_EVERY)  # or a clock was wrong
    PopularityRun.objects.get_or_create(pk=THE_ONE, defaults={"begun_at": now - AT_MOST_EVERY})
    mine = bool(PopularityRun.objects.filter(pk=THE_ONE).exclude(recently).update(begun_at=now))
    if mine:
        recompute(now)
    return mine


def recompute(now: datetime | None = None) -> None:
    """Rank every edition and period as of `now`, in place of the ranking before."""
    now = now or timezone.now()
    rows = [
        row
        for language, _ in settings.LANGUAGES
        for period in Popularity.Period
        for row in rank(language, period, now)
    ]
    with transaction.atomic():
        PopularityRun.objects.update_or_create(pk=THE_ONE, defaults={"begun_at": now})  # others wait for this row
        Popularity.objects.all().delete()
        Popularity.objects.bulk_create(rows)


def rank(language: str, period: Popularity.Period, now: datetime) -> list[Popularity]:
    """The best articles of one edition, each read weighing half as much for every half-life that has passed since."""
    age = HoursBetween(Value(now, output_field=DateTimeField()), F("hourly_reads__hour"))
    weight = Power(0.5, age / HALF_LIFE[period], output_field=FloatField())
    in_period = Q(hourly_reads__hour__gt=now - timedelta(hours=period), hourly_reads__hour__lte=now)
    best = (
        Article.objects.published(language)
        .filter(in_period, popular_excluded=False)
        .values("pk")
        .annotate(reads=Sum("hourly_reads__reads"), score=Sum(F("hourly_reads__reads") * weight))
        .filter(reads__gte=FEWEST_READS)
        .order_by("-score", "-pk")[:KEPT]
    )
    return [
        Popularity(language=language, period=period, article_id=row["pk"], score=row["score"], reads=row["reads"])
        for row in best
    ]
