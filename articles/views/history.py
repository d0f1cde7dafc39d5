from django.http import Http404
from django.shortcuts import render

from articles import public_history
from articles.ids import id_of

from .address import at_article

CHANGES = 10  # on one page
MOST = 10_000


@at_article("history/")
def history(request, found):
    """How a published article has changed in substance."""
    offset = min(id_of(request.GET.get("from", 0)), MOST)
    changes, has_older = public_history.changes_of(found, offset, CHANGES)
    if offset and not changes:
        raise Http404("no such page")
    return render(
        request,
        "articles/history.html",
        {"article": found, "changes": changes, "page": neighbours(request.path, offset, has_older)},
    )


def neighbours(path, offset, has_older):
    newer = max(offset - CHANGES, 0)
    return {
        "newer": (f"{path}?from={newer}" if newer else path) if offset else "",
        "older": f"{path}?from={offset + CHANGES}" if has_older else "",
        "is_first": not offset,
    }
