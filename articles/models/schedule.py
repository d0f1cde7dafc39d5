"""What is to happen to a published article by itself, and who watches the clock."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

THE_CLOCK, THE_POST = "clock", "post"  # each a thread, watched by one process at a time
LEASE = timedelta(seconds=10)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class PlannedActQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(done_at__isnull=True)

    def due(self):
        """What should have happened by now, in the order in which it should. What was refused is not tried again."""
        return self.waiting().filter(at__lte=Now(), refused="").order_by("at", "pk")

    def refused(self):
        """What could not be done when its time came, and nobody has planned anew or called off."""
        return self.waiting().exclude(refused="")


class PlannedAct(models.Model):
    """A change of a live article, or its withdrawal, at a time. (A first publication needs none: readers see an
    article from its `published_at` on, and the clock writes down that this has happened.)"""

    class Act(models.TextChoices):
        CHANGE = "change", _("Publish the changes")
        WITHDRAW = "withdraw", _("Withdraw")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="planned")
    act = models.CharField(_("what"), max_length=20, choices=Act)
    at = models.DateTimeField(_("when"))
    version = models.PositiveIntegerField(null=True, blank=True)  # the number of the version that goes live
    substantive = models.BooleanField(_("changes the substance"), default=False)
    note = models.TextField(_("note to readers"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    refused = models.TextField(blank=True)  # why it could not happen, for the desk

    objects = PlannedActQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned act")
        verbose_name_plural = _("planned acts")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "act"], condition=models.Q(done_at__isnull=True), name="planned_once"
            )
        ]
        indexes = [models.Index(fields=["at"], condition=models.Q(done_at__isnull=True), name="planned_waiting")]

    def __str__(self):
        return f"{self.get_act_display()}: {self.article}"


class ClockLeaseQuerySet(models.QuerySet):
    def hold(self, name, holder):
        """Keep a lease, or take it when its holder has not been heard of for LEASE: whether it is ours now.

        One statement, by the database's clock, so that of two who reach for it one gets it.
        """
        free = Q(beat_at__lt=Now() - LEASE) | Q(beat_at__gt=Now() + LEASE)  # or a clock was wrong
        mine = self.filter(name=name).filter(free | Q(holder__in=[holder, ""]))
        if mine.update(holder=holder, beat_at=Now()):
            return True
        if self.filter(name=name).exists():
            return False
        self.bulk_create([ClockLease(name=name, beat_at=LONG_AGO)], ignore_conflicts=True)
        return bool(mine.update(holder=holder, beat_at=Now()))

    def release(self, name, holder):
        """Let the next who reaches for it have it. When the last beat was is still known."""
        self.filter(name=name, holder=holder).update(holder="")


class ClockLease(models.Model):
    """Which process watches a clock. Whoever beats keeps the lease; when it runs out, another process takes it."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=80)
    beat_at = models.DateTimeField()

    objects = ClockLeaseQuerySet.as_manager()

    def __str__(self):
        return f"{self.name}: {self.holder}"
