"""The numbers of the comments and who may speak where: what the newsroom sets by hand."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.editions import edition_choices

from .comments import LONGEST


class Mode(models.TextChoices):
    OPEN = "open", _("Open")
    HELD = "held", _("Held: a moderator reads first")
    CLOSED = "closed", _("Closed")


def number(label, default, lowest=0, highest=10_000, **options):
    validators = [MinValueValidator(lowest), MaxValueValidator(highest)]
    return models.PositiveIntegerField(label, default=default, validators=validators, **options)


class HouseRules(models.Model):
    """One row: the numbers every check asks for. Starting values are those of well-run newsrooms."""

    mode = models.CharField(_("comments everywhere"), max_length=10, choices=Mode, default=Mode.OPEN)
    longest = number(_("longest comment, characters"), LONGEST, 100, LONGEST)
    close_after_days = number(_("closed after days; 0: never"), 14)
    edit_minutes = number(_("minutes in which one may edit"), 15, 0, 1440)
    trust_after = number(_("accepted comments before the next show at once"), 2, 0, 100)
    repeat_minutes = number(_("minutes in which the same text is a repeat"), 6, 0, 1440)
    seconds_between = number(_("seconds between two comments"), 30, 0, 3600)
    seconds_to_write = number(_("seconds below which nobody writes a comment"), 3, 0, 60)
    new_for_hours = number(_("hours for which an account is new"), 24, 0, 8760)
    links_of_new = number(_("links a new member may post"), 2, 0, 100)
    comments_of_new = number(_("comments a new member may post on the first day"), 10, 1, 1000)
    links_held = number(_("links from which a comment is held"), 4, 1, 100)
    recent_days = number(_("days that count as recent history"), 7, 1, 365)
    recent_rejected = number(_("percent rejected from which one is held; 0: off"), 30, 0, 100)
    reports_that_hide = number(_("reports by trusted members that hide a comment"), 3, 1, 100)

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        default_permissions = ["view", "change"]

    def __str__(self):
        return str(_("House rules"))


class SectionConversations(models.Model):
    """How comments are taken in a section."""

    section = models.OneToOneField("articles.Section", models.CASCADE, related_name="conversations")
    mode = models.CharField(_("comments"), max_length=10, choices=Mode)

    class Meta:
        verbose_name = _("comments of a section")
        verbose_name_plural = _("comments of sections")

    def __str__(self):
        return f"{self.section}: {self.get_mode_display()}"


class Conversation(models.Model):
    """How comments are taken under an article, chosen by hand: it wins over the days after which they close."""

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="conversation")
    mode = models.CharField(_("comments"), max_length=10, choices=Mode)

    class Meta:
        verbose_name = _("comments of an article")
        verbose_name_plural = _("comments of articles")

    def __str__(self):
        return f"{self.article}: {self.get_mode_display()}"


class Word(models.Model):
    """A word or phrase that stops a comment, or has a moderator look at it."""

    class Verdict(models.TextChoices):
        REJECT = "reject", _("Reject the comment")
        REPORT = "report", _("Show it, and report it to the moderators")

    words = models.CharField(_("word or phrase"), max_length=100)
    language = models.CharField(
        _("edition"), max_length=10, choices=edition_choices, blank=True, help_text=_("Empty: in every edition.")
    )
    verdict = models.CharField(_("what happens"), max_length=10, choices=Verdict, default=Verdict.REPORT)

    class Meta:
        verbose_name = _("listed word")
        verbose_name_plural = _("listed words")
        ordering = ["words"]
        constraints = [models.UniqueConstraint(fields=["words", "language"], name="word_once")]

    def __str__(self):
        return self.words
