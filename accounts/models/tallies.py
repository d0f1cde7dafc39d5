"""How often something was tried within a time: counted in the database, so that all processes count together."""

from django.db import models


class Tally(models.Model):
    """The count of one limit for one person or network (`key`, a digest), which begins anew at `ends_at`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.key}: {self.count}"
