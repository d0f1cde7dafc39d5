"""What the support page says besides its form: the goal, where the money goes, the questions people ask."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .offers import Worded


class Goal(Worded):
    """What the paper asks its readers for. The newest that is shown counts."""

    class Measure(models.TextChoices):
        PATRONS = "patrons", _("Patrons")
        MONTHLY = "monthly", _("Money each month")

    measure = models.CharField(_("measured in"), max_length=10, choices=Measure, default=Measure.PATRONS)
    target = models.PositiveBigIntegerField(_("how many"), validators=[MinValueValidator(1)])  # patrons or minor units
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True, help_text=_("Empty means it stands until reached."))
    is_shown = models.BooleanField(_("shown"), default=True)
    reached_on = models.DateField(_("reached"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.in_words("what_for") or str(self.target)


class GoalWords(models.Model):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="words")
    language = models.CharField(_("edition"), max_length=10)
    what_for = models.CharField(_("what for"), max_length=80)
    sentence = models.CharField(_("sentence"), max_length=140)

    class Meta:
        verbose_name = _("words of a goal")
        verbose_name_plural = _("words of a goal")
        constraints = [models.UniqueConstraint(fields=["goal", "language"], name="goal_words_once")]

    def __str__(self):
        return self.sentence


class SpendingLine(models.Model):
    """One line of “Where the money goes”: of each hundred, so many."""

    language = models.CharField(_("edition"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("what for"), max_length=80)
    percent = models.DecimalField(
        _("of each hundred"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("line of spending")
        verbose_name_plural = _("where the money goes")
        ordering = ["-year", "order", "pk"]

    def __str__(self):
        return self.label


class Question(models.Model):
    language = models.CharField(_("edition"), max_length=10)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    question = models.CharField(_("question"), max_length=160)
    answer = models.TextField(_("answer"), max_length=1000)

    class Meta:
        verbose_name = _("question about support")
        verbose_name_plural = _("questions about support")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.question
