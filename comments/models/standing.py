"""Where a member stands: what moderators have decided about them, and what became of what they wrote."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .house_rules import HouseRules
from .sanctions import Sanction


def accepted(prefix=""):
    """What counts for its author: seen by all, or taken back after that. `prefix` leads to the comments."""
    return Q(**{f"{prefix}state": "visible"}) | Q(**{f"{prefix}state": "deleted", f"{prefix}shown_at__isnull": False})


ACCEPTED = accepted()
TURNED_DOWN = Q(state__in=["rejected", "removed"])
SHUTS_OUT = (Sanction.Kind.SUSPENSION, Sanction.Kind.BAN)


class Standing:
    """What the rules ask about a member: two queries, each made when it is first needed."""

    def __init__(self, member, rules, now=None):
        self.member, self.rules, self.now = member, rules, now or timezone.now()

    @cached_property
    def sanctions(self):
        in_force = Sanction.objects.in_force().filter(member=self.member).exclude(kind=Sanction.Kind.WARNING)
        return list(in_force.order_by("-since", "-pk"))

    @property
    def shut_out(self):
        """The sanction by which the member may not comment, vote or report; None. The longest of several."""
        shutting = [one for one in self.sanctions if one.kind in SHUTS_OUT]
        return max(shutting, key=lambda one: (one.until is None, one.until or self.now), default=None)

    @property
    def why_shut_out(self):
        """The same in words for the member; empty for whoever may."""
        sanction = self.shut_out
        if sanction and sanction.until:
            until = date_format(timezone.localtime(sanction.until), "j E Y, H:i")
            return _("Your account may not comment until %(until)s.") % {"until": until}
        return _("Your account may not comment any more.") if sanction else ""

    @property
    def is_held(self):
        return any(one.kind == Sanction.Kind.HOLD for one in self.sanctions)

    @cached_property
    def record(self):
        """How many comments: accepted ever; decided and turned down in the recent days; posted while new."""
        recent = Q(posted_at__gt=self.now - timedelta(days=self.rules.recent_days))
        return self.member.comments.order_by().aggregate(
            accepted=Count("pk", filter=ACCEPTED),
            decided=Count("pk", filter=recent & (ACCEPTED | TURNED_DOWN)),
            turned_down=Count("pk", filter=recent & TURNED_DOWN),
            posted=Count("pk", filter=Q(posted_at__gt=self.now - self.rules.new_for)),
        )

    @property
    def is_new(self):
        return self.now - self.member.joined_at < self.rules.new_for

    @property
    def is_known(self):
        """Enough comments of theirs were accepted for the next to show at once."""
        return self.record["accepted"] >= self.rules.trust_after

    @property
    def is_trusted(self):
        """Their reports count: known, not new, nothing decided against them."""
        return self.is_known and not self.is_new and not self.sanctions


def standing_of(member, rules=None):
    return Standing(member, rules or HouseRules.current())


def trusted(members, rules):
    """Those of some members whose reports count: `is_trusted`, for many in one query."""
    sanctioned = Sanction.objects.in_force().exclude(kind=Sanction.Kind.WARNING).values("member")
    known = members.exclude(pk__in=sanctioned).filter(joined_at__lte=timezone.now() - rules.new_for)
    counted = known.annotate(accepted=Count("comments", filter=accepted("comments__")))
    return counted.filter(accepted__gte=rules.trust_after)
