"""Pages that belong to the site and to no app."""

import mimetypes

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.models import Article

A_YEAR = 365 * 24 * 3600
mimetypes.add_type("image/avif", ".avif")  # unknown to Python before 3.13


@require_safe
def healthz(request):
    """Whether this process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    """A demonstration asks not to be found; a newsroom keeps machines out of its back rooms only."""
    rules = ["Disallow: /"] if settings.DEMO else ["Disallow: /admin/", "Disallow: /accounts/", "Disallow: /preview/"]
    return HttpResponse("\n".join(["User-agent: *", *rules, ""]), content_type="text/plain")


@require_safe
def media(request, path):
    """Pictures, where no web server in front hands them out. A file never changes under its name."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def not_found(request, exception):
    """The 404 page, with the last news to go on reading."""
    last = Article.objects.published(get_language()).cards().latest_first()[:5]
    return render(request, "404.html", {"last": last}, status=404)


@require_safe
def styleguide(request):
    """Every component in every state, for those who build the pages (DEBUG only)."""
    articles = list(Article.objects.published(get_language()).cards().latest_first()[:12])
    richest = Article.objects.published(get_language()).with_parts().filter(corrections__isnull=False).first()
    return render(request, "styleguide.html", {"articles": articles, "article": richest})
