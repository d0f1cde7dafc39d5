"""Members who leave: the wish, a day to change one's mind, and the list that holds after a restored backup, too."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CHANGE_OF_MIND = timedelta(hours=24)


class Wish(models.TextChoices):
    """What becomes of what the member has written."""

    KEEP = "keep", _("Keep my comments, under “Deleted member”")
    ERASE = "erase", _("Erase my comments as well")


class LeavingQuerySet(models.QuerySet):
    def due(self):
        """Whose day is over. Staff stay until somebody has taken their role: the newsroom must not lose a door."""
        return self.filter(due_at__lte=timezone.now(), member__is_staff=False, member__is_superuser=False)

    @transaction.atomic
    def ask(self, member, wish):
        """Note the wish and write to the member about it. Asked twice, the first time counts."""
        now = timezone.now()
        times = {"asked_at": now, "due_at": now + CHANGE_OF_MIND}
        leaving, is_new = self.get_or_create(member=member, defaults={"wish": wish, **times})
        if is_new:
            leaving.write()
        return leaving


class Leaving(models.Model):
    """A member's wish to leave. It is carried out when `due_at` has come (accounts/erasing.py)."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="leaving")
    wish = models.CharField(max_length=10, choices=Wish, default=Wish.KEEP)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)

    objects = LeavingQuerySet.as_manager()

    def __str__(self):
        return f"{self.member_id}: {self.due_at}"

    def write(self):
        """When it will happen, and the way back. It may be somebody else who asked."""
        context = {"leaving": self, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        subject = render_to_string("accounts/email/leaving_subject.txt", context).strip()
        send_mail(subject, render_to_string("accounts/email/leaving_message.txt", context), None, [self.member.email])


class Erasure(models.Model):
    """An account that was erased: its number and nothing that names it."""

    number = models.BigIntegerField(primary_key=True)
    wish = models.CharField(max_length=10, choices=Wish)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.number)
