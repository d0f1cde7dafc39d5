"""What is offered on the support page: currencies with their price lists, tiers and what patrons get."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from patrons.money import LARGEST, Money


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("Every month")
    YEARLY = "yearly", _("Every year")
    ONCE = "once", _("Once")


class Currency(models.Model):
    """A currency in which support is taken. Sums are in minor units."""

    code = models.CharField(_("code"), max_length=3, primary_key=True, validators=[RegexValidator(r"^[A-Z]{3}\Z")])
    minimum = models.PositiveBigIntegerField(_("smallest sum, in minor units"), validators=[MinValueValidator(1)])
    maximum = models.PositiveBigIntegerField(_("largest sum, in minor units"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum__gte=1, maximum__gte=models.F("minimum"), maximum__lte=LARGEST),
                name="currency_limits_make_sense",
                violation_error_message=_("The largest sum must not be below the smallest."),
            )
        ]

    def __str__(self):
        return self.code

    @property
    def least(self):
        return Money(self.minimum, self.code)

    @property
    def most(self):
        return Money(self.maximum, self.code)


class Worded(models.Model):
    """A thing whose words stand in a table of their own, one row for each edition."""

    class Meta:
        abstract = True

    def in_words(self, field):
        """In the language of the page, or in whichever there is. Ask with `prefetch_related("words")`."""
        rows = {row.language: getattr(row, field) for row in self.words.all()}
        return rows.get(get_language()) or next(filter(None, rows.values()), "")


class Perk(Worded):
    """What patrons get. The first three are known to the program, the others are words only."""

    class Key(models.TextChoices):
        BADGE = "badge", _("Badge beside comments")
        NAMED = "named", _("Name on the patrons page")
        EARLY_LETTER = "early_letter", _("The morning letter before everybody else")
        OTHER = "", _("Words only")

    key = models.CharField(_("what it does"), max_length=20, choices=Key, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("perk")
        verbose_name_plural = _("perks")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.in_words("text") or self.get_key_display()


class PerkWords(models.Model):
    perk = models.ForeignKey(Perk, models.CASCADE, related_name="words")
    language = models.CharField(_("edition"), max_length=10)
    text = models.CharField(_("in words"), max_length=160)

    class Meta:
        verbose_name = _("words of a perk")
        verbose_name_plural = _("words of a perk")
        constraints = [models.UniqueConstraint(fields=["perk", "language"], name="perk_words_once")]

    def __str__(self):
        return self.text


class TierQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(is_offered=True).prefetch_related("words", "perks__words")


class Tier(Worded):
    slug = models.SlugField(_("slug"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)
    perks = models.ManyToManyField(Perk, blank=True, related_name="tiers", verbose_name=_("perks"))

    objects = TierQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.in_words("name") or self.slug


class TierWords(models.Model):
    tier = models.ForeignKey(Tier, models.CASCADE, related_name="words")
    language = models.CharField(_("edition"), max_length=10)
    name = models.CharField(_("name"), max_length=40)
    pays_for = models.CharField(_("what it pays for"), max_length=120)

    class Meta:
        verbose_name = _("words of a tier")
        verbose_name_plural = _("words of a tier")
        constraints = [models.UniqueConstraint(fields=["tier", "language"], name="tier_words_once")]

    def __str__(self):
        return self.name


class Price(models.Model):
    """One line of a price list. Without a tier it is a sum suggested for giving once."""

    tier = models.ForeignKey(
        Tier, models.CASCADE, null=True, blank=True, related_name="prices", verbose_name=_("tier")
    )
    currency = models.ForeignKey(Currency, models.CASCADE, related_name="prices", verbose_name=_("currency"))
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    minor = models.PositiveBigIntegerField(_("sum, in minor units"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["currency", "rhythm", "minor"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "currency", "rhythm"],
                condition=models.Q(tier__isnull=False),
                name="price_once_for_each_tier",
            ),
            models.UniqueConstraint(
                fields=["currency", "minor"], condition=models.Q(tier=None), name="price_suggested_once"
            ),
            models.CheckConstraint(
                condition=models.Q(tier__isnull=False, rhythm__in=["monthly", "yearly"])
                | models.Q(tier=None, rhythm="once"),
                name="price_of_a_tier_comes_again",
                violation_error_message=_("A tier is given every month or every year; sums for once have no tier."),
            ),
        ]

    def __str__(self):
        return f"{self.money.short} {self.get_rhythm_display()}"

    @property
    def money(self):
        return Money(self.minor, self.currency_id)
