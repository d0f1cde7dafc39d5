"""The mail that goes out: a row each, so that it is written with what it is about and survives a dead mail server."""

from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# After each try that failed, so long until the next; after the last of them the letter is given up.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 720, 720, 720)]
GIVEN_UP_AFTER = sum(WAITS, timedelta())  # about two days
CLAIM = timedelta(minutes=10)  # in which a sender has sent the letter, or is dead
TEXT_KEPT = timedelta(days=1)  # letters hold links and codes
KEPT = timedelta(days=30)
HELD_UP = timedelta(minutes=5)  # a letter that waits longer is a problem


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, given_up_at=None)

    def due(self):
        """What is to be tried now."""
        return self.waiting().filter(next_try_at__lte=timezone.now())

    def held_up(self):
        """How many should have left long ago, and since when: `{"number": 12, "since": …}`."""
        old = self.waiting().filter(queued_at__lt=timezone.now() - HELD_UP)
        return old.aggregate(number=models.Count("pk"), since=models.Min("queued_at"))

    def claim(self, pk):
        """Take a letter that is due, for one try: the letter, or None when another sender was faster."""
        taken = {"next_try_at": timezone.now() + CLAIM, "tries": models.F("tries") + 1}
        return self.get(pk=pk) if self.due().filter(pk=pk).update(**taken) else None

    def put_off(self, by, trouble):
        """Let what is due wait, as no mail server is there: that is no letter's fault, and counts as no try."""
        now, due = timezone.now(), self.due()
        due.filter(queued_at__lt=now - GIVEN_UP_AFTER).update(given_up_at=now, trouble=trouble)
        due.update(next_try_at=now + by, trouble=trouble)

    def forget(self):
        """Take the words from what was sent or given up, and delete it in the end."""
        now, done = timezone.now(), self.exclude(sent_at=None, given_up_at=None)
        done.filter(queued_at__lt=now - KEPT).delete()
        done.filter(queued_at__lt=now - TEXT_KEPT).exclude(text="").update(text="", html="", headers={})


class Letter(models.Model):
    """One letter to one address."""

    to = models.EmailField(_("to"), max_length=320)
    sender = models.CharField(max_length=320)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)  # List-Unsubscribe and the like
    queued_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=500, blank=True)  # what the mail server said last

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-queued_at", "-pk"]
        default_permissions = ["view"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="letters_to_send",
            ),
            models.Index(fields=["sent_at"], name="letters_sent"),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"

    def as_message(self):
        """The same at every try, its number included: mail programs that get it twice can show it once."""
        own = {
            "Message-ID": f"<{self.pk}.{int(self.queued_at.timestamp())}@{urlsplit(settings.SITE_URL).hostname}>",
            "Date": format_datetime(self.queued_at),
            "Auto-Submitted": "auto-generated",
        }
        message = EmailMultiAlternatives(
            self.subject, self.text, self.sender, [self.to], headers={**own, **self.headers}
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def note_sent(self):
        self.sent_at, self.trouble = timezone.now(), ""
        self.save(update_fields=["sent_at", "trouble"])

    def note_failure(self, trouble, for_good=False):
        """Write down why it did not leave, and when to try again; it is given up when there were enough tries."""
        now, self.trouble = timezone.now(), trouble
        if for_good or self.tries > len(WAITS):
            self.given_up_at = now
        else:
            self.next_try_at = now + WAITS[self.tries - 1]
        self.save(update_fields=["trouble", "given_up_at", "next_try_at"])
