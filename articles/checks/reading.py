"""Advice on how hard it is to read, measured against what its section usually prints."""

import re
import statistics

from django.core.cache import caches
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from .piece import WORD, passages_of
from .rules import warns

SENTENCE_END = re.compile(r"[.!?…:](?=[\s”»“\")]|$)")
LONG_WORD = 6  # letters; LIX calls longer words long
FAR_ABOVE = 15  # points of LIX: about the step from a newspaper to an official paper
ENOUGH_WORDS = 100  # fewer tell nothing about a style
SAMPLE, SAMPLE_TEXT, FEWEST = 12, 6000, 5  # articles of the section, characters of each, articles to have a median
KEPT = 3600  # seconds


@warns
def readability(piece):
    """LIX: words in a sentence, and long words in a hundred. It works in any language, so we compare within one."""
    article = piece.article
    texts = [passage.text for passage in piece.paragraphs if passage.inside in ("", "li")]
    if not article.section_id or sum(len(WORD.findall(text)) for text in texts) < ENOUGH_WORDS:
        return
    own, usual = lix(texts), usual_lix(article)
    if usual is not None and own > usual + FAR_ABOVE:
        words = _("Hard to read: LIX %(own)d, the section has about %(usual)d. Shorter sentences and words help.")
        yield "body", words % {"own": own, "usual": usual}


def lix(texts):
    words = [word for text in texts for word in WORD.findall(text)]
    sentences = sum(max(1, len(SENTENCE_END.findall(text))) for text in texts)
    if not words:
        return 0
    return round(len(words) / sentences + 100 * sum(len(word) > LONG_WORD for word in words) / len(words))


def usual_lix(article):
    """The median of the section's latest articles, kept for an hour; None where there are too few."""
    key = f"lix-of-section:{article.section_id}"
    usual = caches["process"].get(key, False)
    if usual is False:
        latest = type(article).objects.published().filter(section=article.section_id).exclude(pk=article.pk)
        bodies = latest.latest_first().values_list(Left("body", SAMPLE_TEXT), flat=True)[:SAMPLE]
        values = [lix([passage.text for passage in passages_of("body", body)]) for body in bodies]
        usual = statistics.median(values) if len(values) >= FEWEST else None
        caches["process"].set(key, usual, KEPT)
    return usual
