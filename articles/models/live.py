"""Live coverage: an article that goes on by dated posts until it is closed into a report."""

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from articles.body import CleanHTMLField

from .authors import Author


class LiveCoverageQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    @transaction.atomic
    def start(self, article, by):
        """Turn a published article live; one that was closed goes on where it ended."""
        coverage, made = self.get_or_create(article=article, defaults={"started_by": by})
        if not made and coverage.is_open:
            return coverage
        coverage.closed_at = coverage.closed_by = None
        coverage.save()
        audit.record(by, "live.started", article)
        return coverage


class LiveCoverage(models.Model):
    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="live")
    what_we_know = CleanHTMLField(_("what we know"), blank=True)
    known_at = models.DateTimeField(null=True, blank=True)  # when that was last brought up to date
    version = models.PositiveIntegerField(default=0)  # counts changes of what we know
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = LiveCoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("live coverage")
        verbose_name_plural = _("live coverage")

    def __str__(self):
        return str(self.article)

    @property
    def is_open(self):
        return self.closed_at is None

    def say_what_we_know(self, text, seen):
        """Bring the pinned text up to date; False when somebody else did so after `seen`."""
        at = timezone.now()
        claimed = LiveCoverage.objects.filter(pk=self.pk, version=seen)
        return bool(claimed.update(what_we_know=text, known_at=at, version=seen + 1))

    @transaction.atomic
    def close(self, by):
        """End it: the page keeps its posts and says so."""
        if LiveCoverage.objects.open().filter(pk=self.pk).update(closed_at=timezone.now(), closed_by=by):
            audit.record(by, "live.closed", self.article, after={"posts": self.posts.count()})


class LivePostQuerySet(models.QuerySet):
    def public(self):
        """What readers see: the time has come by the database's clock, and nobody took it back."""
        return self.filter(at__lte=Now(), withdrawn_at__isnull=True)

    def after(self, post):
        """Posts newer than this one."""
        return self.filter(models.Q(at__gt=post.at) | models.Q(at=post.at, pk__gt=post.pk))

    def up_to(self, post):
        """This post and the older ones."""
        return self.filter(models.Q(at__lt=post.at) | models.Q(at=post.at, pk__lte=post.pk))


class LivePost(models.Model):
    """One dated post. Its permalink is the article's address with its number."""

    coverage = models.ForeignKey(LiveCoverage, models.CASCADE, related_name="posts")
    at = models.DateTimeField(_("time"), default=timezone.now)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    body = CleanHTMLField(_("text"))
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="live_posts", verbose_name=_("author")
    )
    is_key = models.BooleanField(_("key post"), default=False, help_text=_("Listed above the posts."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField(null=True, unique=True)  # two clicks are one

    objects = LivePostQuerySet.as_manager()

    class Meta:
        verbose_name = _("live post")
        verbose_name_plural = _("live posts")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["coverage", "-at", "-id"], name="live_posts_newest_first")]

    def __str__(self):
        return self.headline or self.body[:60]

    def claim(self, seen):
        """Take the next version number for a writer who saw version `seen`; False when somebody was faster."""
        return bool(LivePost.objects.filter(pk=self.pk, version=seen).update(version=seen + 1))
