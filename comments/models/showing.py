"""Which comments somebody is shown, and in which order."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Coalesce, RowNumber

OF_ONES_OWN = ("pending", "rejected", "removed")  # what its author sees, and nobody else
ORDER_IN_THREAD = Coalesce("branch", "pk")


class ShowingQuerySet(models.QuerySet):
    def shown_to(self, member=None):
        """What everybody sees, what a member has written that nobody else sees, and the empty places of comments that
        are gone and whose answers stay."""
        visible = self.model.objects.filter(state="visible").order_by()
        answered = (
            Exists(visible.filter(parent=OuterRef("pk")))
            | Exists(visible.filter(branch=OuterRef("pk")))
            | Exists(visible.filter(thread=OuterRef("pk")))
        )
        shown = Q(state="visible") | (~Q(state="visible") & answered)
        if member:
            shown |= Q(author=member, state__in=OF_ONES_OWN)
        return self.filter(shown)

    def roots(self):
        return self.filter(parent=None)

    def in_reading_order(self):
        """Within a thread: each answer of the second level, and after it all that was said below it."""
        return self.annotate(place=ORDER_IN_THREAD).order_by("place", "pk")

    def numbered_in_threads(self):
        """With the `number` of each answer within its thread, in reading order, from 1."""
        order = [ORDER_IN_THREAD.asc(), F("pk").asc()]
        return self.annotate(number=Window(RowNumber(), partition_by="thread", order_by=order))

    def with_words(self):
        """With what is printed of a comment, and of the one it answers."""
        unread = [f"parent__{field}" for field in ("text", "findings")]
        people = [f"{who}__{field}" for who in ("author", "parent__author") for field in ("password", "bio")]
        return self.select_related("author", "parent__author").defer("findings", *unread, *people)
