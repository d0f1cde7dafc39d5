"""What moderators do to comments: each move is allowed or refused, logged, counted and told to those it concerns."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import notifying

from .moderation import ModerationAct
from .voices import Report

Act = ModerationAct.Act
UNDO_FOR = timedelta(minutes=10)


class Decided(Exception):
    """The comment no longer stands as the moderator read it. `act` is what was done to it last, None if unknown."""

    def __init__(self, act):
        super().__init__(act)
        self.act = act

    def __str__(self):
        if self.act is None or not self.act.by:
            return _("The comment has changed since you read it.")
        told = {"name": self.act.by, "act": self.act.get_act_display(), "time": timezone.localtime(self.act.at)}
        return _("%(name)s was faster: “%(act)s”, at %(time)s.") % {**told, "time": f"{told['time']:%H:%M}"}


class Moderating(models.Model):
    """The part of a comment that moderators move. What one press does bears one time, so that it is undone as one."""

    class Meta:
        abstract = True

    @transaction.atomic
    def approve(self, by, at=None):
        """Let everybody see it. Of one that everybody sees, the reports are dismissed."""
        if self.is_visible:
            return self.dismiss_reports(by, at)
        State = self.State
        self.lock(State.PENDING, State.REJECTED, State.REMOVED)
        at = at or timezone.now()
        self.shown_at = self.shown_at or at
        self.close_reports(at, agreed=False)
        act = self.move(Act.APPROVED, State.VISIBLE, by, at)
        notifying.notify_decided(self)
        return act

    @transaction.atomic
    def reject(self, by, reason, note="", at=None):
        """Take it away with the rule it broke: rejected when others never saw it, else removed and a tombstone."""
        State = self.State
        self.lock(State.PENDING, State.VISIBLE)
        at = at or timezone.now()
        if self.picked_at:
            self.unpick(by, at)
        self.close_reports(at, agreed=True)
        gone = (Act.REJECTED, State.REJECTED) if self.shown_at is None else (Act.REMOVED, State.REMOVED)
        act = self.move(*gone, by, at, reason, note)
        notifying.notify_decided(self)
        return act

    @transaction.atomic
    def hide_thread(self, by, reason):
        """Take this comment and everything under it away, at one time. Returns the acts, its own first."""
        State, at = self.State, timezone.now()
        thread = type(self).objects.filter(models.Q(pk=self.pk) | models.Q(thread=self.thread_id or self.pk))
        rows = thread.order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))  # in one order, so that nobody waits in a ring
        self.lock(*State)
        standing = rows.filter(state__in=[State.PENDING, State.VISIBLE])
        under = self.numbers_below()
        hidden = [comment for comment in standing if comment.pk in under]
        if not hidden:
            raise Decided(self.last_act())
        Report.objects.filter(comment__in=[one for one in hidden if one.report_count], closed_at=None).update(
            closed_at=at, agreed=True
        )
        acts = [comment.taken_away(by, reason, at) for comment in hidden]
        type(self).objects.bulk_update(hidden, ["state", "reason", "picked_at", "report_count"], batch_size=500)
        acts = ModerationAct.objects.bulk_create(acts, batch_size=500)
        type(self).objects.recount(self.article)
        notifying.notify_decided(*hidden)
        self.refresh_from_db(fields=["state", "reason", "picked_at", "report_count"])
        return acts

    def taken_away(self, by, reason, at):
        """Without saving anything: this comment as it will be, and the act to log."""
        before, was_seen = self.state, self.shown_at is not None
        self.state = self.State.REMOVED if was_seen else self.State.REJECTED
        self.reason, self.picked_at, self.report_count = reason, None, 0
        act = Act.REMOVED if was_seen else Act.REJECTED
        return self.acts.model(
            act=act,
            by=by,
            at=at,
            comment=self,
            member_id=self.author_id,
            before=before,
            after=self.state,
            reason=reason,
        )

    def numbers_below(self):
        """This comment and those under it, at any depth. A comment comes after the one it answers."""
        under = {self.pk}
        rows = type(self).objects.filter(thread=self.thread_id or self.pk, pk__gt=self.pk).order_by("pk")
        for number, parent in rows.values_list("pk", "parent"):
            if parent in under:
                under.add(number)
        return under

    @transaction.atomic
    def pick(self, by):
        """Make it an editors’ pick; one that waits is approved with it."""
        at = timezone.now()
        if not self.is_visible:
            self.approve(by, at)
        self.lock(self.State.VISIBLE)
        if self.picked_at:
            raise Decided(self.last_act())
        self.picked_at = at
        act = self.move(Act.PICKED, self.State.VISIBLE, by, at)
        notifying.notify_picked(self)
        return act

    @transaction.atomic
    def unpick(self, by, at=None):
        self.lock(self.State.VISIBLE)
        if not self.picked_at:
            raise Decided(self.last_act())
        self.picked_at = None
        return self.move(Act.UNPICKED, self.state, by, at or timezone.now())

    @transaction.atomic
    def dismiss_reports(self, by, at=None):
        """Leave it as it is: whoever reported it saw it differently."""
        self.lock(self.State.VISIBLE)
        if not self.report_count:
            raise Decided(self.last_act())
        at = at or timezone.now()
        self.close_reports(at, agreed=False)
        return self.move(Act.REPORTS_DISMISSED, self.state, by, at)

    @transaction.atomic
    def undo(self, act, by):
        """Put the comment back where an act found it. Only one’s own last act, and not after UNDO_FOR."""
        self.lock(*self.State)
        last, now = self.last_act(), timezone.now()
        if (
            last is None
            or (last.at, last.by_id) != (act.at, act.by_id)
            or act.by_id != by.pk
            or now - act.at > UNDO_FOR
        ):
            raise Decided(last)
        press = list(self.acts.filter(at=act.at, by=by).order_by("pk"))
        done = {one.act for one in press}
        if Act.APPROVED in done and self.shown_at == act.at and not self.replies.exists():
            self.shown_at = None
        if done & {Act.PICKED, Act.UNPICKED}:
            self.picked_at = self.picked_before(act.at)
        self.reopen_reports(act.at)
        undone = self.move(Act.UNDONE, press[0].before, by, now, self.reason_before(press[0]))
        told = self.notifications.filter(at__gte=act.at)
        told.filter(told_at=None).delete()
        if told.exists():
            notifying.notify_decided(self)
        return undone

    # --- the parts of a move ---

    def lock(self, *states):
        """Hold the row until the end of the transaction. Raises Decided if it is not as it was read."""
        seen = {"state": self.state, "text": self.text, "picked_at": self.picked_at}
        row = (
            type(self)
            .objects.select_for_update(no_key=True)
            .filter(pk=self.pk)
            .values(*seen, "shown_at", "report_count")
            .first()
        )
        if row is None or any(row[name] != value for name, value in seen.items()) or self.state not in states:
            raise Decided(self.last_act())
        self.shown_at, self.report_count = row["shown_at"], row["report_count"]

    def last_act(self):
        return self.acts.select_related("by").order_by("-at", "-pk").first()

    def move(self, act, state, by, at, reason="", note=""):
        """Write the move down, beside what it moves."""
        before, self.state, self.reason = self.state, state, reason
        self.save(update_fields=["state", "reason", "shown_at", "picked_at", "report_count"])
        if before != state:
            type(self).objects.recount(self.article)
        return self.acts.create(
            act=act, by=by, at=at, member_id=self.author_id, before=before, after=state, reason=reason, note=note
        )

    def close_reports(self, at, agreed):
        self.reports.filter(closed_at=None).update(closed_at=at, agreed=agreed)
        self.report_count = 0

    def reopen_reports(self, at):
        self.reports.filter(closed_at=at).update(closed_at=None, agreed=None)
        self.report_count = Report.objects.filter(comment=self, closed_at=None).count()

    def reason_before(self, act):
        """The rule by which the comment was away before an act; none if it was not."""
        if act.before not in (self.State.REJECTED, self.State.REMOVED):
            return ""
        away = self.acts.filter(at__lt=act.at, after=act.before).order_by("-at", "-pk")
        return away.values_list("reason", flat=True).first() or ""

    def picked_before(self, at):
        last = self.acts.filter(at__lt=at, act__in=[Act.PICKED, Act.UNPICKED]).order_by("-at", "-pk").first()
        return last.at if last and last.act == Act.PICKED else None
