"""The panel beside the form: what stops publication, what is only worth a look, and what is done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .article_form import HEADLINE

# what `missing_for_publication` may name: where its field is, and the words when nothing is missing
STOPPING = {
    "headline": ("id_headline", gettext_lazy("Headline")),
    "section": ("id_section", gettext_lazy("Section")),
    "body": ("id_standfirst", gettext_lazy("Text")),
    "authors": ("bylines-group", gettext_lazy("Author")),
    "picture_alt": ("id_picture_alt", gettext_lazy("Alternative text of the picture")),
    "picture_credit": ("id_picture_credit", gettext_lazy("Credit of the picture")),
    "topics": ("id_topics", None),
    "story": ("id_story", None),
    "published_at": ("id_published_at", None),
}
WIDE_ENOUGH = 1200


def checks(article, missing):
    """Lines of the panel: what stops first, then advice, then what is done."""
    stop = [line("stop", words, STOPPING[name][0]) for name, words in missing.items()]
    done = [
        line("ok", words, anchor)
        for name, (anchor, words) in STOPPING.items()
        if words and name not in missing and (article.picture_id or not name.startswith("picture"))
    ]
    return [*stop, *advice(article), *done]


def line(kind, words, anchor):
    return {"kind": kind, "words": words, "anchor": anchor}


def advice(article):
    """Worth a look, but no reason to wait."""
    if len(article.headline) > HEADLINE:
        words = _("The headline is longer than %(number)d characters")
        yield line("warn", words % {"number": HEADLINE}, "id_headline")
    if article.pk and not article.sources.exists():
        yield line("warn", _("No source line"), "sources-group")
    if article.pk and not article.topics.exists():
        yield line("warn", _("No topic"), "id_topics")
    if not article.picture_id:
        yield line("warn", _("No picture"), "id_picture")
    elif article.picture.width < WIDE_ENOUGH:
        words = _("The picture is %(width)d pixels wide, %(enough)d is better")
        yield line("warn", words % {"width": article.picture.width, "enough": WIDE_ENOUGH}, "id_picture")


def heading(missing):
    count = len(missing)
    return ngettext("%(count)d stops it", "%(count)d stop it", count) % {"count": count} if count else ""
