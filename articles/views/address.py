"""The address of an article, and the pages that stand below it."""

import functools

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Article, PastAddress


def at_article(tail="", parts=False):
    """For views at an article's address, or `tail` below it: they get the article once readers may see it, with
    everything that is printed if they need its `parts`. Where it stood before leads to where it stands now in one hop;
    a withdrawn one answers “gone” with the editor's note."""

    def decorate(view):
        @require_safe
        @functools.wraps(view)
        def found(request, section, year, month, day, slug, **rest):
            end = tail.format(**rest)
            address = request.path.removesuffix(end)
            articles = Article.objects.with_parts() if parts else Article.objects.select_related("section", "live")
            wanted = articles.filter(language=get_language(), slug=slug).first()
            if not (wanted and has_address(wanted)) or wanted.path != address:
                past = get_object_or_404(PastAddress.objects.select_related("article__section"), path=address)
                return redirect(f"{known(past.article).get_absolute_url()}{end}", permanent=True)
            if known(wanted).status == Article.Status.WITHDRAWN:
                return render(request, "410.html", {"article": wanted}, status=410)
            return view(request, wanted, **rest)

        return found

    return decorate


def has_address(article):
    """Whether it stands, or once stood, at an address of the paper."""
    return article.published_at is not None and article.status != Article.Status.DRAFT


def known(article):
    """The article, when readers may know of it. Raises Http404."""
    if article.is_published or article.status == Article.Status.WITHDRAWN:
        return article
    raise Http404("not published")
