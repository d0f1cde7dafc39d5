"""Pages that belong to the site and to no app."""

import mimetypes
import re

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.static import serve

from accounts.models import Letter
from articles.clock import lateness
from articles.models import Article
from comments.unsent import kept_for_later
from newsportal.again import may_come_back, send_again

A_YEAR = 365 * 24 * 3600
LONGEST_PATH = 255  # what every file system can look up; our own names are shorter
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NOT_SHOWN_AGAIN = re.compile("password|token|^(next|form_key|opened|wanted|reason)$")
mimetypes.add_type("image/avif", ".avif")  # unknown to Python before 3.13


@require_safe
def healthz(request):
    """Whether this process and its database answer, how late the clock is, and since when letters wait.

    A late clock is no reason to end a process that serves readers, so it is an error only for those who ask for it.
    """
    late = lateness()
    status = 503 if late.is_late and "clock" in request.GET else 200
    held_up = Letter.objects.held_up()
    words = "{number} letters wait, the first since {since:%F %R %Z}" if held_up["number"] else "ok"
    lines = ["ok", f"clock: {late}", f"mail: {words.format(**held_up)}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain", status=status)


@require_safe
def robots(request):
    """A demonstration asks not to be found; a newsroom keeps machines out of its back rooms only."""
    closed = ["/"] if settings.DEMO else ["/admin/", "/accounts/", "/preview/", "/shared/"]
    rules = [f"Disallow: {path}" for path in closed]
    return HttpResponse("\n".join(["User-agent: *", *rules, ""]), content_type="text/plain")


@require_safe
def media(request, path):
    """Pictures, where no web server in front hands them out. A file never changes under its name."""
    if len(path.encode()) > LONGEST_PATH:
        raise Http404("no file of ours")
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def not_found(request, exception):
    """The 404 page, with the last news to go on reading."""
    last = Article.objects.published(get_language()).cards().latest_first()[:5]
    return render(request, "404.html", {"last": last}, status=404)


def not_understood(request, exception):
    """The 400 page. For a host that is not ours no page can be drawn, as it would have to name it."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("Bad Request (400)\n", content_type="text/plain")
    context = {"is_too_much": isinstance(exception, TOO_MUCH)}
    return render(request, "400.html", context, status=400)


def form_expired(request, reason=""):
    """A form whose token is too old: nothing was done, and what was typed is shown, to be copied.

    Only what a page of ours has sent, or strangers could have their words printed here; and nothing secret. A form of
    the newsroom comes back ready to be sent again.
    """
    if request.resolver_match.app_name == "admin" and may_come_back(request):
        return send_again(request)
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    typed = {name: text for name, text in request.POST.items() if own and re.search(r"[^\W\d_]", text)}
    kept = [text for name, text in typed.items() if text != "on" and not NOT_SHOWN_AGAIN.search(name)]
    form_url = kept_for_later(request) if own else ""
    if request.resolver_match.view_name.startswith("account"):
        form_url = f"{request.path}?{urlencode({'next': request.POST['next']})}" if typed.get("next") else request.path
    return render(request, "403_csrf.html", {"kept": kept, "form_url": form_url}, status=403)


@require_safe
def styleguide(request):
    """Every component in every state, for those who build the pages (DEBUG only)."""
    articles = list(Article.objects.published(get_language()).cards().latest_first()[:12])
    richest = Article.objects.published(get_language()).with_parts().filter(corrections__isnull=False).first()
    return render(request, "styleguide.html", {"articles": articles, "article": richest})
