"""How an article will look: on a telephone, on a wide screen, shared on a network, and in a feed."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.views.preview import at_version, preview_words

WAYS = {
    "phone": gettext_lazy("Phone"),
    "desktop": gettext_lazy("Desktop"),
    "card": gettext_lazy("Shared link"),
    "feed": gettext_lazy("In a feed"),
}


class PreviewPages:
    """The part of ArticleAdmin that shows the article from outside."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.preview_view))
        return [path("<int:pk>/preview/", view, name="articles_article_preview"), *super().get_urls()]

    def preview_view(self, request, pk):
        """`?as=` one of WAYS, `?version=` for another version than the one saved last."""
        found = self.get_object(request, str(pk))
        if found is None:
            raise Http404("no such article")
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        may_change = self.has_change_permission(request, found)
        number = request.GET.get("version") if may_change else None
        article = at_version(found, number) if may_change else Article.objects.with_parts().get(pk=pk)
        way = request.GET.get("as") if request.GET.get("as") in WAYS else "phone"
        context = {
            "title": _("Preview"),
            "way": way,
            "ways": [{"name": name, "words": words, "query": query_of(number, name)} for name, words in WAYS.items()],
            "words": preview_words(article),
            "version": getattr(article, "shown_version", article.version),
            "page_url": page_of(article, number),
            "host": urlsplit(settings.SITE_URL).hostname,
            "card": article.picture.renditions() if article.picture else None,
            "may_change": may_change,
        }
        return self.page(request, article, "preview", **context)


def query_of(number, way):
    return "?" + urlencode({"as": way, **({"version": number} if number else {})})


def page_of(article, number):
    """The address of the page itself, which is framed here and can be opened alone."""
    with override(article.language):
        address = reverse("articles:preview", args=[article.pk])
    return f"{address}?version={number}" if number else address
