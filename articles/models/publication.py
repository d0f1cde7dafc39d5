"""What readers see of an article, and the verbs by which the desk changes that."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from articles import content as contents

from .schedule import PlannedAct
from .versions import Version


class StaleVersion(Exception):
    """Somebody saved the article after the version that a writer had seen."""


class Publication(models.Model):
    """The published half of an article.

    Its rows are what readers see, or will see at `published_at`. While it is a draft every save writes them; after
    that a save is only kept as a version, the working copy, until it is published in its turn.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    VISIBLE = (Status.SCHEDULED, Status.PUBLISHED)  # once their time has come

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Cannot be published before. Readers never see this.")
    )
    updated_at = models.DateTimeField(_("updated in substance"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_note = models.TextField(_("editor's note"), blank=True, max_length=1000)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)  # the number of the version saved last
    live_version = models.PositiveIntegerField(null=True, editable=False)  # of the one that the rows are

    class Meta:
        abstract = True

    @property
    def is_published(self):
        """The row's twin of `published()`."""
        return self.status in self.VISIBLE and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def has_changes(self):
        """Whether something was saved that readers do not see (and will not, unless it is published)."""
        return self.status != self.Status.DRAFT and self.live_version not in (None, self.version)

    # --- versions ---

    def working_content(self):
        """What was saved last, whether or not readers see it."""
        if self.has_changes:
            return self.versions.get(number=self.version).content
        return contents.of(self)

    def working_copy(self):
        """The article as it was saved last, in memory: for the form, the preview and the checks."""
        stored = type(self).objects.with_parts().get(pk=self.pk)
        return contents.lay(stored, stored.working_content()) if stored.has_changes else stored

    @transaction.atomic
    def begin(self, content, by, act=Version.Act.SAVED, form_key=None):
        """Save a new article: its rows, and its first version."""
        self.created_by, self.form_key, self.version = by, form_key, 1
        content = contents.settled(content)
        self.slug = content["slug"]
        self.save()
        contents.write(self, {**content, "slug": self.slug})
        counted = contents.words_between({}, content)
        self.versions.create(number=1, content={**content, "slug": self.slug}, act=act, by=by, **counted)

    @transaction.atomic
    def keep(self, content, by, act=Version.Act.SAVED, seen=None, note=""):
        """Save `content` as the next version of the article; a draft's rows follow it.

        `seen` is the number of the version the writer began from. Raises StaleVersion when there is a newer one.
        """
        seen = self.version if seen is None else seen
        self.hold(seen)
        had_changes = self.has_changes
        before = self.begin_history(seen)
        if not self.count_save(seen):
            raise StaleVersion
        content = contents.settled(content)
        content["slug"] = content["slug"] or self.slug_from(content)
        version = self.versions.create(
            number=self.version, content=content, act=act, by=by, note=note, **contents.words_between(before, content)
        )
        if self.status == self.Status.DRAFT:
            contents.write(self, content)
        elif not had_changes and content == before:
            self.follow(version)
        return version

    def slug_from(self, content):
        """The address that follows the headline, free in its edition; what readers have seen keeps its own."""
        if self.status != self.Status.DRAFT:
            return self.slug
        named = type(self)(pk=self.pk, headline=content["headline"], language=content["language"])
        return named.free_slug(named.automatic_slug())

    def begin_history(self, number):
        """The content of the version saved last; where history has not begun, it begins with what the rows are."""
        last = self.versions.filter(number=number).first()
        if last:
            return last.content
        found = contents.of(type(self).objects.with_parts().get(pk=self.pk))
        self.versions.get_or_create(
            number=number,
            defaults={
                "content": found,
                "act": Version.Act.FOUND,
                "at": self.modified_at,
                "by": self.created_by,
                "went_live_at": self.published_at if self.status != self.Status.DRAFT else None,
                "is_first": self.status != self.Status.DRAFT,
            },
        )
        if self.status != self.Status.DRAFT:
            type(self).objects.filter(pk=self.pk, live_version=None).update(live_version=number)
            self.live_version = number
        return found

    def follow(self, version):
        """Note that the rows are what this version says."""
        self.live_version = version.number
        type(self).objects.filter(pk=self.pk).update(live_version=version.number)

    def hold(self, seen):
        """Let nobody else write on the article until this transaction ends. Raises StaleVersion when somebody has
        saved, published or withdrawn it since it was read."""
        row = type(self).objects.select_for_update(no_key=True).filter(pk=self.pk)
        if row.values_list("version", "status").first() != (seen, self.status):
            raise StaleVersion

    def count_save(self, seen):
        """Claim the next version number for a writer who saw version `seen`; False when somebody else was faster."""
        claimed = type(self).objects.filter(pk=self.pk, version=seen)
        if claimed.update(version=seen + 1, modified_at=timezone.now()):
            self.version = seen + 1
            return True
        return False

    # --- the verbs ---

    @transaction.atomic
    def publish(self, by, at=None, number=None, substantive=False, correction=None):
        """Show what was saved last (or version `number`) to readers, now or from `at` on.

        All of it changes in this one transaction. The first publication sets the date of the article's address;
        publishing again keeps it unless `at` is given. Raises ValidationError with the sentences of
        `missing_for_publication`, and StaleVersion when somebody saved or published it since it was read.
        """
        self.hold(self.version)
        now, first, was = timezone.now(), self.status == self.Status.DRAFT, self.in_short()
        candidate = self.to_publish(number)
        if missing := candidate.missing_for_publication(at or candidate.published_at or now):
            raise ValidationError(missing)
        old_path = self.path if self.status != self.Status.DRAFT and self.published_at else None
        content = contents.of(candidate)
        if first:
            content["background"] = [fact_now(row) for row in candidate.background.all()]
        self.published_at = at or candidate.published_at or now
        content["published_at"] = self.published_at.isoformat()
        self.status = self.Status.SCHEDULED if self.published_at > now else self.Status.PUBLISHED
        self.published_by, self.withdrawn_at, self.withdrawn_note = by, None, ""
        self.updated_at = now if substantive and not first else self.updated_at
        self.back_to_writing()
        self.version = max(self.version, 1)
        contents.write(self, content)
        self.mark_live(number or self.version, content, by, substantive, correction, first)
        if old_path:
            self.leave_address(old_path)
        self.planned.waiting().filter(act=PlannedAct.Act.CHANGE, version__lte=self.live_version).delete()
        later = self.status == self.Status.SCHEDULED
        act = "article.scheduled" if later else "article.published" if first else "article.changed"
        audit.record(by, act, self, before=was, after=self.in_short())

    def to_publish(self, number=None):
        """The article in memory as it would be published."""
        if number and number != self.live_version:
            stored = type(self).objects.with_parts().get(pk=self.pk)
            return contents.lay(stored, self.versions.get(number=number).content)
        return self.working_copy() if self.status != self.Status.DRAFT else self

    def mark_live(self, number, content, by, substantive, correction, first):
        """Note in the history what readers see from now (or from its time) on."""
        self.versions.filter(went_live_at__gt=timezone.now()).update(went_live_at=None, is_first=False)
        version, _made = self.versions.get_or_create(
            number=number, defaults={"content": content, "act": Version.Act.PUBLISHED, "by": by}
        )
        version.content, version.substantive, version.correction = content, substantive, correction
        version.went_live_at = version.went_live_at or max(
            self.published_at if first else timezone.now(), self.published_at
        )
        version.is_first = not self.versions.filter(is_first=True).exclude(pk=version.pk).exists()
        version.save()
        self.follow(version)

    @transaction.atomic
    def unschedule(self, by):
        """Make a scheduled article a draft again, as it was saved last."""
        self.hold(self.version)
        was, content = self.in_short(), self.working_content()
        self.versions.filter(went_live_at__gt=timezone.now()).update(went_live_at=None, is_first=False)
        self.planned.waiting().delete()
        self.status, self.live_version = self.Status.DRAFT, None
        contents.write(self, {**content, "published_at": None})
        self.keep(contents.of(self), by, Version.Act.UNSCHEDULED)
        audit.record(by, "article.unscheduled", self, before=was, after=self.in_short())

    @transaction.atomic
    def withdraw(self, by, note):
        """Take the article away; its address says “gone” and the editor's note. Raises ValidationError without one."""
        if not note.strip():
            raise ValidationError({"withdrawn_note": _("Say to readers why the article is gone.")})
        was = self.in_short()
        self.keep(self.working_content(), by, Version.Act.WITHDRAWN)
        self.refresh_from_db()
        self.withdrawn_note = self._meta.get_field("withdrawn_note").formfield().clean(note)
        self.status, self.withdrawn_at = self.Status.WITHDRAWN, timezone.now()
        self.published_by = by
        self.save()
        self.planned.waiting().delete()
        audit.record(by, "article.withdrawn", self, before=was, after=self.in_short(), note=self.withdrawn_note)

    @transaction.atomic
    def plan(self, act, at, by, substantive=False, note=""):
        """Have what was saved last go live, or the article withdrawn, at `at`. Raises ValidationError when it lies in
        the past, or when the changes could not be published."""
        if at <= timezone.now():
            raise ValidationError({"planned_at": _("That time has passed. Choose a later one.")})
        if act == PlannedAct.Act.CHANGE and (missing := self.working_copy().missing_for_publication(at)):
            raise ValidationError(missing)
        if act == PlannedAct.Act.WITHDRAW and not note.strip():
            raise ValidationError({"withdrawn_note": _("Say to readers why the article is gone.")})
        number = self.version if act == PlannedAct.Act.CHANGE else None
        planned, _made = self.planned.waiting().update_or_create(
            article=self,
            act=act,
            defaults={"at": at, "version": number, "substantive": substantive, "note": note, "by": by, "refused": ""},
        )
        audit.record(by, "article.planned", self, after={"what": act, "at": at, "version": number})
        return planned

    @transaction.atomic
    def call_off(self, plan, by):
        """Drop a planned change or withdrawal before its time."""
        was = {"what": plan.act, "at": plan.at, "version": plan.version}
        if plan.article_id == self.pk and self.planned.waiting().filter(pk=plan.pk).delete()[0]:
            audit.record(by, "article.unplanned", self, before=was)

    def in_short(self):
        """What the audit list notes of it."""
        return {
            "status": self.status,
            "headline": self.headline,
            "published_at": self.published_at and self.published_at.isoformat(),
            "version": self.live_version,
        }


def fact_now(row):
    """A background row as its story's fact says it at this moment."""
    if row.fact:
        row.take(row.fact)
    return contents.row_of(row, contents.LISTS["background"])
