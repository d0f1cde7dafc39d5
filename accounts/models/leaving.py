"""Members who leave: the wish, a day to change one's mind, and the list that holds after a restored backup, too."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Wish(models.TextChoices):
    """What becomes of what the member has written."""

    KEEP = "keep", _("Keep my comments, under “Deleted member”")
    ERASE = "erase", _("Erase my comments as well")


class Leaving(models.Model):
    """A member's wish to leave. It is carried out when `due_at` has come."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="leaving")
    wish = models.CharField(max_length=10, choices=Wish, default=Wish.KEEP)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.member_id}: {self.due_at}"


class Erasure(models.Model):
    """An account that was erased: its number and nothing that names it."""

    number = models.BigIntegerField(primary_key=True)
    wish = models.CharField(max_length=10, choices=Wish)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.number)
