"""What happened today and what is to come, of all kinds, in one query: publications, plans, embargoes, corrections."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Now
from django.utils import timezone

from articles.figures import midnight
from articles.models import Article, Correction, PlannedAct
from articles.models.articles import mostly


class Entry(NamedTuple):
    what: str  # published, scheduled, change, withdraw, embargo, corrected
    at: object
    article: int
    headline: str
    section: str
    kind: str
    language: str
    refused: str

    @property
    def kind_label(self):
        return Article.Kind(self.kind).label

    @property
    def is_tomorrow(self):
        return timezone.localdate(self.at) == timezone.localdate() + timedelta(days=1)

    @property
    def is_later(self):
        return timezone.localdate(self.at) > timezone.localdate() + timedelta(days=1)


class Agenda:
    """As far as one member of staff may know of it."""

    def __init__(self, user):
        self.today = timezone.localdate()
        self.entries = sorted((Entry(*row) for row in rows(user)), key=lambda entry: (entry.at, entry.article))

    def of(self, *kinds):
        return [entry for entry in self.entries if entry.what in kinds]

    @property
    def coming(self):
        """What will happen by itself, next first, and the embargoes that end."""
        return [e for e in self.of("scheduled", "change", "withdraw", "embargo") if not e.refused]

    @property
    def refused(self):
        return [entry for entry in self.entries if entry.refused]

    @property
    def published(self):
        return self.of("published")

    @property
    def corrected(self):
        return self.of("corrected")

    def by_hour(self, *kinds):
        """How many of today's in each of its 24 hours."""
        hours = Counter()
        for entry in self.of(*kinds):
            at = timezone.localtime(entry.at)
            hours[at.hour] += at.date() == self.today
        return [hours[hour] for hour in range(24)]

    def by_section(self, language):
        """How many of each section of an edition were published today: [(name, count)], most first."""
        return Counter(entry.section for entry in self.published if entry.language == language).most_common()

    def by_edition(self):
        return Counter(entry.language for entry in self.published).most_common()


def rows(user):
    """One UNION ALL of four short lists, each along an index of its own."""
    now, day = timezone.now(), midnight()
    writable = Article.objects.editable_by(user)
    out = Article.objects.readable_by(user).filter(mostly(Q(status__in=Article.VISIBLE)), published_at__gte=day)
    kept = writable.filter(status=Article.Status.DRAFT, embargo_until__gt=Now())
    plans = PlannedAct.objects.waiting()
    if not user.has_perm("articles.publish_article"):
        plans = plans.filter(article__in=writable)
    of_seen = mostly(Q(article__status__in=Article.VISIBLE, article__published_at__lte=now))
    corrected = Correction.objects.filter(of_seen, date__gte=day, date__lte=now)
    seen = out.filter(published_at__lte=now)
    parts = [
        columns(seen, "published", "published_at"),
        columns(out.filter(published_at__gt=now), "scheduled", "published_at"),
        columns(kept, "embargo", "embargo_until"),
        columns(plans, F("act"), "at", "article__", F("refused")),
        columns(corrected, "corrected", "date", "article__"),
    ]
    return parts[0].union(*parts[1:], all=True)


def columns(found, what, at, article="", refused=""):
    """The columns of an entry, in one shape for every table."""
    as_text = {"what": what if isinstance(what, F) else Value(what, CharField())}
    as_text["why"] = refused if isinstance(refused, F) else Value(refused, TextField())
    own = F(f"{article}pk") if article else F("pk")
    named = {
        "number": own,
        "name": F(f"{article}headline"),
        "of": F(f"{article}section__name"),
        "lang": F(f"{article}language"),
    }
    named |= {"type": F(f"{article}kind"), "moment": F(at)}
    found = found.order_by().annotate(**as_text, **named)
    return found.values_list("what", "moment", "number", "name", "of", "type", "lang", "why")
