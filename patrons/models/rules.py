"""The numbers of the patrons' side, which the publisher may change."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


def after_three_five_and_seven():
    return [3, 5, 7]


class PatronRules(models.Model):
    """One row; without it, what stands here by default."""

    grace_days = models.PositiveSmallIntegerField(
        _("days of grace when a payment is late"), default=14, validators=[MaxValueValidator(60)]
    )
    retry_days = models.JSONField(
        _("days after a refusal on which we try the card again"),
        default=after_three_five_and_seven,
        help_text=_("Where we ask for the payments ourselves; other providers have their own plan."),
    )
    pause_months = models.PositiveSmallIntegerField(
        _("longest pause, in months"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    gift_claim_days = models.PositiveSmallIntegerField(_("days in which a gift can be redeemed"), default=365)
    tries_an_hour = models.PositiveSmallIntegerField(_("checkouts an hour from one browser"), default=5)
    network_tries_an_hour = models.PositiveSmallIntegerField(_("checkouts an hour from one network"), default=20)
    refusals_a_day = models.PositiveSmallIntegerField(
        _("refused cards a day from one network before a person decides"), default=5
    )

    class Meta:
        verbose_name = _("rules of support")
        verbose_name_plural = _("rules of support")

    def __str__(self):
        return str(self._meta.verbose_name)

    def next_try(self, refused_at, tries):
        """When a card that was refused for the `tries`th time is tried again; None: not any more."""
        days = [0, *sorted(self.retry_days)]
        return refused_at + timedelta(days=days[tries] - days[tries - 1]) if 0 < tries < len(days) else None

    @classmethod
    def current(cls):
        return cls.objects.first() or cls()

    @classmethod
    def grace(cls):
        """The time of grace as part of a question, so that asking who is a patron takes one."""
        kept = models.Subquery(cls.objects.order_by("pk").values("grace_days")[:1])
        days = Coalesce(kept, cls().grace_days, output_field=models.IntegerField())
        return models.ExpressionWrapper(days * models.Value(timedelta(days=1)), output_field=models.DurationField())
