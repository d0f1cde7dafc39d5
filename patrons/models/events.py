"""What providers told us, kept as it came; and what was found when our books were compared with theirs."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PaymentEvent(models.Model):
    """One message of a provider. Its number is stored in the transaction that takes it in, so it takes effect once."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Taken in")
        WAITING = "waiting", _("Waits for what it speaks of")  # it overtook another message
        UNKNOWN = "unknown", _("Of a kind that says nothing to us")

    provider = models.CharField(_("provider"), max_length=20)
    event_id = models.CharField(_("its number"), max_length=255)
    kind = models.CharField(_("kind"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State)
    waits_for = models.CharField(max_length=255, blank=True)
    facts = models.JSONField(_("what it says, translated"), default=list)
    body = models.TextField(_("as it came"), blank=True)
    occurred_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("message of a provider")
        verbose_name_plural = _("messages of providers")
        ordering = ["-received_at", "-pk"]
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="payment_event_once")]
        indexes = [
            models.Index(fields=["waits_for"], condition=models.Q(state="waiting"), name="payment_event_waiting")
        ]

    def __str__(self):
        return f"{self.provider}: {self.kind}"


class Reconciliation(models.Model):
    """One comparison of our books with a provider's."""

    provider = models.CharField(_("provider"), max_length=20)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    compared = models.PositiveIntegerField(_("compared"), default=0)
    reached = models.BigIntegerField(default=0, editable=False)  # the order up to which it came, to go on from there
    unanswered = models.PositiveIntegerField(_("without an answer"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )

    class Meta:
        verbose_name = _("comparison with a provider")
        verbose_name_plural = _("comparisons with providers")
        ordering = ["-started_at", "-pk"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.provider}, {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class Difference(models.Model):
    """Something in which our books and a provider's did not agree: listed, whatever became of it."""

    class Kind(models.TextChoices):
        MISSED = "missed", _("We had not heard of it, and took it in now")
        SUM = "sum", _("The sums differ")
        TWICE = "twice", _("Taken twice for one period")
        UNKNOWN_THERE = "unknown_there", _("The provider does not know it")
        STATE = "state", _("The states differ")

    reconciliation = models.ForeignKey(
        Reconciliation, models.CASCADE, null=True, blank=True, related_name="differences"
    )
    order = models.ForeignKey("patrons.Order", models.PROTECT, related_name="differences", verbose_name=_("order"))
    kind = models.CharField(_("what"), max_length=15, choices=Kind)
    ours = models.CharField(_("in our books"), max_length=300, blank=True)
    theirs = models.CharField(_("in theirs"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["-found_at", "-pk"]
        default_permissions = ["view", "change"]

    def __str__(self):
        return str(self.get_kind_display())
