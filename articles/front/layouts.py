"""The layouts of the front, and the places of each. Places are counted from 1, the lead, in the order of a phone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Front


@dataclass(frozen=True)
class Group:
    """Places that look alike and follow each other."""

    name: str  # of the list in the template
    title: str | Promise
    size: int
    rule: str  # what fills a place of it that nobody has filled by hand


NORMAL = (
    Group("lead", _("Lead"), 1, "lead"),
    Group("seconds", _("Second column"), 4, "spread"),
    Group("pair", _("Under the lead"), 2, "important"),
    Group("related", _("Related headlines"), 4, "related"),
)
LAYOUTS = {
    Front.Layout.NORMAL: NORMAL,
    Front.Layout.BIG_DAY: (
        Group("lead", _("The one headline"), 1, "lead"),
        Group("related", _("Related headlines"), 6, "related"),
        Group("seconds", _("Below"), 4, "spread"),
    ),
    Front.Layout.TWO_LEADS: (
        Group("lead", _("First lead"), 1, "lead"),
        Group("second_lead", _("Second lead"), 1, "lead"),
        Group("seconds", _("Below"), 4, "spread"),
        Group("related", _("Related headlines"), 4, "related"),
    ),
    Front.Layout.QUIET: (
        Group("lead", _("Lead"), 1, "long_read"),
        Group("seconds", _("Long reads"), 3, "long_read"),
        Group("pair", _("Under the lead"), 2, "important"),
        Group("related", _("Related headlines"), 4, "related"),
    ),
}
STREAM = {Front.Layout.QUIET: 5}  # rows of Last news, where not as many as usual
MOST_PLACES = 20  # what the desk may number; beyond its layout a slot waits and is not shown


def groups_of(layout):
    """Its groups; those of the normal layout for one that has gone out of use."""
    return LAYOUTS.get(layout, NORMAL)


def places_of(layout):
    """Each place of a layout with its group: {1: lead, 2: seconds, …}."""
    groups = [group for group in groups_of(layout) for _number in range(group.size)]
    return dict(enumerate(groups, 1))
