"""The real page of what readers do not see yet: for the desk, and for whoever holds a link to it."""

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.second_factor import second_factor_required
from articles import content as contents
from articles.ids import id_of
from articles.models import Article, ShareLink
from articles.readership.beacons import is_bot
from articles.templatetags.newsroom import moment

from .article import article_context


@require_safe
@staff_member_required
@second_factor_required
@never_cache
def preview(request, pk):
    """The page of an article as it was saved last, or of `?version=`, for the staff who may write on it; whoever may
    only read it is shown what readers see. A page of the desk may frame it."""
    if not request.user.has_perm("articles.view_article"):
        raise Http404("not for you")
    found = get_object_or_404(Article.objects.readable_by(request.user), pk=pk)
    if not Article.objects.editable_by(request.user).filter(pk=pk).exists():
        shown = Article.objects.with_parts().get(pk=pk)
    else:
        shown = at_version(found, request.GET.get("version"))
    if get_language() != shown.language:
        return in_its_edition(request, shown)
    context = {**article_context(request, shown), "preview": preview_words(shown)}
    return framed_by_the_desk(render(request, "articles/article.html", context))


def at_version(article, number=None):
    """The article in memory as it was at one of its versions, or as it was saved last. Raises Http404."""
    if not number:
        return article.working_copy()
    version = get_object_or_404(article.versions, number=min(id_of(number), 2**31 - 1))
    shown = contents.lay(Article.objects.with_parts().get(pk=article.pk), version.content)
    shown.shown_version = version.number
    return shown


def in_its_edition(request, shown):
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    with override(shown.language):
        match = request.resolver_match
        return redirect(reverse(match.view_name, kwargs=match.kwargs) + query)


def preview_words(article):
    """What the banner says above a page that is no page of the paper yet."""
    number = getattr(article, "shown_version", None) or article.version
    if not article.is_published:
        words = [_("Preview, not published.")]
    elif number == article.live_version or not article.has_changes:
        words = [_("Preview of what readers see.")]
    else:
        words = [_("Preview, not published: readers see the version before.")]
    if article.embargo_until and article.embargo_until > timezone.now():
        words.append(_("Embargo until %(time)s.") % {"time": moment(article.embargo_until)})
    return " ".join(words)


def framed_by_the_desk(response):
    """Let pages of our own, and no others, show this one in a frame."""
    rules = {**settings.SECURE_CSP, "frame-ancestors": ["'self'"]}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {' '.join(of)}" for name, of in rules.items())
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


# --- for whoever holds a link ---


@require_safe
def shared(request, token):
    """An unpublished article, for as long as its link is open; then, and for any other token, there is no page.

    Machines that look at links in messages are told nothing, whatever the token: they keep what they see.
    """
    response = closed(request) if is_bot(request) else opened(request, token)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def closed(request):
    hide_address(request)
    return render(request, "articles/shared_closed.html", status=403)


def opened(request, token):
    link = ShareLink.objects.of_token(token)
    shown = link and link.shown()
    if not shown:
        return get_resolver().resolve_error_handler(404)(request, Http404("no such link"))
    if link.is_public(shown):
        return redirect(shown.public_url)
    if get_language() != shown.language:
        return in_its_edition(request, shown)
    if request.method == "GET":
        link.note_opening(request)
    hide_address(request)
    context = {**article_context(request, shown), "preview": preview_words(shown), "edit_url": "", "correct_url": ""}
    return render(request, "articles/shared.html", context)


def hide_address(request):
    """No link, form or printed line of the page shall carry its secret address on."""
    request.path = request.path_info = reverse("articles:home")
