"""What is known of the writer."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import holds


@holds
def recent_history(draft):
    """Much of what they wrote lately was turned down."""
    most, record = draft.rules.recent_rejected, draft.standing.record
    if most and record["decided"] and record["turned_down"] * 100 >= most * record["decided"]:
        words = _("Turned down lately: %(turned_down)d of %(decided)d comments.")
        yield words % {"decided": record["decided"], "turned_down": record["turned_down"]}


@holds
def held_member(draft):
    if draft.standing.is_held:
        yield _("A moderator wants to read what this member writes first.")


@holds
def first_comments(draft):
    accepted, least = draft.standing.record["accepted"], draft.rules.trust_after
    if accepted < least:
        words = ngettext(
            "New here: %(accepted)d of %(least)d comment accepted so far.",
            "New here: %(accepted)d of %(least)d comments accepted so far.",
            least,
        )
        yield words % {"accepted": accepted, "least": least}
