from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_safe

from articles.models import Article, PastAddress, Popularity
from articles.readership import most_read
from articles.structured_data import article_markup

from .coverage import live_context

LAST, POPULAR, RELATED = 9, 5, 4


@require_safe
def article(request, section, year, month, day, slug):
    """The article at its address; where it stood before, the way to where it stands now."""
    found = Article.objects.with_parts().filter(language=get_language(), slug=slug, published_at__isnull=False).first()
    if found is None or found.status == Article.Status.DRAFT or found.path != request.path:
        return moved_or_missing(request)
    if found.status == Article.Status.WITHDRAWN:
        return gone(request, found)
    if not found.is_published:
        raise Http404("not published")
    return render(request, "articles/article.html", article_context(request, found))


def moved_or_missing(request):
    """A redirect in one hop to an article that once stood at this path. Raises Http404 when none did."""
    past = get_object_or_404(PastAddress.objects.select_related("article__section"), path=request.path)
    if not (past.article.is_published or past.article.status == Article.Status.WITHDRAWN):
        raise Http404("not published")
    return redirect(past.article.get_absolute_url(), permanent=True)


def gone(request, withdrawn):
    return render(request, "410.html", {"article": withdrawn}, status=410)


def article_context(request, shown, post=None):
    """Everything the page of an article prints; of live coverage, from `post` on."""
    if shown.picture and shown.picture.withdrawn_at:  # an old version may still name it
        shown.picture = None
    published = Article.objects.published(shown.language)
    shelves = Article.objects.shelves(
        last=published.latest_first()[:LAST],
        related=published.filter(section=shown.section).exclude(pk=shown.pk).latest_first()[:RELATED],
        story=published.filter(story=shown.story or -1).exclude(pk=shown.pk).latest_first()[:RELATED],
        translations=shown.translations(),
    )
    related = {article.pk: article for article in [*shelves["story"], *shelves["related"]]}
    return {
        "article": shown,
        "last": shelves["last"],
        "popular": most_read(shown.language, Popularity.Period.DAY, POPULAR),
        "popular_period": Popularity.Period.DAY.label,
        "related": list(related.values())[:RELATED],
        "translations": shelves["translations"],
        "alternates": [
            {
                "language": other.language,
                "name": get_language_info(other.language)["name_local"],
                "url": other.get_absolute_url(),
            }
            for other in shelves["translations"]
        ],
        "login_url": f"{reverse('account_login')}?next={request.path}%23comments",
        "edit_url": reverse("admin:articles_article_change", args=[shown.pk]) if request.user.is_staff else "",
        "correct_url": way_to_correct(request, shown),
        **(live := live_context(request, shown, post)),
        "structured_data": article_markup(shown, settings.SITE_URL, live.get("posts")),
    }


def way_to_correct(request, shown):
    may = request.user.is_staff and shown.is_published and request.user.has_perm("articles.publish_article")
    return reverse("admin:articles_article_correct", args=[shown.pk]) if may else ""
