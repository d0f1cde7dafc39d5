"""Where a thing of the newsroom is used, and so why it cannot be deleted. Another place of use is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _


def in_force(fronts):
    """The fronts that are being arranged, and of each edition the one that readers see. Older ones are history."""
    published = fronts.filter(language=OuterRef("language"), published_at__isnull=False)
    newest = published.order_by("-published_at", "-pk").values("pk")[:1]
    return fronts.filter(Q(published_at__isnull=True) | Q(pk=Subquery(newest)))


@dataclass(frozen=True)
class Place:
    """Rows of `model` that name a thing along `path`; `among` says which of them count, if not all do."""

    words: str  # over the list of them
    model: str
    path: str
    among: Callable[[QuerySet], QuerySet] | None = None

    @property
    def rows(self):
        rows = apps.get_model("articles", self.model)._default_manager.all()
        return self.among(rows) if self.among else rows

    def rows_with(self, thing):
        return self.rows.filter(pk__in=self.rows.filter(**{self.path: thing.pk}).values("pk"))


PLACES = {
    "author": [
        Place(_("In the byline of"), "article", "bylines__author"),
        Place(_("Wrote live posts in"), "article", "live__posts__author"),
    ],
    "picture": [
        Place(_("Picture of"), "article", "picture"),
        Place(_("In the text of"), "article", "pictures_in_text"),
        Place(_("Portrait of"), "author", "portrait"),
        Place(_("On the front page"), "front", "slots__picture", among=in_force),
    ],
    "section": [
        Place(_("Section of"), "article", "section"),
        Place(_("On the front page"), "front", "slots__section", among=in_force),
    ],
    "source": [Place(_("Source of"), "article", "sources__organisation")],
    "story": [
        Place(_("Story of"), "article", "story"),
        Place(_("Its facts stand in the background of"), "article", "background__fact__story"),
    ],
    "topic": [Place(_("Topic of"), "article", "topics")],
}


def places_of(model):
    return PLACES[model._meta.model_name]


def is_used(model):
    """The condition that rows of a model are used anywhere, for querysets of that model."""
    conditions = [Exists(place.rows.filter(**{place.path: OuterRef("pk")})) for place in places_of(model)]
    anywhere = Q(conditions[0])
    for condition in conditions[1:]:
        anywhere |= Q(condition)
    return anywhere
