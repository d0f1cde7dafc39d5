"""The name others see, and how often it may change: whoever is answered by name is still called so next week."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts import names

NAME_STAYS = timedelta(days=14)
SETTLING_IN = timedelta(days=1)  # after joining, in which a mistyped name is put right as often as it takes


class Naming(models.Model):
    """The part of an account that others see."""

    class Meta:
        abstract = True

    @property
    def initial(self):
        """The letter that stands for a face."""
        return names.initial(self.display_name)

    @property
    def name_free_at(self):
        """From when on the name may be changed again, or None when it may be now. Staff may always."""
        now = timezone.now()
        if self.is_staff or self.name_changed_at is None or now < self.joined_at + SETTLING_IN:
            return None
        free_at = self.name_changed_at + NAME_STAYS
        return free_at if now < free_at else None
