"""A promise to give every month or every year, and its life."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money

from .offers import Rhythm, Tier
from .orders import Order
from .people import Patron
from .rules import PatronRules

RENEWING_TAKES = timedelta(days=1)


class PledgeQuerySet(models.QuerySet):
    def not_over(self):
        return self.exclude(state=Pledge.State.ENDED)

    def entitling(self, at):
        """Pledges whose giver is a patron at this moment: paid until later, or late by no more than the grace. While
        nothing says that a payment failed, it may take until tomorrow that we hear of it."""
        return self.filter(
            Q(paid_until__gt=at)
            | Q(state=Pledge.State.PAST_DUE, paid_until__gt=at - PatronRules.grace())
            | Q(state=Pledge.State.ACTIVE, paid_until__gt=at - RENEWING_TAKES),
            Q(ended_at=None) | Q(ended_at__gt=at),
            started_at__lte=at,
        )


class Pledge(models.Model):
    """What the provider says of it is taken in by `patrons.taking` alone, which derives `state` from it: in whatever
    order the news arrives, the same pledge comes out."""

    class State(models.TextChoices):
        STARTED = "started", _("Started, not paid yet")
        ACTIVE = "active", _("Active")
        PAST_DUE = "past_due", _("Payment late")
        PAUSED = "paused", _("Paused")
        ENDING = "ending", _("Ending")
        ENDED = "ended", _("Ended")

    class Reason(models.TextChoices):
        """Why patrons leave, in their own choice; the last two are nobody's choice."""

        MONEY = "money", _("It costs too much for me now")
        MOVED = "moved", _("I support others now")
        CONTENT = "content", _("I read less here, or do not like what I read")
        TECHNICAL = "technical", _("Something did not work")
        OTHER = "other", _("Something else")
        UNSAID = "", _("Not said")
        UNPAID = "unpaid", _("Payments failed")
        STAFF = "staff", _("Ended by the paper")

    patron = models.ForeignKey(Patron, models.PROTECT, related_name="pledges", verbose_name=_("patron"))
    order = models.OneToOneField(Order, models.PROTECT, related_name="pledge", verbose_name=_("order"))
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name=_("tier")
    )
    minor = models.PositiveBigIntegerField(_("sum, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STARTED)
    provider = models.CharField(_("paid through"), max_length=20)
    provider_id = models.CharField(_("number at the provider"), max_length=255, blank=True)
    customer_id = models.CharField(_("customer at the provider"), max_length=255, blank=True)
    card = models.CharField(_("paid with"), max_length=40, blank=True)
    card_said_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    paid_until = models.DateTimeField(_("paid until"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("next payment"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)  # at the end of what is paid
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    said_at = models.DateTimeField(null=True, editable=False)  # when the provider said the latest we took in
    read_again_at = models.DateTimeField(null=True, blank=True, db_index=True, editable=False)  # ask the provider then
    reason = models.CharField(_("why it ended"), max_length=10, choices=Reason, blank=True)
    reason_words = models.CharField(_("in their words"), max_length=500, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="pledge_at_provider_once"
            ),
            models.CheckConstraint(condition=Q(rhythm__in=["monthly", "yearly"]), name="pledge_comes_again"),
        ]
        indexes = [
            models.Index(fields=["patron", "-started_at"], name="pledge_of_patron"),
            models.Index(fields=["state", "next_due_at"], name="pledge_next_due"),
            models.Index(F("paid_until").desc(), condition=Q(ended_at=None), name="pledge_paid_until"),
        ]

    def __str__(self):
        return f"{self.money.short} {self.get_rhythm_display()}"

    @property
    def money(self):
        return Money(self.minor, self.currency)

    @property
    def minor_each_month(self):
        """For figures of the desk: a year's sum counts as a twelfth each month, rounded down."""
        return self.minor // 12 if self.rhythm == Rhythm.YEARLY else self.minor

    @property
    def is_over(self):
        return self.state == self.State.ENDED


class PledgeMove(models.Model):
    """From one state to another, and when: what the desk counts its joiners and leavers by. Never changed."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="moves")
    before = models.CharField(max_length=10, choices=Pledge.State, blank=True)
    after = models.CharField(max_length=10, choices=Pledge.State)
    at = models.DateTimeField(default=timezone.now)
    minor = models.PositiveBigIntegerField()  # the sum each time, then
    rhythm = models.CharField(max_length=10, choices=Rhythm)

    class Meta:
        verbose_name = _("move of a pledge")
        verbose_name_plural = _("moves of pledges")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["after", "at"], name="pledge_move_by_state")]

    def __str__(self):
        return f"{self.before} → {self.after}"
