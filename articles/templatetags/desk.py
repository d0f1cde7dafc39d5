"""What the newsdesk and its figures print."""

from datetime import timedelta

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from .newsroom import day_and_month

register = template.Library()
LONG = timedelta(hours=1)


@register.filter
def edition_name(language):
    return get_language_info(language)["name_local"]


@register.filter
def weekday_and_day(moment):
    """Tuesday, 17 March"""
    moment = timezone.localtime(moment)
    return f"{formats.date_format(moment, 'l')}, {day_and_month(moment)}"


@register.filter
def short_day(day):
    """17 March"""
    return day_and_month(day)


@register.filter
def is_long_waiting(article):
    """Whether it has stood on somebody's desk for too long."""
    return bool(article and article.desk_since) and timezone.now() - article.desk_since > LONG


@register.filter
def is_older_than_an_hour(moment):
    return bool(moment) and timezone.now() - moment > LONG


@register.filter
def lasting(seconds):
    """0.4 s · 12 min · 3 hours"""
    if seconds < 60:
        return _("%(number)s s") % {"number": formats.number_format(seconds, 1)}
    minutes = round(seconds / 60)
    if minutes < 120:
        return _("%(number)d min") % {"number": minutes}
    hours = round(minutes / 60)
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
