"""What templates of the newsroom use."""

import calendar
import datetime

from django import template
from django.conf import settings
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.models import Article

register = template.Library()


def years_of_archive():
    """From the first published article to the last: one question, two index look-ups an edition, however large the
    archive."""
    ends = Q()
    for language, _name in settings.LANGUAGES:
        dated = Article.objects.filter(language=language, published_at__isnull=False)
        for order in ("published_at", "-published_at"):
            ends |= Q(pk__in=dated.order_by(order).values("pk")[:1])
    moments = Article.objects.filter(ends).order_by().values_list("published_at", flat=True)
    years = {timezone.localtime(moment).year for moment in moments}
    return range(max(years), min(years) - 1, -1) if years else range(0)


@register.inclusion_tag("admin/date_hierarchy.html")
def dates_of_archive(changelist):
    """Django's way into the archive by date, without reading every article to find the dates."""
    field = changelist.date_hierarchy
    year, month, day = (chosen(changelist, f"{field}__{part}") for part in ("year", "month", "day"))

    def link(**parts):
        wanted = {f"{field}__{part}": value for part, value in parts.items()}
        return changelist.get_query_string(wanted, [f"{field}__"])

    if year and month:
        days = range(1, calendar.monthrange(year, month)[1] + 1)
        back = {"link": link(year=year), "title": str(year)}
        choices = [
            {"title": number, "link": "" if number == day else link(year=year, month=month, day=number)}
            for number in days
        ]
    elif year:
        back = {"link": link(), "title": _("All dates")}
        choices = [
            {"title": formats.date_format(datetime.date(year, number, 1), "F"), "link": link(year=year, month=number)}
            for number in range(1, 13)
        ]
    else:
        back = None
        choices = [{"title": year, "link": link(year=year)} for year in years_of_archive()]
    return {"show": True, "back": back, "choices": choices}


def chosen(changelist, name):
    value = str(changelist.params.get(name, ""))
    number = int(value) if value.isdecimal() and len(value) <= 4 else 0
    return number if not name.endswith("month") or number <= 12 else 0
