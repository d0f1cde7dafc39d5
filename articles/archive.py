"""The archive by day: what a day is in the newsroom's time zone, and the calendar of a month."""

import calendar
import datetime

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import dates, formats, timezone

from articles.models import Article

FIRST_YEAR = 1900
MONDAY = 0


def day_url(date):
    return reverse("articles:day", args=[date.year, date.month, date.day])


def redirect_to_day(text):
    """Where the date field leads. Raises Http404 when it holds no date."""
    try:
        return redirect(day_url(datetime.date.fromisoformat(text)))
    except ValueError as error:
        raise Http404("no such day") from error


def midnight(date):
    """The first moment of a day of the newsroom, also where a clock change moves or skips midnight."""
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time.min))


def bounds(date):
    """The first moment of a day and the first of the next."""
    return midnight(date), midnight(date + datetime.timedelta(days=1))


def neighbours(language, date):
    """The nearest days before and after with something published."""
    published = Article.objects.published(language).order_by()
    start, end = bounds(date)
    before = published.filter(published_at__lt=start).latest_first().values_list("published_at", flat=True).first()
    after = (
        published.filter(published_at__gte=end)
        .order_by("published_at", "id")
        .values_list("published_at", flat=True)
        .first()
    )
    return {
        name: {"date": timezone.localdate(moment), "url": day_url(timezone.localdate(moment))} if moment else None
        for name, moment in (("previous_day", before), ("next_day", after))
    }


def calendar_of(language, date, current):
    """The month of `date` as weeks of days, each with the number of articles and, if any, the day's address."""
    first = date.replace(day=1)
    following = (first + datetime.timedelta(days=32)).replace(day=1)
    counts = dict(
        Article.objects.published(language)
        .between(midnight(first), midnight(following))
        .order_by()
        .annotate(on=TruncDate("published_at"))
        .values_list("on")
        .annotate(Count("pk"))
    )
    weeks = calendar.Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return {
        "label": formats.date_format(first, "F Y"),
        "weekday_names": [
            {"short": dates.WEEKDAYS_ABBR[number], "long": dates.WEEKDAYS[number]} for number in range(7)
        ],
        "weeks": [[cell(day, first, counts, current) for day in week] for week in weeks],
        "previous_month_url": day_url(first - datetime.timedelta(days=1)) if has_older(language, first) else "",
        "next_month_url": day_url(following) if following <= timezone.localdate() else "",
    }


def has_older(language, date):
    """Whether anything was published before a day: the calendar ends where the paper began."""
    earlier = Article.objects.published(language).filter(published_at__lt=midnight(date))
    return bool(earlier.latest_first().values("pk")[:1])  # in order, so that the index answers and not the table


def cell(day, first, counts, current):
    """One day of the calendar; nothing for days of the neighbouring months."""
    if day.month != first.month:
        return None
    count = counts.get(day, 0)
    return {"day": day, "count": count, "url": day_url(day) if count else "", "is_current": day == current}
