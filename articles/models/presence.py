"""Who has an article open, and what they have typed and not saved yet."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Now
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GONE_AFTER = timedelta(seconds=30)  # without a word from a tab
KEPT_FOR = timedelta(days=30)
REMEMBERED_FOR = timedelta(days=1)  # that a form was saved
MOST_COPIES = 50  # of one person; the oldest go first


class PresenceQuerySet(models.QuerySet):
    def beat(self, article, user, tab, typing):
        """Note that a tab is open; in one statement, by the clock of the database."""
        row = self.model(article=article, user=user, tab=tab, typing=typing, seen_at=Now())
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["article", "user", "tab"],
            update_fields=["typing", "seen_at"],
        )

    def now_at(self, article):
        """The tabs in which the article is open, longest first."""
        here = self.filter(article=article, seen_at__gt=Now() - GONE_AFTER)
        return here.select_related("user").order_by("opened_at", "pk")


class Presence(models.Model):
    """One tab in which an article is open. A tab that has not been heard of for a while is closed."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.CharField(max_length=36)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()
    typing = models.BooleanField(default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [models.UniqueConstraint(fields=["article", "user", "tab"], name="presence_once_a_tab")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self):
        return f"{self.user}: {self.article}"


class AutosaveQuerySet(models.QuerySet):
    def keep(self, user, key, order, **values):
        """Keep what a form holds, in the place of what it held before. Returns the copy, and whether it is this one:
        a newer one (of a higher `order`) stays."""
        mine = self.filter(user=user, key=key)
        values |= {"order": order, "at": timezone.now(), "saved": False}
        if not mine.filter(order__lt=order).update(**values):
            copy, is_new = self.get_or_create(user=user, key=key, defaults=values)
            if is_new:
                oldest = self.of(user).filter(saved=False).values_list("pk", flat=True)[MOST_COPIES:]
                self.filter(pk__in=list(oldest)).delete()
            return copy, is_new
        return mine.get(), True

    def settle(self, user, key):
        """What the form held is saved, or thrown away: its copy is emptied. The row stays a while, for copies that are
        still on their way, and for browsers that ask whether they may forget theirs."""
        now = timezone.now()
        values = {"fields": {}, "saved": True, "at": now}
        order = int(now.timestamp() * 1000)
        if key and not self.filter(user=user, key=key).update(**values, order=Greatest("order", order)):
            self.filter(user=user, saved=True, at__lt=now - REMEMBERED_FOR).delete()
            self.get_or_create(user=user, key=key, defaults={**values, "order": order})

    def of(self, user):
        """All of one person, newest first, without what was typed."""
        return self.filter(user=user).defer("fields").order_by("-at", "-pk")

    def unsaved(self):
        return self.filter(saved=False, at__gt=timezone.now() - KEPT_FOR)


class Autosave(models.Model):
    """The rolling copy of what one person has typed into one form: kept beside the history, never in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="autosaves")
    article = models.ForeignKey(  # empty for one that is not begun yet, or deleted
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="autosaves"
    )
    key = models.CharField(max_length=36)  # of the form: each time it is opened it has another
    fields = models.JSONField()  # what the form would send: names and their values
    base = models.PositiveIntegerField(default=0)  # the version the form was opened with
    order = models.BigIntegerField(default=0)  # milliseconds by the clock of the browser, always rising
    saved = models.BooleanField(default=False)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of what was typed")
        verbose_name_plural = _("copies of what was typed")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="autosave_one_rolling_copy")]

    def __str__(self):
        return f"{self.user}: {self.article or self.key}"

    @property
    def posted(self):
        """What was typed, as a form sends it."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data
