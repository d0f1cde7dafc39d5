from django.db import models
from django.utils.translation import gettext_lazy as _


class PastAddress(models.Model):
    """A path under which an article once stood; it leads to wherever the article stands now, in one hop."""

    path = models.CharField(_("path"), max_length=400, unique=True)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="past_addresses")
    left_at = models.DateTimeField(_("left"), auto_now=True)

    class Meta:
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        ordering = ["-left_at"]

    def __str__(self):
        return self.path
