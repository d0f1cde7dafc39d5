"""Running subjects with their dated facts, and the facts an article took from them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import audit
from articles.dates import HINT, HistoricalDate

from .changing import change_everywhere
from .editions import EditionQuerySet, InEdition


def validate_historical_date(text):
    try:
        HistoricalDate.parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class StoryQuerySet(EditionQuerySet):
    def standing(self):
        """Without those that were merged into another: their rows only say what became of them."""
        return self.filter(merged_into=None)


class Story(InEdition):
    """A running subject: its page is the whole timeline, its facts feed the Background of articles.

    A story that was merged into another keeps its row, since versions of articles name it by its number.
    """

    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in short"), blank=True, max_length=1000, help_text=_("Two or three sentences."))
    modified_at = models.DateTimeField(_("modified"), auto_now=True)
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = StoryQuerySet.as_manager()

    named_by = "title"
    address = "articles:story"

    class Meta(InEdition.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["title"]

    @property
    def standing(self):
        """The story itself, or the one that it was merged into."""
        return self.merged_into or self

    def leave_address(self, slug, language=None):
        """Remember that the story once stood at `slug`, unless it stands there still (or again)."""
        language = language or self.language
        PastStoryAddress.objects.filter(language=self.language, slug=self.slug).delete()
        if (language, slug) != (self.language, self.slug):
            PastStoryAddress.objects.update_or_create(language=language, slug=slug, defaults={"story": self})

    @transaction.atomic
    def merge_into(self, other, by):
        """Move everything of this story to another one of its edition; a fact both tell becomes one.

        Its address leads on to the other from then on. Raises ValidationError when they cannot be merged.
        """
        both = Story.objects.standing().select_for_update().filter(pk__in=[self.pk, other.pk]).order_by("pk")
        if len(both) < 2:
            raise ValidationError(_("Choose another story."))
        if other.language != self.language:
            raise ValidationError(_("The other story belongs to another edition."))
        moved = {
            "story": self.title,
            "slug": self.slug,
            "facts": self.facts.count(),
            "articles": self.articles.count(),
        }
        same = other.take_facts_of(self)
        self.articles.update(story=other)
        Story.objects.filter(Q(pk=self.pk) | Q(merged_into=self)).update(merged_into=other)
        left, self.merged_into = self.slug, other
        self.slug = self.free_slug(f"merged-{self.pk}")
        self.save()
        self.past_addresses.update(story=other)
        other.leave_address(left, self.language)
        other.save(update_fields=["modified_at"])
        audit.record(by, "story.merged", other, before=moved, after={"story": other.title, "facts told twice": same})

    def take_facts_of(self, other):
        """Move the facts of another story here; how many of them were told here already. Those keep their row, which
        says by which fact it is replaced."""
        told = {(fact.date, fact.text.strip()): fact for fact in self.facts.all()}
        same = 0
        for fact in other.facts.all():
            if twin := told.get((fact.date, fact.text.strip())):
                twin.replace(fact)
                same += 1
            else:
                Fact.objects.filter(pk=fact.pk).update(story=self)
                told[fact.date, fact.text.strip()] = fact
        return same

    @transaction.atomic
    def split(self, title, facts, articles, by):
        """A new story of the same edition with some of this one's facts and articles."""
        made = Story.objects.create(title=title, language=self.language)
        mine = {self.pk, *self.merged.values_list("pk", flat=True)}

        def follow(content):
            return {**content, "story": made.pk} if content["story"] in mine else content

        Fact.objects.filter(story=self, pk__in=[fact.pk for fact in facts]).update(story=made)
        for article in articles:
            change_everywhere(article, follow, by)
        self.save(update_fields=["modified_at"])
        audit.record(
            by,
            "story.split",
            self,
            before={"story": self.title},
            after={"story": made.title, "facts": len(facts), "articles": len(articles)},
        )
        return made


class PastStoryAddress(models.Model):
    """The last part of an address at which a story once stood; it leads to where the story stands now, in one hop."""

    language = models.CharField(max_length=10)
    slug = models.CharField(max_length=100)
    story = models.ForeignKey(Story, models.CASCADE, related_name="past_addresses")
    left_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("past address of a story")
        verbose_name_plural = _("past addresses of stories")
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="story_left_a_slug_once")]

    def __str__(self):
        return self.slug


class DatedText(models.Model):
    """A sentence with a date as history gives it."""

    date = models.CharField(_("date"), max_length=20, validators=[validate_historical_date], help_text=HINT)
    date_order = models.IntegerField(editable=False, default=0)  # HistoricalDate.sort_key, for sorting in the database
    text = models.TextField(_("fact"), max_length=600)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.date}: {self.text[:80]}"

    def save(self, *args, **kwargs):
        when = HistoricalDate.parse(self.date)
        self.date, self.date_order = str(when), when.sort_key
        super().save(*args, **kwargs)

    @property
    def when(self):
        return HistoricalDate.parse(self.date)


class Fact(DatedText):
    """One dated fact of a story; our own article on it, where there is one, is linked."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="facts", verbose_name=_("story"))
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_link = models.URLField(_("link to the source"), blank=True, max_length=500)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own article")
    )
    pinned = models.BooleanField(_("always suggest"), default=False)
    same_as = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="twins"
    )  # of a story that was merged, where the other told it too

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["date_order", "pk"]
        indexes = [models.Index(fields=["story", "date_order"], name="fact_of_a_story_by_date")]

    @property
    def own_article(self):
        """Our article on it, while readers may see that."""
        return self.article if self.article and self.article.is_published else None

    @property
    def standing(self):
        """The fact itself, or the one that tells the same in its place."""
        return self.same_as or self

    def replace(self, other):
        """Stand for a fact that tells the same: in articles, and for whatever named it by its number."""
        other.uses.update(fact=self)
        Fact.objects.filter(Q(pk=other.pk) | Q(same_as=other)).update(same_as=self)
        for name in ("source_name", "source_link", "article_id", "pinned"):
            setattr(self, name, getattr(self, name) or getattr(other, name))
        self.save()


class BackgroundFact(DatedText):
    """A fact as one article prints it. It follows the story's fact while a draft and is frozen on publication."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="background")
    fact = models.ForeignKey(
        Fact, models.SET_NULL, null=True, blank=True, related_name="uses", verbose_name=_("fact of the story")
    )

    class Meta:
        verbose_name = _("background fact")
        verbose_name_plural = _("background")
        ordering = ["date_order", "pk"]

    def take(self, fact):
        """Print what the story's fact says now."""
        self.fact, self.date, self.text = fact, fact.date, fact.text
