"""Whether anything can be said here at all, by this member."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models.house_rules import Mode

from .rules import holds, refuses
from .tidying import is_legible


@refuses
def empty(draft):
    if not is_legible(draft.text):
        yield _("Write something first.")


@refuses
def too_long(draft):
    most = draft.rules.longest
    if draft.length > most:
        over = draft.length - most
        words = ngettext(
            "A comment has at most %(most)d characters: this one is %(over)d character too long.",
            "A comment has at most %(most)d characters: this one is %(over)d characters too long.",
            over,
        )
        yield words % {"most": most, "over": over}


@refuses
def shut_out(draft):
    """Suspended for a while, or for good."""
    sanction = draft.standing.shut_out
    if sanction and sanction.until:
        yield draft.standing.why_shut_out, (sanction.until - draft.now).total_seconds()
    elif sanction:
        yield draft.standing.why_shut_out


@refuses
def closed(draft):
    if draft.taken.mode == Mode.CLOSED:
        yield draft.taken.why_closed


@holds
def held_place(draft):
    """Everything is read before it shows: under this article, in its section, or everywhere."""
    if draft.taken.mode == Mode.HELD:
        yield _("Comments are read before they show here.")
