"""What members and moderators are told, and how often."""

from datetime import time, timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EVERY_MORNING = time(8)  # by the newsroom's clock
HOUR = timedelta(hours=1)
SETTLED = timedelta(minutes=2)  # in which a moderator takes a slip back, or decides on more of the same member
REMEMBERED = timedelta(days=90)
KEY = signing.Signer(salt="comments.letters.off")


def last_morning(now):
    """When the daily letters were last due."""
    day = timezone.localtime(now)
    morning = timezone.make_aware(timezone.datetime.combine(day.date(), EVERY_MORNING))
    return morning if morning <= now else morning - timedelta(days=1)


class Preferences(models.Model):
    """Which mail a member wants. Without a row, what stands here by default."""

    class Often(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        HOURLY = "hourly", _("At most once an hour")
        DAILY = "daily", _("At most once a day")
        NEVER = "never", _("Never")

    NONE_OF = {"replies": Often.NEVER, "decisions": False, "queue": Often.NEVER}  # the kinds of letters, turned off

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="comment_preferences"
    )
    replies = models.CharField(_("answers to my comments"), max_length=10, choices=Often, default=Often.DAILY)
    decisions = models.BooleanField(_("what moderators decided about my comments"), default=True)
    queue = models.CharField(_("what waits for moderators"), max_length=10, choices=Often, default=Often.HOURLY)
    queue_told_at = models.DateTimeField(null=True, blank=True, editable=False)  # the last letter about the queue

    class Meta:
        verbose_name = _("mail about comments")
        verbose_name_plural = _("mail about comments")

    def __str__(self):
        return str(self.member)

    @classmethod
    def of(cls, member):
        """The preferences of a member, not kept yet if they have chosen nothing."""
        return cls.objects.filter(pk=member.pk).first() or cls(member=member)

    @property
    def off_keys(self):
        """For each kind of letters what turns them off without logging in, in the address at their end."""
        return {letters: KEY.sign_object([self.pk, letters]) for letters in self.NONE_OF}

    @classmethod
    def by_key(cls, key):
        """Whose letters a key turns off, and which: `(member, "replies")`. (None, "") if it is none of ours."""
        try:
            number, letters = KEY.unsign_object(key)
        except (signing.BadSignature, ValueError):
            return None, ""
        field = cls._meta.get_field("member")
        return field.related_model.objects.filter(pk=number).first(), letters

    @classmethod
    def turn_off(cls, member, letters):
        cls.objects.update_or_create({letters: cls.NONE_OF[letters]}, member=member)

    def wants_any(self, letters):
        return getattr(self, letters) != self.NONE_OF[letters]

    def wants_queue(self, now, newest):
        """Whether it is time for a letter about what waits for moderators, the newest since a moment."""
        told, often = self.queue_told_at, self.queue
        if often == self.Often.DAILY:
            return told is None or told < last_morning(now)
        if often == self.Often.HOURLY and told and told > now - HOUR:
            return False
        return often != self.Often.NEVER and (told is None or told < newest)


class NotificationQuerySet(models.QuerySet):
    def waiting(self, letters):
        return self.filter(told_at=None, kind__in=Notification.LETTERS[letters])

    def members_due(self, letters, now):
        """For whom it is time to write such a letter. What waits for those who want none is dropped then."""
        waiting = self.waiting(letters)
        due = waiting.due_replies(now) if letters == "replies" else waiting.filter(at__lt=now - SETTLED)
        return due.order_by("member").values_list("member", flat=True).distinct()

    def due_replies(self, now):
        """By what each member wants: at once, an hour after the last letter, or at eight in the morning."""
        Often, kind = Preferences.Often, Notification.Kind.REPLY
        often = Coalesce("member__comment_preferences__replies", Value(Often.DAILY))
        told = Notification.objects.filter(member=OuterRef("member"), kind=kind, told_at__gt=now - HOUR)
        return self.annotate(often=often).filter(
            Q(often__in=[Often.AT_ONCE, Often.NEVER])
            | Q(often=Often.HOURLY) & ~Exists(told)
            | Q(often=Often.DAILY, at__lt=last_morning(now))
        )

    def forget(self):
        self.filter(told_at__lt=timezone.now() - REMEMBERED).delete()


class Notification(models.Model):
    """One thing a member is to be told. It waits for the next letter of its kind."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Answer")
        APPROVED = "approved", _("Comment approved")
        REJECTED = "rejected", _("Comment rejected")
        REMOVED = "removed", _("Comment removed")
        PICKED = "picked", _("Editors’ pick")

    LETTERS = {"replies": [Kind.REPLY], "decisions": [Kind.APPROVED, Kind.REJECTED, Kind.REMOVED, Kind.PICKED]}

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["member", "kind", "comment"], name="told_once")]
        indexes = [models.Index(fields=["at"], condition=models.Q(told_at=None), name="notification_waiting")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.member_id}"

    @property
    def still_holds(self):
        """Whether it is as it was when this was noted. What was taken away or back meanwhile is told to nobody."""
        comment, Kind = self.comment, self.Kind
        if not comment.article.is_published:
            return False
        if self.kind == Kind.REPLY:
            return comment.is_visible and comment.parent.is_visible and comment.parent.author_id == self.member_id
        if self.kind == Kind.PICKED:
            return comment.is_visible and comment.picked_at is not None
        return comment.state == {Kind.APPROVED: "visible"}.get(self.kind, self.kind)
