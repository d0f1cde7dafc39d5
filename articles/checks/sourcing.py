"""Advice on where it is from: sources, quotations, dates, and figures that readers have seen otherwise."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from .piece import Passage, excerpt, passages_of
from .rules import warns

LONG_QUOTE = 10  # words; shorter ones are terms, titles and irony
QUOTED = re.compile(r"[“„«][^“”„«»]{40,1000}[“”»]|\"[^\"]{40,1000}\"")
SAYS = re.compile(
    r"\b(?:said|says?|saying|told|tells|wrote|writes|written|asked|asks|added|adds|according|explain|argue|recall|stated"
    r"|states|replied|replies|noted|notes|announc|quot|describ|warn|insist|claim|promis|admit|conclud|put it|reads?\b"
    r"|called|comment|declar|report|words of|remember|believe|respond"
    r"|каза|сказа|кажу|каже|заяв|повідом|дода[вєл]|напис|пише|пишуть|поясн|розпов|запевн|наголо|зазнач|підкресл|відпов"
    r"|запит|словами|слова|думк|цит|тверд|вважа|назва|згад|заува|ідеться|йдеться|мовив|мовил|прокомент|оголос|читаємо)",
    re.IGNORECASE,
)
LEADS_IN, LEADS_OUT = re.compile(r":\s*$"), re.compile(r"^[,.!?…]?\s*[—–-]\s")
FIGURE = re.compile(r"\d+(?:[.,\u00a0]\d+)*")


@warns
def source_line(piece):
    article = piece.article
    if article.pk and article.kind != article.Kind.OPINION and not piece.rows("sources"):
        yield "sources", _("No source line")


@warns
def attribution(piece):
    """Words of others in quotation marks, where nobody nearby says them."""
    for row in piece.rows("quotes"):
        if not row.speaker.strip():
            yield "quotes", _("Who says this? “%(words)s”") % {"words": excerpt(row.text)}
    around = [Passage("", ""), *piece.paragraphs, Passage("", "")]
    for number, passage in enumerate(around[1:-1], 1):
        if passage.inside:
            continue
        for quote in QUOTED.finditer(passage.text):
            before, after = passage.text[: quote.start()], passage.text[quote.end() :]
            if len(quote[0].split()) < LONG_QUOTE or LEADS_IN.search(before[-3:]) or LEADS_OUT.search(after[:4]):
                continue
            neighbours = (around[number - 1].text, before, after, around[number + 1].text)
            if not any(SAYS.search(QUOTED.sub("", text)) for text in neighbours):
                said = excerpt(quote[0][1:-1])
                yield passage.field, _("Who says this? “%(words)s”") % {"words": said}, said
                break


@warns
def dates_of_background(piece):
    for row in piece.rows("background"):
        if not row.date:
            yield "background", _("Background without a date: “%(words)s”") % {"words": excerpt(row.text)}


@warns
def changed_figures(piece):
    """Readers remember numbers: what replaces one on a live article is often a correction."""
    article = piece.article
    if not (article.pk and article.is_published):
        return
    stored = type(article).objects.filter(pk=article.pk).values("standfirst", "body", "details").first()
    if not stored or all(stored[name] == getattr(article, name) for name in stored):
        return
    seen = figures([stored["standfirst"], *texts(stored["body"]), *texts(stored["details"])])
    written = figures([article.standfirst, *(passage.text for passage in piece.paragraphs)])
    gone, new = seen - written, written - seen
    if gone and new:
        told = {"old": ", ".join(list(gone)[:3]), "new": ", ".join(list(new)[:3])}
        words = _(
            "Figures readers have seen are changed: %(old)s became %(new)s. If they were wrong, correct them openly."
        )
        yield "body", words % told


def texts(markup):
    return [passage.text for passage in passages_of("", markup)]


def figures(lines):
    return Counter(figure for line in lines for figure in FIGURE.findall(line))
