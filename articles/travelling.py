"""A fact that was put right travels into the articles that took it from its story."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from articles.dates import HistoricalDate
from articles.models import Article, BackgroundFact, Correction, Version
from articles.models.changing import change_everywhere


@dataclass
class Use:
    """What one article prints of a fact: readers now (or from its time on), and the changes that wait."""

    number: int
    printed: list = field(default_factory=list)  # pairs of date and text
    waiting: list = field(default_factory=list)
    article: Article = None

    def says(self, date, text):
        return all(words == (date, text) for words in (*self.printed, *self.waiting))


class Refused(Exception):
    """Some of the articles could not be published as they are: why, by their number."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__(problems)


def uses_of(fact):
    """Every use of a fact; those that print other words than the fact has come first, then the newest."""
    uses, times = {}, {}
    rows = BackgroundFact.objects.filter(fact=fact).order_by("pk")
    for number, date, text, at in rows.values_list("article", "date", "text", "article__published_at"):
        uses.setdefault(number, Use(number)).printed.append((date, text))
        times[number] = at.timestamp() if at else float("inf")
    for number, content in waiting_with(fact):
        words = [(row["date"], row["text"]) for row in content["background"] if row["fact"] in numbers_of(fact)]
        if words:
            uses.setdefault(number, Use(number)).waiting += words
    return sorted(
        uses.values(), key=lambda use: (use.says(fact.date, fact.text), -times.get(use.number, 0), use.number)
    )


def numbers_of(fact):
    """The fact's own number, and those of facts of merged stories that it stands for."""
    if "all_numbers" not in fact.__dict__:
        fact.all_numbers = {fact.pk, *fact.twins.values_list("pk", flat=True)}
    return fact.all_numbers


def waiting_with(fact):
    """(article, content) of the working copies and planned changes that may name the fact."""
    named = Q()
    for number in numbers_of(fact):
        named |= Q(as_text__contains=f'"fact": {number}')
    changed = Article.objects.exclude(status=Article.Status.DRAFT).filter(version__gt=F("live_version"))
    last = Q(number=F("article__version"))
    planned = Q(article__planned__done_at=None, article__planned__version=F("number"))
    waiting = Version.objects.filter(last | planned, article__in=changed.values("pk"))
    named_there = waiting.annotate(as_text=Cast("content", models.TextField())).filter(named)
    return named_there.values_list("article", "content").distinct()


def travel(fact, articles, by, kind=None):
    """Print the fact as it is now in these articles, each with a correction of that kind if readers see it.

    All or none: raises Refused when some of them cannot be published, StaleVersion when somebody saves one at the
    same moment. An article that says so already is left alone.
    """
    problems = {}
    for article in articles:
        try:
            renew(fact, article, by, kind)
        except ValidationError as error:
            problems[article.pk] = " ".join(error.messages)
    if problems:
        raise Refused(problems)


@transaction.atomic
def renew(fact, article, by, kind):
    old = article.background.filter(fact=fact).exclude(date=fact.date, text=fact.text).first()
    note = None
    if old and kind and article.is_published:
        with translation.override(article.language):
            note = Correction(article=article, kind=kind, **words_of_note(old, fact))
        note.save()
    change_everywhere(
        article, lambda content: renewed(content, fact), by, note=_("A fact was corrected."), correction=note
    )


def renewed(content, fact):
    """The content with the fact as it is now, wherever it was taken."""
    now = {"date": fact.date, "text": fact.text, "fact": fact.pk}
    rows = [now if row["fact"] in numbers_of(fact) else row for row in content["background"]]
    return {**content, "background": rows}


def words_of_note(old, fact):
    """What was wrong and what is right, as readers of the article read it; the date is said where it differs."""
    if old.date == fact.date:
        wrong, right = old.text, fact.text
    else:
        wrong, right = (f"{HistoricalDate.parse(row.date).label()}: {row.text}" for row in (old, fact))
    return {
        "wrong": _("In the background of this article we wrote: “%(words)s”") % {"words": wrong},
        "right": _("It should say: “%(words)s”") % {"words": right},
    }
