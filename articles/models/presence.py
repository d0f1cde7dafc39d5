"""Who has an article open, and what they have typed and not saved yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """One tab in which an article is open. A tab that has not been heard of for a while is closed."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.CharField(max_length=36)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()
    typing = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user", "tab"], name="presence_once_a_tab")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self):
        return f"{self.user}: {self.article}"


class Autosave(models.Model):
    """The rolling copy of what one person has typed into one form: kept beside the history, never in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="autosaves")
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, blank=True, related_name="autosaves")
    place = models.CharField(max_length=60)  # the article's number, or "new"
    fields = models.JSONField()  # what the form would send: pairs of a name and its values
    base = models.PositiveIntegerField(default=0)  # the version the form was opened with
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="autosave_one_rolling_copy")]

    def __str__(self):
        return f"{self.user}: {self.place}"
