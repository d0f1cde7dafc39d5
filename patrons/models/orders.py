"""What somebody asked for on the support page, before any money has moved."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money

from .offers import Rhythm, Tier
from .people import Patron


class OrderQuerySet(models.QuerySet):
    def lease(self, now, seconds):
        """Take the right to ask the provider, for as long as an answer may take. False: somebody else is asking."""
        free = models.Q(asked_at=None) | models.Q(asked_at__lte=now - timezone.timedelta(seconds=seconds))
        return bool(self.filter(free, checkout_url="").update(asked_at=now))


class Order(models.Model):
    """One wish to give. The form carries its key, so however often it is sent, there is one order and one checkout."""

    class Purpose(models.TextChoices):
        SUPPORT = "support", _("Support")
        GIFT = "gift", _("Gift")

    class State(models.TextChoices):
        OPEN = "open", _("Being paid")
        HELD = "held", _("Held: a person decides")  # see docs/patrons.md, "Card testing"
        DONE = "done", _("Paid")
        LAPSED = "lapsed", _("Not paid")
        REFUSED = "refused", _("Refused by us")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patron = models.ForeignKey(Patron, models.PROTECT, related_name="orders", verbose_name=_("patron"))
    purpose = models.CharField(_("what for"), max_length=10, choices=Purpose, default=Purpose.SUPPORT)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("tier")
    )
    minor = models.PositiveBigIntegerField(_("sum, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    gift_months = models.PositiveSmallIntegerField(_("months given"), null=True, blank=True)
    gift_to = models.EmailField(_("gift to"), blank=True)
    gift_words = models.CharField(_("words with the gift"), max_length=300, blank=True)
    article = models.ForeignKey(  # which brought the patron
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("article")
    )
    language = models.CharField(_("edition"), max_length=10)
    provider = models.CharField(_("paid through"), max_length=20)
    provider_id = models.CharField(_("number at the provider"), max_length=255, blank=True)
    checkout_url = models.TextField(blank=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)  # the provider, for a checkout
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    refusals = models.PositiveSmallIntegerField(_("cards refused"), default=0)
    network = models.CharField(_("network, hashed"), max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    done_at = models.DateTimeField(_("paid"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["provider", "provider_id"], name="order_at_provider"),
            models.Index(fields=["state", "-created_at"], name="order_by_state"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(minor__gte=1), name="order_of_something")]

    def __str__(self):
        return f"{self.money.short} {self.get_rhythm_display()}"

    @property
    def money(self):
        return Money(self.minor, self.currency)

    @property
    def comes_again(self):
        return self.rhythm != Rhythm.ONCE
