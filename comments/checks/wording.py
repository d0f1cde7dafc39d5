"""Listed words: some stop a comment, some bring it to a moderator."""

from django.utils.translation import gettext as _

from comments.models.house_rules import Word

from .rules import rejects, reports
from .words import found_in


@rejects
def listed_to_reject(draft):
    found = found_in(draft.words, listed(draft)[Word.Verdict.REJECT])
    if found:
        yield _("“%(words)s” is on the list of words that are not printed here.") % {"words": "”, “".join(found)}


@reports
def listed_to_report(draft):
    found = found_in(draft.words, listed(draft)[Word.Verdict.REPORT])
    if found:
        yield _("“%(words)s” is on the list of words to look at.") % {"words": "”, “".join(found)}


def listed(draft):
    """The lists of the edition, by what follows from them. Asked once for both rules."""
    if not hasattr(draft, "listed"):
        rows = Word.objects.filter(language__in=["", draft.article.language]).order_by("pk")
        draft.listed = {verdict: [] for verdict in Word.Verdict.values}
        for verdict, words in rows.values_list("verdict", "words"):
            draft.listed[verdict].append(words)
    return draft.listed
