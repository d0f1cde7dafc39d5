"""Advice on what stands around the text: headline, topics, picture, embargo."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models.pictures import WARNED_DAYS
from articles.templatetags.newsroom import short_moment

from .rules import warns

HEADLINE = 90  # characters from which the form's meter warns, too
WIDE_ENOUGH = 1200
SAME_HEADLINE = timedelta(hours=48)
COMPARED = 500  # headlines


@warns
def length_of_headline(piece):
    if len(piece.article.headline) > HEADLINE:
        yield "headline", _("The headline is longer than %(number)d characters") % {"number": HEADLINE}


@warns
def same_headline(piece):
    """Compared here and not in the database, which does not know small and capital letters of every alphabet."""
    article = piece.article
    visible = type(article).objects.filter(language=article.language, status__in=article.VISIBLE)
    near = visible.filter(published_at__gte=piece.now - SAME_HEADLINE).exclude(pk=article.pk)
    own = folded(article.headline)
    for headline, at in near.latest_first().values_list("headline", "published_at")[:COMPARED] if own else ():
        if folded(headline) == own:
            yield "headline", _("The same headline: %(time)s") % {"time": short_moment(at)}
            return


def folded(headline):
    return " ".join(headline.casefold().split())


@warns
def topic(piece):
    if piece.article.pk and not piece.rows("topics"):
        yield "topics", _("No topic")


@warns
def picture(piece):
    shown = piece.article.picture
    if not shown:
        yield "picture", _("No picture")
        return
    if shown.width < WIDE_ENOUGH:
        words = _("The picture is %(width)d pixels wide, %(enough)d is better")
        yield "picture", words % {"width": shown.width, "enough": WIDE_ENOUGH}
    if shown.alt.strip() and folded(shown.alt) == folded(shown.caption):
        yield "picture_alt", _("The alternative text repeats the caption: say what can be seen")
    left = shown.licence_days_left
    if left is not None and 0 <= left < WARNED_DAYS:
        words = _("The licence of the picture ends on %(day)s")
        yield "picture", words % {"day": date_format(shown.licence_expires_on, "j E Y")}


@warns
def embargo(piece):
    until = piece.article.embargo_until
    if until and until > piece.now:
        yield "embargo_until", _("Under embargo until %(time)s") % {"time": short_moment(until)}
