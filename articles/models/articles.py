"""The article: its text, its states, and the words in which lists ask for it."""

import uuid
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from articles.body import CleanHTMLField

from .addresses import PastAddress
from .editions import EditionQuerySet, InEdition

LONG_TEXTS = ("body", "details", "withdrawn_note")  # what a list of articles does not need
WORDS_A_MINUTE = 230
OLD_AFTER_DAYS = 365


def mostly(condition):
    """A condition nearly every row meets, hidden from the planner: it shall walk the list in its order and stop when
    the page is full, and not gather all these rows by an index in order to sort them."""
    return models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False))


class ArticleQuerySet(EditionQuerySet):
    def published(self, language=None):
        """What a reader may see, and nothing else. Every list, feed, count and page asks through this word."""
        visible = self.filter(status__in=Article.VISIBLE, published_at__lte=Now())
        return visible.filter(language=language) if language else visible

    def latest_first(self):
        return self.order_by("-published_at", "-id")

    def important(self):
        return self.filter(important=True)

    def between(self, start, end):
        """Published from `start` until just before `end` (aware datetimes)."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def cards(self):
        """With what a teaser shows, and without the long texts."""
        return self.select_related("section", "picture").defer(*LONG_TEXTS)

    def with_parts(self):
        """With everything the article page prints."""
        return self.select_related("section", "story", "picture").prefetch_related(
            models.Prefetch("bylines", Byline.objects.with_authors()),
            "topics",
            "sources",
            "quotes",
            "background",
            "corrections",
        )

    def of(self, user):
        """Written by this member of staff: begun by them, or with their byline."""
        return self.filter(Q(created_by=user) | Q(pk__in=Byline.objects.signed_by(user)))

    def drafts_of(self, user):
        return self.of(user).filter(status=Article.Status.DRAFT)

    def editable_by(self, user):
        """What this member of staff may change: editors everything, reporters their own drafts."""
        return self if user.has_perm("articles.publish_article") else self.drafts_of(user)

    def readable_by(self, user):
        """What this member of staff may open: editors everything, others what is their own or published."""
        if user.has_perm("articles.publish_article"):
            return self
        published = Q(status__in=Article.VISIBLE, published_at__lte=Now())
        own = Q(created_by=user) | Q(pk__in=Byline.objects.signed_by(user))
        return self.filter(mostly(published | own))

    def shelves(self, **shelves):
        """Several short lists in one query: `shelves(last=…[:9], science=…[:4])` gives a list of articles for each.

        Every value is a sliced queryset; each is cut by its own index and the results are joined with UNION ALL.
        The lists come back newest first.
        """
        parts = [
            self.filter(pk__in=wanted.values("pk")).order_by().cards().annotate(shelf=models.Value(name))
            for name, wanted in shelves.items()
        ]
        found = {name: [] for name in shelves}
        for article in parts[0].union(*parts[1:], all=True) if parts else []:
            found[article.shelf].append(article)
        for articles in found.values():
            articles.sort(key=lambda article: (article.published_at, article.pk), reverse=True)
        return found


class Article(InEdition):
    class Kind(models.TextChoices):
        FLASH = "flash", _("Flash")
        REPORT = "report", _("Report")
        LONG_READ = "long_read", _("Long read")
        OPINION = "opinion", _("Opinion")
        EXPLAINER = "explainer", _("Explainer")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    VISIBLE = (Status.SCHEDULED, Status.PUBLISHED)  # once their time has come

    kind = models.CharField(_("type"), max_length=20, choices=Kind, default=Kind.REPORT)
    headline = models.CharField(_("headline"), max_length=250)
    short_headline = models.CharField(
        _("short headline"), max_length=120, blank=True, help_text=_("For lists. Left empty, the headline is used.")
    )
    standfirst = models.TextField(_("lead"), blank=True, max_length=1000)
    dateline = models.CharField(_("dateline"), max_length=80, blank=True, help_text=_("The place: “Lviv”."))
    body = CleanHTMLField(_("body"), blank=True)
    details = CleanHTMLField(_("details"), blank=True, help_text=_("Printed after the quote, under “Details:”."))
    section = models.ForeignKey(
        "articles.Section", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("section")
    )
    topics = models.ManyToManyField("articles.Topic", blank=True, related_name="articles", verbose_name=_("topics"))
    authors = models.ManyToManyField("articles.Author", through="Byline", related_name="articles")
    picture = models.ForeignKey(
        "articles.Picture", models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("picture")
    )
    story = models.ForeignKey(
        "articles.Story", models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("story")
    )
    important = models.BooleanField(
        _("important"), default=False, help_text=_("Bold in the stream, first on the front.")
    )
    popular_excluded = models.BooleanField(_("never in Popular news"), default=False)
    translation_key = models.UUIDField(_("translations"), null=True, blank=True, editable=False)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated in substance"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_note = models.TextField(_("editor's note"), blank=True, max_length=1000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # counts saves, so that a stale form is noticed
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # of the form saved last: two clicks are one
    word_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    named_by = "headline"

    class Meta(InEdition.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-id"]
        permissions = [("publish_article", _("Can publish, schedule, correct and withdraw articles"))]
        indexes = [
            models.Index(fields=["language", "-published_at", "-id"], name="article_edition_latest"),
            models.Index(fields=["section", "-published_at", "-id"], name="article_section_latest"),
            models.Index(fields=["story", "-published_at", "-id"], name="article_story_latest"),
            models.Index(
                fields=["language", "-published_at", "-id"],
                name="article_important_latest",
                condition=Q(important=True),
            ),
            models.Index(fields=["language", "kind", "-published_at", "-id"], name="article_kind_latest"),
            models.Index(fields=["translation_key"], name="article_translations"),
            models.Index(fields=["-published_at"], name="article_by_date"),  # the desk looks across editions
            models.Index(fields=["-modified_at"], name="article_modified_latest"),
            models.Index(fields=["status", "-modified_at"], name="article_status_modified"),
        ]

    def save(self, *args, **kwargs):
        self.word_count = len(strip_tags(f"{self.standfirst} {self.body} {self.details}").split())
        super().save(*args, **kwargs)
        self.bylines.exclude(published_at=self.published_at).update(published_at=self.published_at)

    # --- what readers see ---

    @property
    def is_published(self):
        """The row's twin of `published()`."""
        return self.status in self.VISIBLE and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def list_headline(self):
        return self.short_headline or self.headline

    @property
    def reading_minutes(self):
        return -(-self.word_count // WORDS_A_MINUTE)

    @property
    def years_old(self):
        """Full years since publication; 0 for anything that needs no age note."""
        return (timezone.now() - self.published_at).days // OLD_AFTER_DAYS if self.published_at else 0

    @property
    def serious_corrections(self):
        return [note for note in self.corrections.all() if note.is_serious]

    def get_absolute_url(self):
        """The permanent address; a draft has none and is shown at its preview."""
        if not (self.published_at and self.section):
            return reverse("articles:preview", args=[self.pk])
        day = timezone.localtime(self.published_at)
        with translation.override(self.language):
            return reverse(
                "articles:article", args=[self.section.slug, f"{day:%Y}", f"{day:%m}", f"{day:%d}", self.slug]
            )

    @property
    def path(self):
        """The address as the path of a request has it: with letters of any alphabet, not encoded."""
        return unquote(self.get_absolute_url())

    # --- what the desk does ---

    def missing_for_publication(self):
        """What still has to be written before readers may see it: a sentence for each field, nothing when ready."""
        missing = {}
        if not self.headline.strip():
            missing["headline"] = _("Write a headline.")
        if not self.section_id:
            missing["section"] = _("Choose a section.")
        elif self.section.language != self.language:
            missing["section"] = _("This section belongs to another edition.")
        if not (self.standfirst.strip() or strip_tags(self.body).strip()):
            missing["body"] = _("Write the body, or at least a lead.")
        if self.picture_id and not self.picture.alt.strip():
            missing["picture_alt"] = _("The picture has no alternative text.")
        if self.picture_id and not self.picture.credit.strip():
            missing["picture_credit"] = _("The picture has no credit.")
        if self.pk and not self.bylines.exists() and self.kind != self.Kind.FLASH:
            missing["authors"] = _("Name at least one author.")
        elif self.pk and self.authors.exclude(language=self.language).exists():
            missing["authors"] = _("One of the authors belongs to another edition.")
        if self.pk and self.topics.exclude(language=self.language).exists():
            missing["topics"] = _("One of the topics belongs to another edition.")
        if self.story_id and self.story.language != self.language:
            missing["story"] = _("This story belongs to another edition.")
        return missing

    @transaction.atomic
    def publish(self, by, at=None):
        """Show the article to readers now, or from `at` on.

        The first publication sets the date of its address for good; publishing again keeps it unless `at` is given.
        Raises ValidationError with the sentences of `missing_for_publication`.
        """
        if missing := self.missing_for_publication():
            raise ValidationError(missing)
        now = timezone.now()
        self.published_at = at or self.published_at or now
        self.status = self.Status.SCHEDULED if self.published_at > now else self.Status.PUBLISHED
        self.published_by = by
        self.withdrawn_at, self.withdrawn_note = None, ""
        for row in self.background.filter(fact__isnull=False).select_related("fact"):
            row.take(row.fact)
            row.save()
        self.save()

    @transaction.atomic
    def withdraw(self, by, note):
        """Take the article away; its address says “gone” and the editor's note. Raises ValidationError without one."""
        if not note.strip():
            raise ValidationError({"withdrawn_note": _("Say to readers why the article is gone.")})
        self.withdrawn_note = self._meta.get_field("withdrawn_note").formfield().clean(note)
        self.status, self.withdrawn_at = self.Status.WITHDRAWN, timezone.now()
        self.published_by = by
        self.save()

    def leave_address(self, path):
        """Remember that the article once stood at `path`, unless it stands there still (or again)."""
        PastAddress.objects.filter(path=self.path).delete()
        if path != self.path:
            PastAddress.objects.update_or_create(path=path, defaults={"article": self})

    @transaction.atomic
    def link_translation(self, other):
        """Make two articles of different editions, with all that either is linked to, translations of each other."""
        keys = {key for key in (self.translation_key, other.translation_key) if key}
        key = min(keys, default=None) or uuid.uuid4()
        Article.objects.filter(Q(pk__in=[self.pk, other.pk]) | Q(translation_key__in=keys)).update(translation_key=key)
        self.translation_key = other.translation_key = key

    def translations(self):
        """Published articles that say the same in other editions."""
        if not self.translation_key:
            return Article.objects.none()
        return Article.objects.published().filter(translation_key=self.translation_key).exclude(pk=self.pk)

    def count_save(self, seen):
        """Claim the next version number for a writer who saw version `seen`; False when somebody else was faster."""
        claimed = Article.objects.filter(pk=self.pk, version=seen).update(version=F("version") + 1)
        if claimed:
            self.version = seen + 1
        return bool(claimed)


class BylineQuerySet(models.QuerySet):
    def visible(self):
        """Of articles that readers may see: the twin of `published()`, along the index by author and time."""
        return self.filter(article__status__in=Article.VISIBLE, published_at__lte=Now())

    def with_authors(self):
        """With what a printed byline shows."""
        return self.select_related("author__portrait")

    def signed_by(self, user):
        """The ids of articles that carry a byline of this account."""
        return self.filter(author__user=user).values("article")

    def cards(self):
        """With what a teaser of the article shows."""
        long_texts = (f"article__{field}" for field in LONG_TEXTS)
        return self.select_related("article__section", "article__picture").defer(*long_texts)


class Byline(models.Model):
    """An author of an article, in printed order, with what they did if it was not the writing."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey("articles.Author", models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=80, blank=True, help_text=_("For instance “graphics”."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(null=True, editable=False)  # the article's, for an index by author and time

    objects = BylineQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="byline_once")]
        indexes = [models.Index(fields=["author", "-published_at", "-article"], name="byline_author_latest")]

    def __str__(self):
        return str(self.author)

    def save(self, *args, **kwargs):
        self.published_at = self.article.published_at
        super().save(*args, **kwargs)
