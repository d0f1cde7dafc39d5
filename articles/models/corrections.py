from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .articles import Article


class CorrectionQuerySet(models.QuerySet):
    def public(self, language):
        """Corrections of what readers may see, newest first: the ledger of an edition."""
        seen = {"article__status__in": Article.VISIBLE, "article__published_at__lte": Now()}
        return self.filter(date__lte=Now(), article__language=language, **seen)


class Correction(models.Model):
    """A public note that an article was wrong, or has changed in substance, and what is right."""

    class Kind(models.TextChoices):
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        UPDATE = "update", _("Update")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CORRECTION)
    date = models.DateTimeField(_("date"), default=timezone.now)
    wrong = models.TextField(_("what was wrong"), max_length=1000)
    right = models.TextField(_("what is right"), max_length=1000, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # of the form it came from: two clicks are one

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-date"]
        indexes = [models.Index(fields=["-date", "-id"], name="correction_newest_first")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.wrong[:60]}"

    @property
    def is_serious(self):
        """Whether the article says so above its text, not only under it."""
        return self.kind in {self.Kind.CORRECTION, self.Kind.RETRACTION}
