"""What is asked of every comment before others see it, cheap and certain rules first.

Each rule is a small function in one of the modules of this folder; the lists below are their order.
docs/comment-checks.md says how to add one.
"""

from django.conf import settings
from django.utils import translation

from comments.models.posting import Refused

from . import links, outside, pace, people, place, wording
from .draft import Draft
from .rules import HOLD, REFUSE, REJECT, REPORT, Verdict

__all__ = ["Draft", "consult", "examine"]

ALWAYS = [place.too_long, place.empty, place.shut_out, place.closed]
ARRIVING = [pace.honeypot, pace.typed_too_fast, pace.speed, pace.first_day]  # asked once, not again of an edit
JUDGING = [
    wording.listed_to_reject,
    wording.listed_to_report,
    people.recent_history,
    links.links_of_new,
    links.many_links,
    links.hosts_of_new,
    people.held_member,
    place.held_place,
    people.first_comments,
    outside.answers,
]


def chain(draft):
    """The rules that a draft has to pass, in order. Staff are not taken for strangers."""
    yield from ALWAYS
    if not draft.is_edit:
        yield pace.repeat
    if draft.author.is_staff:
        return
    if not draft.is_edit:
        yield from ARRIVING
    yield from JUDGING


def consult(draft):
    """Ask services outside, if there are any: before a transaction begins, so that nobody waits for them while holding
    rows, and about nothing that is refused anyway."""
    if settings.COMMENT_CHECKS and not draft.author.is_staff:
        for rule in ALWAYS:
            refuse(rule, draft)
        draft.said_outside = outside.ask(draft)


def examine(draft):
    """The verdict on a draft, or Refused. What is kept of it is written in the language of its edition."""
    verdict = Verdict()
    for rule in chain(draft):
        if rule.outcome == REFUSE:
            refuse(rule, draft)
        elif verdict.state != "rejected":
            with translation.override(draft.article.language):
                note(verdict, rule, draft)
    return verdict


def refuse(rule, draft):
    for found in rule(draft):
        words, wait = found if isinstance(found, tuple) else (found, None)
        raise Refused(words, rule.__name__, wait)


def note(verdict, rule, draft):
    for words in rule(draft):
        if rule.outcome == REJECT and draft.is_edit:  # what stood before stays
            raise Refused(words, rule.__name__)
        verdict.findings.append([rule.__name__, words])
        if rule.outcome == REJECT:
            verdict.state, verdict.act, verdict.findings = "rejected", "rejected", verdict.findings[-1:]
        elif rule.outcome == HOLD:
            verdict.state, verdict.act = "pending", "held"
        elif rule.outcome == REPORT:
            verdict.reported = words
