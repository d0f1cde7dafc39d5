"""Live coverage: one post by its permalink, and what is new since a reader came."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control

from articles.models import LivePost
from articles.pagination import cursor_of, newer_than

from .address import at_article
from .article import article_context
from .coverage import ALONG

MOST_NEW = 20
FRESH = 10  # seconds for which everybody who asks what is new gets the same bytes


@at_article("live/{pk}/", parts=True)
def live_post(request, article, pk):
    """One post by its permalink, and below it the ones before it."""
    post = get_object_or_404(LivePost.objects.public(), pk=pk, coverage__article=article)
    return render(request, "articles/article.html", article_context(request, article, post))


@at_article("live/new/")
def live_new(request, article):
    """The posts since `?after=`, as a fragment that the page puts behind a button; the same bytes for everybody."""
    coverage = getattr(article, "live", None)
    if coverage is None:
        raise Http404("not live")
    posts = coverage.posts.public().select_related("author")
    after = request.GET.get("after", "")
    found = list(newer_than(posts, after, ALONG)[: MOST_NEW + 1] if after else posts[: MOST_NEW + 1])
    context = {
        "coverage": coverage,
        "live_address": article.get_absolute_url(),
        "rows": found[:MOST_NEW],
        "count": len(found),
        "is_cut": len(found) > MOST_NEW,
        "newest": cursor_of(found[0], ALONG) if found else after,
    }
    response = render(request, "articles/_live_new.html", context)
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
