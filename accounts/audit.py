"""The audit list: who did what to which thing, when, and what it was before. Written to, read, never changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 200


class Act(models.TextChoices):
    """Every act that is kept. A new one is one more line here; `record` refuses what is not listed."""

    ARTICLE_PUBLISHED = "article.published", _("Article published")
    ARTICLE_SCHEDULED = "article.scheduled", _("Article scheduled")
    ARTICLE_UNSCHEDULED = "article.unscheduled", _("Article taken off the schedule")
    ARTICLE_PLANNED = "article.planned", _("Change or withdrawal planned")
    ARTICLE_UNPLANNED = "article.unplanned", _("Planned change or withdrawal called off")
    ARTICLE_CHANGED = "article.changed", _("Published article changed")
    ARTICLE_CORRECTED = "article.corrected", _("Article corrected")
    CORRECTION_CHANGED = "correction.changed", _("Words of a correction changed")
    ARTICLE_WITHDRAWN = "article.withdrawn", _("Article withdrawn")
    ARTICLE_DELETED = "article.deleted", _("Article deleted")
    VERSION_HELD_BACK = "version.held_back", _("Version held back")
    VERSION_SHOWN = "version.shown", _("Version shown again")
    FRONT_PUBLISHED = "front.published", _("Front page published")
    FRONT_RESTORED = "front.restored", _("Front page restored")
    BREAKING_SET = "breaking.set", _("Breaking news set")
    BREAKING_ENDED = "breaking.ended", _("Breaking news ended")
    LIVE_STARTED = "live.started", _("Live coverage started")
    LIVE_CLOSED = "live.closed", _("Live coverage closed")
    SHARE_CREATED = "share.created", _("Preview link made")
    SHARE_REVOKED = "share.revoked", _("Preview link revoked")
    STORY_MERGED = "story.merged", _("Stories merged")
    STORY_SPLIT = "story.split", _("Story split")
    FACT_CORRECTED = "fact.corrected", _("Fact corrected")
    PICTURE_WITHDRAWN = "picture.withdrawn", _("Picture withdrawn")
    PICTURE_DELETED = "picture.deleted", _("Picture deleted")
    THING_DELETED = "thing.deleted", _("Deleted")
    POPULAR_EXCLUDED = "popular.excluded", _("Kept out of Popular news")
    ROLE_GIVEN = "role.given", _("Role given")
    ROLE_TAKEN = "role.taken", _("Role taken away")
    ACCOUNT_CREATED = "account.created", _("Account created")
    ACCOUNT_STAFF = "account.staff", _("Account changed")
    ACCOUNT_PASSWORD = "account.password", _("Password set by an administrator")
    ACCOUNT_DELETED = "account.deleted", _("Account deleted")
    MEMBER_WARNED = "member.warned", _("Member warned")
    MEMBER_SUSPENDED = "member.suspended", _("Member suspended from commenting")
    MEMBER_BANNED = "member.banned", _("Member banned from commenting")
    MEMBER_HELD = "member.put_on_hold", _("Comments of a member held")
    MEMBER_LIFTED = "member.lifted", _("Sanction of a member lifted")
    HOUSE_RULES_CHANGED = "house_rules.changed", _("House rules of the comments changed")
    CONVERSATION_CHOSEN = "conversation.chosen", _("Comments of a section or article opened, held or closed")
    WORD_LISTED = "word.listed", _("List of words for comments changed")
    COMMENTS_SWITCHED = "comments.switched", _("Comments everywhere opened, held or closed")
    NOTICE_DECIDED = "notice.decided", _("Notice of illegal content decided")
    MEMBER_LEFT = "member.left", _("Account erased")
    PAYMENT_REFUNDED = "payment.refunded", _("Payment given back")
    PAYMENT_TRIED = "payment.tried", _("Refused payment tried again")
    PAYMENT_WRITTEN_ABOUT = "payment.written_about", _("Letter about a refused payment")
    PLEDGE_STOPPED = "pledge.stopped", _("Support ended by the paper")
    PATRON_HANDED_OVER = "patron.handed_over", _("Patron handed over to an account")
    ORDER_RELEASED = "order.released", _("Held order let go on")
    ORDER_REFUSED = "order.refused", _("Held order refused")
    TRANSFER_CONFIRMED = "transfer.confirmed", _("Bank transfer confirmed")
    TRANSFER_SET_ASIDE = "transfer.set_aside", _("Bank transfer set aside")
    STATEMENT_TAKEN = "statement.taken", _("Bank statement taken in")
    DIFFERENCE_SETTLED = "difference.settled", _("Difference settled")
    GOAL_CHANGED = "goal.changed", _("Goal of support changed")
    OFFER_CHANGED = "offer.changed", _("What is offered to patrons changed")
    OFFER_DELETED = "offer.deleted", _("What was offered to patrons deleted")
    SECOND_FACTOR_RESET = "second_factor.reset", _("Second factor removed")


def acts():
    """The choices of the column, as a function, so that a new act needs no migration."""
    return Act.choices


class Forgiving(DjangoJSONEncoder):
    """Writes down whatever an act concerned: what JSON has no words for is kept as its text."""

    def default(self, value):
        try:
            return super().default(value)
        except TypeError:
            return str(value)


class NeverChanged(TypeError):
    """An entry of the audit list was about to be changed or removed."""

    def __init__(self):
        super().__init__("Entries of the audit list are never changed and never removed.")


class AuditEntries(models.QuerySet):
    def of(self, thing):
        """What was done to one thing, newest first."""
        return self.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))

    def forget(self, model, numbers):
        """The one change the list knows: of things that name a member who was erased it keeps what was done, when and
        by whom, and no word of the member."""
        entries = self.filter(thing_type=model._meta.label_lower, thing_id__in=[str(number) for number in numbers])
        super(AuditEntries, entries).update(thing_name="", before={}, after={}, note="")

    def update(self, **values):
        raise NeverChanged

    def delete(self):
        raise NeverChanged

    def bulk_update(self, *args, **kwargs):
        raise NeverChanged

    delete.queryset_only = True


class AuditEntry(models.Model):
    """One act. Person and thing are written out, not pointed to: the entry outlives both."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    by = models.BigIntegerField(_("account number"), null=True, blank=True)
    by_name = models.CharField(_("who"), max_length=LONGEST_NAME, blank=True)  # empty: the clock
    act = models.CharField(_("what"), max_length=40, choices=acts)
    thing_type = models.CharField(_("kind of thing"), max_length=80, blank=True)  # "articles.article"
    thing_id = models.CharField(_("its number"), max_length=40, blank=True)
    thing_name = models.CharField(_("on what"), max_length=LONGEST_NAME, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True, encoder=Forgiving)
    after = models.JSONField(_("after"), default=dict, blank=True, encoder=Forgiving)
    note = models.TextField(_("reason"), blank=True)

    objects = AuditEntries.as_manager()

    class Meta:
        verbose_name = _("entry of the audit list")
        verbose_name_plural = _("audit list")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["thing_type", "thing_id", "-at"], name="audit_of_thing"),
            models.Index(fields=["act", "-at"], name="audit_of_act"),
        ]

    def __str__(self):
        return f"{self.get_act_display()}: {self.thing_name}" if self.thing_name else str(self.get_act_display())

    def save(self, **kwargs):
        if not self._state.adding:
            raise NeverChanged
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise NeverChanged

    @property
    def differences(self):
        """What differs between before and after: (name, before, after), in the order it was recorded."""
        before, after = self.before or {}, self.after or {}
        names = list(dict.fromkeys([*before, *after]))
        return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def record(by, act, thing, before=None, after=None, note=""):
    """Write an act down, in the transaction of the act itself.

    `by` is an account, or None for the clock; `thing` a saved object (before it is deleted), or a name; `before` and
    `after` say by name what was and what is. An act that `Act` does not list is a ValueError.
    """
    act = Act(act)
    is_object = isinstance(thing, models.Model)
    return AuditEntry.objects.create(
        by=getattr(by, "pk", None),
        by_name=str(by)[:LONGEST_NAME] if by else "",
        act=act,
        thing_type=thing._meta.label_lower if is_object else "",
        thing_id=str(thing.pk) if is_object else "",
        thing_name=str(thing)[:LONGEST_NAME],
        before=before or {},
        after=after or {},
        note=note,
    )
