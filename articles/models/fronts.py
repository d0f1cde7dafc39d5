"""The front page as the desk arranges it, each front ever published, and the breaking strip."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit

from .articles import Article
from .editions import default_edition, edition_choices


class FrontQuerySet(models.QuerySet):
    def published(self, language):
        """Every front of an edition that readers saw or see, newest first. Ties of the clock go to the later row."""
        of_edition = self.filter(language=language, published_at__isnull=False)
        return of_edition.order_by("-published_at", "-pk")

    def live(self, language):
        """What readers see; None while the edition's front arranges itself."""
        return self.published(language).first()

    def draft(self, language):
        return self.filter(language=language, published_at__isnull=True).first()


class Front(models.Model):
    """One arrangement of one edition's front. Published once and then never changed; the newest one is live.
    The one that is not published is the draft on which the desk works."""

    class Layout(models.TextChoices):
        NORMAL = "normal", _("Normal")
        BIG_DAY = "big_day", _("Big day")
        TWO_LEADS = "two_leads", _("Two leads")
        QUIET = "quiet", _("Quiet")

    language = models.CharField(_("edition"), max_length=10, choices=edition_choices, default=default_edition)
    layout = models.CharField(_("layout"), max_length=20, choices=Layout, default=Layout.NORMAL)
    version = models.PositiveIntegerField(default=1, editable=False)  # counts changes of a draft
    texts = models.JSONField(default=list, editable=False)  # the headlines that stood there when it was published
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    restored_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FrontQuerySet.as_manager()

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")
        ordering = ["-published_at", "-pk"]
        permissions = [("arrange_front", _("Can arrange the front page and set the breaking strip"))]
        indexes = [models.Index(fields=["language", "-published_at"], name="front_of_an_edition")]
        constraints = [
            models.UniqueConstraint(
                fields=["language"], condition=models.Q(published_at__isnull=True), name="front_one_draft"
            )
        ]

    def __str__(self):
        when = self.published_at or _("draft")
        return f"{self.language}, {when}"

    @property
    def token(self):
        """What a form carries, to tell whether the arrangement is still the one that its writer saw."""
        return f"{self.pk or 0}.{self.version}"

    def claim(self):
        """Count one more change of this draft; False when somebody else has changed, published or discarded it."""
        mine = Front.objects.filter(pk=self.pk, version=self.version, published_at__isnull=True)
        if not mine.update(version=F("version") + 1):
            return False
        self.version += 1
        return True

    def take_slots(self, other):
        """Stand like another front: the same articles and rules in the same places at the same times."""
        copies = list(other.slots.all()) if other.pk else []
        for slot in copies:
            slot.pk, slot.front = None, self
            slot._state.adding = True
        Slot.objects.bulk_create(copies)

    def in_short(self):
        """What the audit list notes of it."""
        slots = self.slots.select_related("article") if self.pk else []
        return {"layout": self.layout, **{f"{slot.place}": str(slot.article or slot.rule) for slot in slots}}


class SlotQuerySet(models.QuerySet):
    def in_force(self, at=None):
        """Those whose time it is: now by the database's clock, or at a moment that the desk looks ahead to. Of
        several in one place the one that began last comes first."""
        moment = at or Now()
        started = self.filter(Q(starts_at__isnull=True) | Q(starts_at__lte=moment))
        running = started.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment))
        return running.order_by("place", F("starts_at").desc(nulls_last=True), "pk")

    def in_order(self):
        return self.order_by("place", F("starts_at").asc(nulls_first=True), "pk")


class Slot(models.Model):
    """A place on a front and what stands there: an article chosen by hand, or whatever a rule finds. Several may
    name one place; of those whose time it is, the one that began last stands there."""

    front = models.ForeignKey(Front, models.CASCADE, related_name="slots")
    place = models.PositiveSmallIntegerField(_("place"))  # 1 is the lead
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="slots", verbose_name=_("article")
    )
    rule = models.CharField(_("rule"), max_length=40, blank=True)  # a name of articles/front/rules.py
    section = models.ForeignKey("articles.Section", models.SET_NULL, null=True, blank=True, related_name="+")
    short_headline = models.CharField(_("short headline"), max_length=120, blank=True)
    picture = models.ForeignKey("articles.Picture", models.SET_NULL, null=True, blank=True, related_name="slots")
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    locked = models.BooleanField(_("locked"), default=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["place", "starts_at", "pk"]

    def __str__(self):
        return f"{self.place}: {self.article or self.rule}"

    @property
    def has_times(self):
        return bool(self.starts_at or self.ends_at)


class BreakingQuerySet(models.QuerySet):
    def in_force(self, language):
        """The strip that stands above an edition's pages now, by the database's clock, as a queryset of one at most.
        Its `article_shows` says whether readers may follow it to its article."""
        running = self.filter(language=language, starts_at__lte=Now(), ends_at__gt=Now())
        shows = Exists(Article.objects.published().filter(pk=OuterRef("article")))
        return running.annotate(article_shows=shows).order_by("-starts_at", "-pk")[:1]

    def with_address(self):
        """With the headline and the address of its article, and none of its texts: every page asks for this."""
        address = ("language", "slug", "published_at", "section__slug")
        article = (f"article__{name}" for name in ("headline", "short_headline", *address))
        return self.select_related("article__section").only("language", "words", *article)

    @transaction.atomic
    def announce(self, language, words, ends_at, by, article=None):
        """Set the strip of an edition, in place of the one that stands there."""
        was = self.in_force(language).first()
        self.filter(language=language, ends_at__gt=Now()).update(ends_at=Now(), ended_by=by)
        strip = self.create(language=language, words=words, article=article, ends_at=ends_at, set_by=by)
        audit.record(by, "breaking.set", strip, before=was.in_short() if was else {}, after=strip.in_short())
        return strip


class Breaking(models.Model):
    """The strip above every page. It ends by itself."""

    language = models.CharField(_("edition"), max_length=10, choices=edition_choices, default=default_edition)
    words = models.CharField(_("words"), max_length=120)
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BreakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("breaking strip")
        verbose_name_plural = _("breaking strips")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["language", "-ends_at"], name="breaking_of_an_edition")]

    def __str__(self):
        return self.words

    @transaction.atomic
    def end(self, by):
        """Take the strip down now. False when it had ended already."""
        was = self.in_short()
        running = Breaking.objects.filter(pk=self.pk, ends_at__gt=Now())
        if not running.update(ends_at=Now(), ended_by=by):
            return False
        self.refresh_from_db()
        audit.record(by, "breaking.ended", self, before=was, after=self.in_short())
        return True

    def in_short(self):
        """What the audit list notes of it."""
        return {
            "words": self.words,
            "article": self.article and str(self.article),
            "language": self.language,
            "ends_at": self.ends_at.isoformat(),
        }
