"""Live coverage: one post by its permalink, and what is new since a reader came."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Article, LivePost, PastAddress
from articles.pagination import cursor_of, newer_than

from .article import article_context, gone
from .coverage import ALONG

MOST_NEW = 20
FRESH = 10  # seconds for which everybody who asks what is new gets the same bytes


def below_article(tail):
    """For views below an article's address: they get the article, with its parts, once readers may see it. Where it
    stood before, the way to where it stands now."""

    def decorate(view):
        @require_safe
        def found(request, section, year, month, day, slug, **rest):
            end = tail.format(**rest)
            address = request.path.removesuffix(end)
            wanted = Article.objects.with_parts().filter(language=get_language(), slug=slug).first()
            if wanted is None or not wanted.published_at or wanted.path != address:
                past = get_object_or_404(PastAddress.objects.select_related("article__section"), path=address)
                return redirect(f"{public(past.article).get_absolute_url()}{end}", permanent=True)
            if public(wanted).status == Article.Status.WITHDRAWN:
                return gone(request, wanted)
            return view(request, wanted, **rest)

        return found

    return decorate


def public(article):
    """The article, when readers may know of it. Raises Http404."""
    if article.is_published or article.status == Article.Status.WITHDRAWN:
        return article
    raise Http404("not published")


@below_article("live/{pk}/")
def live_post(request, article, pk):
    """One post by its permalink, and below it the ones before it."""
    post = get_object_or_404(LivePost.objects.public(), pk=pk, coverage__article=article)
    return render(request, "articles/article.html", article_context(request, article, post))


@below_article("live/new/")
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
