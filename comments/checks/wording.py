"""Listed words: some stop a comment, some bring it to a moderator."""

from django.utils.translation import gettext as _

from comments.models.house_rules import Word

from .rules import rejects, reports
from .words import found_in


@rejects
def listed_to_reject(draft):
    found = found_in(draft.words, draft.listed[Word.Verdict.REJECT])
    if found:
        yield _("“%(words)s” is on the list of words that are not printed here.") % {"words": "”, “".join(found)}


@reports
def listed_to_report(draft):
    found = found_in(draft.words, draft.listed[Word.Verdict.REPORT])
    if found:
        yield _("“%(words)s” is on the list of words to look at.") % {"words": "”, “".join(found)}
