from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info

from articles.models import Article
from articles.structured_data import article_markup

from .address import at_article
from .coverage import live_context
from .lists import popular_rail

LAST, RELATED = 9, 4


@at_article(parts=True)
def article(request, found):
    return render(request, "articles/article.html", article_context(request, found))


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
        **popular_rail(shown.language),
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
        "login_url": f"{reverse('account_login')}?next={request.path}%23comment-form",
        "edit_url": reverse("admin:articles_article_change", args=[shown.pk]) if request.user.is_staff else "",
        "correct_url": way_to_correct(request, shown),
        **(live := live_context(request, shown, post)),
        "structured_data": article_markup(shown, settings.SITE_URL, live.get("posts")),
    }


def way_to_correct(request, shown):
    may = request.user.is_staff and shown.is_published and request.user.has_perm("articles.publish_article")
    return reverse("admin:articles_article_correct", args=[shown.pk]) if may else ""
