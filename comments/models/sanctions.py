"""Warnings, suspensions, bans: given with a reason and words to the member, kept in a history, lifted by a person."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from comments import notifying

from .moderation import ModerationAct

MAY_SANCTION_STAFF = "comments.change_houserules"


class NotAllowed(Exception):
    """A sanction that this person may not give, or that would change nothing. Says why, in words for the moderator."""


class SanctionQuerySet(models.QuerySet):
    def in_force(self):
        now = timezone.now()
        return self.filter(lifted_at=None).filter(models.Q(until=None) | models.Q(until__gt=now))

    def warn(self, member, by, reason, words="", comment=None):
        """Words, and nothing taken away."""
        return self.give(ModerationAct.Act.WARNED, "warning", member, by, reason, words, comment)

    def hold(self, member, by, reason, words="", comment=None):
        """Have a moderator read what the member writes before others do, until it is lifted."""
        return self.give(ModerationAct.Act.PUT_ON_HOLD, "hold", member, by, reason, words, comment)

    def suspend(self, member, by, days, reason, words="", comment=None):
        """No commenting for some days."""
        until = timezone.now() + timedelta(days=days)
        return self.give(ModerationAct.Act.SUSPENDED, "suspension", member, by, reason, words, comment, until)

    def ban(self, member, by, reason, words="", comment=None):
        """No commenting until it is lifted."""
        return self.give(ModerationAct.Act.BANNED, "ban", member, by, reason, words, comment)

    @transaction.atomic
    def give(self, act, kind, member, by, reason, words, comment, until=None):
        member = get_user_model().objects.select_for_update(no_key=True).get(pk=member.pk)
        may_sanction(member, by)
        self.refuse_twice(kind, member, comment, until)
        sanction = self.create(
            kind=kind, member=member, by=by, reason=reason, words=words, comment=comment, until=until
        )
        sanction.log(act, by, reason)
        return sanction

    def refuse_twice(self, kind, member, comment, until):
        """The same again says nothing new: a second press, or a colleague who was faster."""
        same = self.filter(member=member, kind=kind)
        if kind == "warning":
            if comment and same.filter(comment=comment).exists():
                raise NotAllowed(_("%(name)s has been warned for this comment already.") % {"name": member})
        elif same.in_force().filter(models.Q(until=None) | models.Q(until__gte=until or timezone.now())).exists():
            raise NotAllowed(_("This is in force for %(name)s already.") % {"name": member})


def may_sanction(member, by):
    if member.pk == by.pk:
        raise NotAllowed(_("Nobody decides about themselves."))
    if member.has_duties and not by.has_perm(MAY_SANCTION_STAFF):
        raise NotAllowed(_("%(name)s is staff: ask a chief editor.") % {"name": member})


class Sanction(models.Model):
    """What a member may not do for a while, or for good. A warning takes nothing away."""

    class Kind(models.TextChoices):
        WARNING = "warning", gettext_lazy("Warning")
        HOLD = "hold", gettext_lazy("Held before showing")
        SUSPENSION = "suspension", gettext_lazy("Suspension")
        BAN = "ban", gettext_lazy("Ban")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions", verbose_name=gettext_lazy("member")
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=12, choices=Kind)
    reason = models.CharField(gettext_lazy("rule that was broken"), max_length=20, blank=True)  # a Comment.Reason
    words = models.TextField(gettext_lazy("what we write to the member"), blank=True)
    since = models.DateTimeField(gettext_lazy("since"), default=timezone.now)
    until = models.DateTimeField(gettext_lazy("until"), null=True, blank=True)  # None: for good
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    comment = models.ForeignKey("comments.Comment", models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(gettext_lazy("lifted"), null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("sanction")
        verbose_name_plural = gettext_lazy("sanctions")
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["member", "-since"], name="sanction_of_member")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.member}"

    @property
    def reason_in_words(self):
        from .comments import Comment  # a comment knows the moderators, who know the sanctions

        return dict(Comment.Reason.choices).get(self.reason, self.reason)

    @property
    def can_be_lifted(self):
        """A warning takes nothing away that could be given back."""
        is_over = self.lifted_at or (self.until and self.until <= timezone.now())
        return self.kind != self.Kind.WARNING and not is_over

    @transaction.atomic
    def lift(self, by):
        """End it before its time. Lifting what has ended does nothing."""
        may_sanction(self.member, by)
        if not Sanction.objects.in_force().filter(pk=self.pk).update(lifted_at=timezone.now()):
            return False
        self.refresh_from_db(fields=["lifted_at"])
        self.log(ModerationAct.Act.LIFTED, by, self.reason)
        return True

    def log(self, act, by, reason):
        """Into the member’s history and the audit list, and to the member."""
        ModerationAct.objects.create(
            act=act, by=by, member=self.member, comment=self.comment, reason=reason, note=self.words
        )
        until = {"until": self.until} if self.until else {}
        record(by, f"member.{act}", self.member, after={"reason": reason, **until}, note=self.words)
        notifying.notify_sanctioned(self)
