"""The numbers of the comments and who may speak where: what the newsroom sets by hand."""

from datetime import timedelta
from typing import NamedTuple

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.audit import record
from articles.models import Article
from articles.models.editions import edition_choices

from .posting import LONGEST


class Mode(models.TextChoices):
    OPEN = "open", pgettext_lazy("of comments", "Open")
    HELD = "held", _("Held: a moderator reads first")
    CLOSED = "closed", pgettext_lazy("of comments", "Closed")


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
    hosts_of_new = number(_("links of new members to one host from which the next is held"), 3, 1, 100)
    links_held = number(_("links from which a comment is held"), 4, 1, 100)
    recent_days = number(_("days that count as recent history"), 7, 1, 365)
    recent_rejected = number(_("percent rejected from which one is held; 0: off"), 30, 0, 100)
    reports_that_hide = number(_("reports by trusted members that hide a comment"), 3, 1, 100)
    comments_of_network = number(_("comments an hour from one network; 0: no limit"), 60)
    recommendations_an_hour = number(_("recommendations an hour of one member"), 120, 1)
    reports_a_day = number(_("reports a day of one member"), 30, 1)

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        default_permissions = ["view", "change"]

    def __str__(self):
        return str(_("House rules"))

    def save(self, *args, **kwargs):
        """Always the same row; the first time all of it, whatever one field has changed."""
        self.pk = 1
        if self._state.adding:
            kwargs.pop("update_fields", None)
        super().save(*args, **kwargs)

    @classmethod
    def current(cls):
        """The numbers as they are set; until somebody sets them, as they stand above. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def new_for(self):
        return timedelta(hours=self.new_for_hours)


class Taken(NamedTuple):
    """How comments are taken in one place, and why not, in words for readers."""

    mode: Mode
    why_closed: str = ""


def how_taken(article, rules=None):
    """How comments are taken under an article: closed everywhere, else as chosen for the article by hand, else closed
    by age, else as in its section, else as everywhere. Two queries, or one for whoever has the rules."""
    rules = rules or HouseRules.current()
    chosen = Article.objects.filter(pk=article.pk).order_by()
    by_hand, in_section = chosen.values_list("conversation__mode", "section__conversations__mode").first() or ("", "")
    if rules.mode == Mode.CLOSED:
        return Taken(Mode.CLOSED, say("Comments are closed for now."))
    if by_hand == Mode.CLOSED:
        return Taken(Mode.CLOSED, say("The editors have closed the comments under this article."))
    if not by_hand and is_over_age(article, rules.close_after_days):
        days = rules.close_after_days
        words = ngettext(
            "Comments are closed %(days)d day after publication.",
            "Comments are closed %(days)d days after publication.",
            days,
        )
        return Taken(Mode.CLOSED, words % {"days": days})
    if not by_hand and in_section == Mode.CLOSED:
        return Taken(Mode.CLOSED, say("Comments are closed in this section."))
    return Taken(Mode(by_hand or in_section or rules.mode))


def is_over_age(article, days):
    published = article.published_at
    return bool(days and published and published < timezone.now() - timedelta(days=days))


class ChosenQuerySet(models.QuerySet):
    place = ""  # the field that says for what

    @transaction.atomic
    def choose(self, place, mode, by):
        """Take comments so in a section or under an article; with an empty mode, as it is done everywhere else."""
        chosen = self.filter(**{self.place: place})
        before = chosen.values_list("mode", flat=True).first() or ""
        if mode == before:
            return
        if mode:
            self.update_or_create({"mode": Mode(mode)}, **{self.place: place})
        else:
            chosen.delete()
        record(by, "conversation.chosen", place, {"mode": before}, {"mode": mode})


class InSectionQuerySet(ChosenQuerySet):
    place = "section"


class UnderArticleQuerySet(ChosenQuerySet):
    place = "article"


class SectionConversations(models.Model):
    """How comments are taken in a section."""

    section = models.OneToOneField("articles.Section", models.CASCADE, related_name="conversations")
    mode = models.CharField(_("comments"), max_length=10, choices=Mode)

    objects = InSectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("comments of a section")
        verbose_name_plural = _("comments of sections")

    def __str__(self):
        return f"{self.section}: {self.get_mode_display()}"


class Conversation(models.Model):
    """How comments are taken under an article, chosen by hand: it wins over the days after which they close."""

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="conversation")
    mode = models.CharField(_("comments"), max_length=10, choices=Mode)

    objects = UnderArticleQuerySet.as_manager()

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
