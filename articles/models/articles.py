"""The article: its text, its states, and the words in which lists ask for it."""

import uuid
from urllib.parse import unquote

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from articles.body import CleanHTMLField, Heading, headings, pictures_in

from .addresses import PastAddress
from .bylines import LONG_TEXTS, Byline
from .desk import OnTheDesk
from .editions import EditionQuerySet, InEdition
from .publication import Publication

WORDS_A_MINUTE = 230
LEAST_HEADINGS = 3  # from which a text has a list of contents
OLD_AFTER_DAYS = 365


def mostly(condition):
    """A condition nearly every row meets, hidden from the planner: it shall walk the list in its order and stop when
    the page is full, and not gather all these rows by an index in order to sort them."""
    return models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False))


def parts():
    """What `prefetch_related` takes to bring everything that is printed with an article."""
    bylines = models.Prefetch("bylines", Byline.objects.with_authors())
    background = models.Prefetch("background", Article.background.rel.related_model.objects.select_related("fact"))
    corrections = models.Prefetch("corrections", Article.corrections.rel.related_model.objects.filter(date__lte=Now()))
    return [bylines, "topics", "sources", "quotes", background, corrections]


class ArticleQuerySet(EditionQuerySet):
    def published(self, language=None):
        """What a reader may see, and nothing else. Every list, feed, count and page asks through this word."""
        visible = self.filter(status__in=Article.VISIBLE, published_at__lte=Now())
        return visible.filter(language=language) if language else visible

    def going_live(self):
        """Scheduled, and their time has come: readers see them, and the clock has not noted it yet."""
        return self.filter(status=Article.Status.SCHEDULED, published_at__lte=Now()).order_by("published_at", "pk")

    def latest_first(self):
        return self.order_by("-published_at", "-id")

    def important(self):
        return self.filter(important=True)

    def between(self, start, end):
        """Published from `start` until just before `end` (aware datetimes)."""
        return self.filter(published_at__gte=start, published_at__lt=end)

    def cards(self):
        """With what a teaser shows, and without the long texts."""
        return self.select_related("section", "picture", "live").defer(*LONG_TEXTS, "live__what_we_know")

    def with_parts(self):
        """With everything the article page prints."""
        return self.select_related("section", "story", "picture", "live").prefetch_related(*parts())

    def of(self, user):
        """Written by this member of staff: begun by them, or with their byline."""
        return self.filter(Q(created_by=user) | Q(pk__in=Byline.objects.signed_by(user)))

    def drafts_of(self, user):
        return self.of(user).filter(status=Article.Status.DRAFT)

    def with_changes(self):
        """Published ones of which something was saved that readers do not see yet: rows' twin of `has_changes`."""
        return self.filter(live_version__lt=F("version")).exclude(status=Article.Status.DRAFT)

    def editable_by(self, user):
        """What this member of staff may write on: editors everything, reporters what is their own. Of what readers
        have seen, it is the working copy that they change; only an editor publishes that."""
        return self if user.has_perm("articles.publish_article") else self.of(user)

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


class Article(Publication, OnTheDesk, InEdition):
    class Kind(models.TextChoices):
        FLASH = "flash", _("Flash")
        REPORT = "report", _("Report")
        LONG_READ = "long_read", _("Long read")
        OPINION = "opinion", _("Opinion")
        EXPLAINER = "explainer", _("Explainer")

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
    pictures_in_text = models.ManyToManyField(
        "articles.Picture", blank=True, editable=False, related_name="in_texts_of"
    )  # those that body and details name, for whoever asks where a picture is used; `content.write` keeps them
    story = models.ForeignKey(
        "articles.Story", models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("story")
    )
    important = models.BooleanField(
        _("important"), default=False, help_text=_("Bold in the stream, first on the front.")
    )
    popular_excluded = models.BooleanField(_("never in Popular news"), default=False)
    translation_key = models.UUIDField(_("translations"), null=True, blank=True, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("modified"), auto_now=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # of the form saved last: two clicks are one
    word_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)  # written by comments: those readers see

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
            models.Index(fields=["desk", "desk_since"], name="article_on_the_desk", condition=~Q(desk="writing")),
            models.Index(
                fields=["-modified_at"], name="article_with_changes", condition=Q(live_version__lt=F("version"))
            ),
        ]

    def save(self, *args, **kwargs):
        self.word_count = len(strip_tags(f"{self.standfirst} {self.body} {self.details}").split())
        super().save(*args, **kwargs)
        self.bylines.exclude(published_at=self.published_at).update(published_at=self.published_at)

    # --- what readers see ---

    @property
    def list_headline(self):
        return self.short_headline or self.headline

    @property
    def reading_minutes(self):
        return -(-self.word_count // WORDS_A_MINUTE)

    @property
    def years_old(self):
        """Full years since publication; 0 for anything that needs no age note."""
        return max((timezone.now() - self.published_at).days // OLD_AFTER_DAYS, 0) if self.published_at else 0

    def text_pictures(self):
        """The pictures that stand in its texts and may be shown, by number: one query, or none."""
        numbers = pictures_in(self.body, self.details)
        shown = self._meta.get_field("pictures_in_text").related_model.objects.available()
        return shown.in_bulk(numbers) if numbers else {}

    def contents_list(self) -> list[Heading]:
        """The section headings of a long text that a reader may want to choose from, or none."""
        found = headings(self.body) if self.kind in (self.Kind.LONG_READ, self.Kind.EXPLAINER) else []
        return found if len(found) >= LEAST_HEADINGS else []

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
    def public_url(self):
        """Where readers see it now, whatever its working copy says; empty while they do not."""
        if not self.is_published:
            return ""
        if not self.has_changes:
            return self.get_absolute_url()
        shown = (
            Article.objects.published().select_related("section").only("slug", "section", "published_at", "language")
        )
        stored = shown.filter(pk=self.pk).first()
        return stored.get_absolute_url() if stored else ""

    @property
    def path(self):
        """The address as the path of a request has it: with letters of any alphabet, not encoded."""
        return unquote(self.get_absolute_url())

    # --- what the desk does ---

    def missing_for_publication(self, at=None):
        """What still has to be written before readers may see it from `at` (default: now) on: a sentence for each
        field, nothing when ready."""
        from articles import checks  # the rules stand on the models

        return checks.missing(self, at)

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

    @property
    def linked_translation(self):
        """The number of an article that this one is linked to as a translation (or shall be, in a working copy)."""
        if "laid_translation" in self.__dict__:
            return self.laid_translation
        if not self.translation_key:
            return None
        linked = Article.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return linked.order_by("pk").values_list("pk", flat=True).first()

    def translate(self, other):
        """Link the article to another in the place of what it was linked to, which is no translation of that one."""
        Article.objects.filter(pk=self.pk).update(translation_key=None)
        self.translation_key = None
        if other:
            self.link_translation(other)
