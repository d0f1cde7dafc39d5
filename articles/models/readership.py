"""What is read, counted without knowing who reads. `articles/readership/` says how."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadSalt(models.Model):
    """The random salt of one day. Deleted when the day has passed, so that marks can never be traced back."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return str(self.day)


class ReadMark(models.Model):
    """That an address's read of an article in an hour has been counted. The hashes are salted and die with the day."""

    key = models.BinaryField(max_length=16, primary_key=True)  # of article, hour and address
    network = models.BinaryField(max_length=16, db_index=True)  # of article, hour and network, for the cap
    hour = models.DateTimeField(db_index=True)

    def __str__(self):
        return str(self.hour)


class HourlyReads(models.Model):
    """How often an article was read in one hour."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="hourly_reads")
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reads in an hour")
        verbose_name_plural = _("reads by hour")
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="reads_once_an_article_and_hour")]
        indexes = [models.Index(fields=["hour", "article"], name="reads_by_hour")]

    def __str__(self):
        return f"{self.hour}: {self.reads}"


class Popularity(models.Model):
    """The ranking of one edition and period as last computed: a small table that lists read instead of adding up."""

    class Period(models.IntegerChoices):
        DAY = 24, _("last 24 hours")
        WEEK = 168, _("last 7 days")
        MONTH = 720, _("last 30 days")

    language = models.CharField(max_length=10)
    period = models.PositiveSmallIntegerField(choices=Period)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="popularity")
    score = models.FloatField()
    reads = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "period"], name="popularity_once_a_period")]
        indexes = [models.Index(fields=["language", "period", "-score"], name="popularity_ranking")]

    def __str__(self):
        return f"{self.get_period_display()}: {self.score}"


class PopularityRun(models.Model):
    """When the ranking was last computed: one row, by which several processes agree on who does it next."""

    begun_at = models.DateTimeField()

    def __str__(self):
        return str(self.begun_at)
