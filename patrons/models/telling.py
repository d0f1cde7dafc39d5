"""Letters to patrons: what is written when a card fails, and which letter was written already."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .offers import Worded


class DunningStep(Worded):
    """A letter of the series after a refused payment. The first words are made with the tables; the paper changes
    them, and adds or takes away days, as it likes."""

    day = models.PositiveSmallIntegerField(
        _("days after the refusal"),
        unique=True,
        validators=[MaxValueValidator(60)],
        help_text=_("0: at once. No letter is sent once the payment has come or the support has ended."),
    )

    class Meta:
        verbose_name = _("letter about a refused card")
        verbose_name_plural = _("letters about refused cards")
        ordering = ["day"]

    def __str__(self):
        return str(_("Day %(day)d: %(subject)s")) % {"day": self.day, "subject": self.in_words("subject")}


class DunningWords(models.Model):
    step = models.ForeignKey(DunningStep, models.CASCADE, related_name="words")
    language = models.CharField(_("edition"), max_length=10)
    subject = models.CharField(_("subject"), max_length=55)
    text = models.TextField(
        _("text"),
        max_length=1000,
        help_text=_("Under it the letter says by itself which payment, until when, and where to put in another card."),
    )

    class Meta:
        verbose_name = _("words of a letter")
        verbose_name_plural = _("words of a letter")
        constraints = [models.UniqueConstraint(fields=["step", "language"], name="dunning_words_once")]

    def __str__(self):
        return self.subject


class ToldManager(models.Manager):
    def first_time(self, kind, number, part=0):
        """Whether this letter was never written before; from now on it was. In the transaction of the letter."""
        return self.get_or_create(kind=kind, number=number, part=part)[1]


class Told(models.Model):
    """That a letter was written, so that whatever runs twice writes it once."""

    class Kind(models.TextChoices):
        CARD = "card"  # number: of the payment; part: the day
        RENEWAL = "renewal"  # number: of the pledge; part: year and month, 202603
        STATEMENT = "statement"  # number: of the patron; part: the year

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.BigIntegerField()
    part = models.IntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    objects = ToldManager()

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["kind", "number", "part"], name="told_patrons_once")]

    def __str__(self):
        return f"{self.kind} {self.number}, {self.part}"
