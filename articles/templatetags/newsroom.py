"""What templates of the paper use: the frame, pictures, times, and the printed form of article text."""

from datetime import datetime, timedelta

from django import template
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import body
from articles.frame import frame_of
from articles.images import FULL

register = template.Library()
FRESH = timedelta(hours=1)


def local(moment):
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def day_and_month(moment):
    return formats.date_format(moment, "j E").replace(" ", "\u00a0")


@register.filter
def clock(moment):
    """14:32"""
    return formats.date_format(local(moment), "H:i")


@register.filter
def day_month_year(moment):
    """17 March 2026"""
    moment = local(moment)
    return f"{day_and_month(moment)} {moment.year}"


@register.filter
def stream_time(moment):
    """14:32 when it is of today, else 17 March, with the year when it is not this one."""
    moment, today = local(moment), timezone.localdate()
    if moment.date() == today:
        return clock(moment)
    return day_and_month(moment) if moment.year == today.year else day_month_year(moment)


@register.filter
def short_moment(moment):
    """14:32 · Yesterday, 18:05 · 17 March, 14:05 · 17 March 2025, 14:05"""
    moment, today = local(moment), timezone.localdate()
    if moment.date() == today:
        return clock(moment)
    if moment.date() == today - timedelta(days=1):
        return _("Yesterday, %(time)s") % {"time": clock(moment)}
    return f"{stream_time(moment)}, {clock(moment)}"


@register.filter
def moment(moment):
    """17 March 2026, 14:05"""
    return f"{day_month_year(moment)}, {clock(moment)}"


@register.filter
def day_name(moment):
    """Tuesday, 17 March 2026"""
    moment = local(moment)
    return f"{formats.date_format(moment, 'l')}, {day_month_year(moment)}"


@register.filter
def iso(moment):
    """The value of a `datetime` attribute, with the offset of the newsroom."""
    moment = local(moment)
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


@register.filter
def is_fresh(moment):
    return timezone.now() - moment < FRESH


FORMS = {form.__name__: form for form in (clock, day_month_year, stream_time, short_moment, moment, day_name)}


@register.simple_tag
def time_tag(moment, form="moment"):
    """`<time datetime>` with one of the forms above."""
    return format_html('<time datetime="{}">{}</time>', iso(moment), FORMS[form](moment))


@register.filter
def prose(html):
    return body.render(html)


@register.simple_tag
def article_body(article, pictures):
    """The body of an article with the pictures that stand in it. Its section headings can be linked to."""
    return body.render(article.body, printed_pictures(article, pictures), has_anchors=True)


@register.simple_tag
def article_details(article, pictures, label):
    return body.render_after_label(article.details, label, printed_pictures(article, pictures))


def printed_pictures(article, pictures):
    wide = article.kind == article.Kind.LONG_READ
    return {
        number: render_to_string("articles/_figure.html", {"picture": picture, "wide": wide})
        for number, picture in pictures.items()
    }


@register.simple_tag
def frame():
    """The sections of the navigation and the standing pages of the footer."""
    return frame_of(get_language())


@register.inclusion_tag("components/picture.html")
def picture(picture, shape=FULL, sizes="100vw", css_class="", eager=False, alt=None):
    """A `<picture>` in AVIF, WebP and JPEG. `alt=""` where the picture repeats the headline beside it."""
    renditions = picture.renditions(shape)
    return {
        "sources": renditions.sources,
        "img": {
            "src": renditions.fallback,
            "srcset": renditions.fallback_srcset,
            "width": renditions.width,
            "height": renditions.height,
            "alt": picture.alt if alt is None else alt,
        },
        "sizes": sizes,
        "css_class": css_class,
        "eager": eager,
    }
