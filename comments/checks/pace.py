"""How fast and how often: what people do not do, and programs do."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import holds, refuses
from .words import words_of

MOST_RECENT = 50  # comments of one member that are compared


@refuses
def repeat(draft):
    """The same words again, whatever stands between them."""
    since = draft.now - timedelta(minutes=draft.rules.repeat_minutes)
    recent = draft.author.comments.filter(posted_at__gt=since).exclude(state="deleted").order_by("-posted_at")
    said = recent.values_list("text", flat=True)[:MOST_RECENT]
    if any(text == draft.text or (draft.words and words_of(text) == draft.words) for text in said):
        yield _("You have just said this.")


@refuses
def honeypot(draft):
    """A field that nobody sees. A browser may fill it in for somebody, so it is said and not only noted."""
    if draft.honeypot:
        yield _("A field that has to stay empty was filled in, as programs do. Send your comment once more.")


@holds
def typed_too_fast(draft):
    least = draft.rules.seconds_to_write
    if draft.seconds is not None and draft.seconds < least:
        yield _("Sent %(seconds).1f s after the form was opened.") % {"seconds": max(draft.seconds, 0)}


@refuses
def speed(draft):
    least = draft.rules.seconds_between
    last = draft.author.comments.order_by("-posted_at").values_list("posted_at", flat=True).first()
    wait = least - (draft.now - last).total_seconds() if last else 0
    if wait > 0:
        seconds = -int(-wait // 1)
        words = ngettext(
            "You are quick! Send it again in %(seconds)d second.",
            "You are quick! Send it again in %(seconds)d seconds.",
            seconds,
        )
        yield words % {"seconds": seconds}, seconds


@refuses
def first_day(draft):
    most = draft.rules.comments_of_new
    if draft.standing.is_new and draft.standing.record["posted"] >= most:
        wait = (draft.author.joined_at + draft.rules.new_for - draft.now).total_seconds()
        words = ngettext(
            "A new member may post %(most)d comment at first. Come back in %(hours)d h.",
            "A new member may post %(most)d comments at first. Come back in %(hours)d h.",
            most,
        )
        yield words % {"most": most, "hours": -int(-wait // 3600)}, wait
