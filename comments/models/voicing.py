"""What members do to a comment of somebody else: recommend it, report it."""

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import limits

from .house_rules import HouseRules
from .moderation import ModerationAct
from .posting import Refused
from .standing import standing_of, trusted
from .voices import Report

HOUR, DAY = 3600, 86400
LONGEST_NOTE = Report._meta.get_field("note").max_length


class Voicing(models.Model):
    """The part of a comment that other members move."""

    class Meta:
        abstract = True

    def recommend(self, member):
        """One member's word for it; saying it again changes nothing."""
        rules = HouseRules.current()
        self.refuse_voice(member, rules, _("Nobody recommends a comment of their own."))
        wait = limits.take("recommend", member.pk, rules.recommendations_an_hour, HOUR)
        if wait:
            raise Refused(_("You have recommended very many comments. Try again later."), "too_many", wait)
        with transaction.atomic():
            self.hold_row()
            self.refuse_unseen()
            self.recommendations.get_or_create(member=member)
            self.count_recommendations()

    @transaction.atomic
    def withdraw_recommendation(self, member):
        """Not any more, or never: the same."""
        self.hold_row()
        self.recommendations.filter(member=member).delete()
        self.count_recommendations()

    def count_recommendations(self):
        self.recommend_count = self.recommendations.count()
        self.save(update_fields=["recommend_count"])

    def report(self, member, reason, note=""):
        """A member's word against it, once. Enough of trusted members hide it until a moderator has looked.

        Those that a moderator has looked at count no more: who reported then cannot do it again.
        """
        rules = HouseRules.current()
        self.refuse_voice(member, rules, _("Nobody reports a comment of their own."))
        if reason not in Report.Reason.values:
            raise Refused(_("Choose a reason."), "reason")
        note = note.strip()
        if len(note) > LONGEST_NOTE:
            words = _("Write at most %(most)d characters about it.") % {"most": LONGEST_NOTE}
            raise Refused(words, "note_long")
        if self.reports.filter(member=member).exists():
            raise Refused(_("You have reported this comment already."), "reported_already")
        wait = limits.take("report", member.pk, rules.reports_a_day, DAY)
        if wait:
            raise Refused(_("You have reported very many comments today. Try again tomorrow."), "too_many", wait)
        with transaction.atomic():
            self.hold_row()
            self.refuse_unseen()
            report, is_new = self.reports.get_or_create(member=member, defaults={"reason": reason, "note": note})
            if is_new:
                self.weigh_reports(rules)
        return report

    def weigh_reports(self, rules):
        """Count the open reports, and hide what enough trusted members have reported."""
        open_ones = self.reports.filter(closed_at=None)
        self.report_count = open_ones.count()
        self.save(update_fields=["report_count"])
        reporters = get_user_model().objects.filter(pk__in=open_ones.values("member"))
        if self.report_count < rules.reports_that_hide:
            return
        number = trusted(reporters, rules).count()
        if number >= rules.reports_that_hide:
            words = ngettext(
                "%(number)d trusted member reported it.", "%(number)d trusted members reported it.", number
            )
            self.hide_after_reports(words % {"number": number})

    def hide_after_reports(self, words):
        self.state = self.State.PENDING
        self.findings = [*(found for found in self.findings if found[0] != "reports"), ["reports", words]]
        self.save(update_fields=["state", "findings"])
        self.acts.create(
            act=ModerationAct.Act.HIDDEN, member=self.author, before=self.State.VISIBLE, after=self.state,
            reason="reports", note=words,
        )  # fmt: skip
        type(self).objects.recount(self.article)

    # --- who may not, and what ---

    def refuse_voice(self, member, rules, about_oneself):
        if member.pk == self.author_id:
            raise Refused(about_oneself, "own")
        if standing_of(member, rules).shut_out:
            raise Refused(_("You cannot do this while you are suspended."), "suspended")

    def refuse_unseen(self):
        if not self.is_visible:
            raise Refused(_("This comment is no longer there."), "gone")
