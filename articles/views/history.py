from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import public_history
from articles.ids import id_of
from articles.models import Article, PastAddress

from .article import gone

CHANGES = 10  # on one page
MOST = 10_000
PAGE = "history/"


@require_safe
def history(request, section, year, month, day, slug):
    """How a published article has changed in substance; where the article stood before, the way to where it is."""
    address = request.path.removesuffix(PAGE)
    found = Article.objects.select_related("section").filter(language=get_language(), slug=slug).first()
    if found is None or not found.published_at or found.status == Article.Status.DRAFT or found.path != address:
        past = get_object_or_404(PastAddress.objects.select_related("article__section"), path=address)
        return redirect(f"{shown_or_gone(past.article).get_absolute_url()}{PAGE}", permanent=True)
    if shown_or_gone(found).status == Article.Status.WITHDRAWN:
        return gone(request, found)
    offset = min(id_of(request.GET.get("from", 0)), MOST)
    changes, has_older = public_history.changes_of(found, offset, CHANGES)
    if offset and not changes:
        raise Http404("no such page")
    return render(
        request,
        "articles/history.html",
        {"article": found, "changes": changes, "page": neighbours(request.path, offset, has_older)},
    )


def shown_or_gone(article):
    """The article, when readers may know of it. Raises Http404."""
    if article.is_published or article.status == Article.Status.WITHDRAWN:
        return article
    raise Http404("not published")


def neighbours(path, offset, has_older):
    newer = max(offset - CHANGES, 0)
    return {
        "newer": (f"{path}?from={newer}" if newer else path) if offset else "",
        "older": f"{path}?from={offset + CHANGES}" if has_older else "",
        "is_first": not offset,
    }
