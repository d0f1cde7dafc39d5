from django.db import models
from django.utils.translation import gettext_lazy as _


class PastAddressQuerySet(models.QuerySet):
    def remember(self, moves):
        """Many at once: pairs of a PastAddress and the path under which its article stands now."""
        self.filter(path__in=[now for _left, now in moves]).delete()
        self.bulk_create(
            [left for left, now in moves if left.path != now],
            update_conflicts=True,
            unique_fields=["path"],
            update_fields=["article", "left_at"],
        )


class PastAddress(models.Model):
    """A path under which an article once stood; it leads to wherever the article stands now, in one hop."""

    path = models.CharField(_("path"), max_length=400, unique=True)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="past_addresses")
    left_at = models.DateTimeField(_("left"), auto_now=True)

    objects = PastAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        ordering = ["-left_at"]

    def __str__(self):
        return self.path
