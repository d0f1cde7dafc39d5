"""A form of the newsroom that was sent after its log-in had ended: everything typed comes back, to be sent again."""

import re

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

NOT_SENT_AGAIN = re.compile("^csrfmiddlewaretoken$|password|^code$|secret|token", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]{2}")


def may_come_back(request):
    """Whether somebody may have typed what a request sends, into a page of ours. What a stranger's page has sent must
    not come back ready to be sent once more."""
    return request.method == "POST" and is_our_own(request) and bool(typed_in(request))


def is_our_own(request):
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and url_has_allowed_host_and_scheme(origin, {request.get_host()}, request.is_secure())


def typed_in(request):
    """Names and values in their order, without secrets."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if not NOT_SENT_AGAIN.search(name)]


def send_again(request):
    """The page that holds what was typed while its writer logs in in another window. Status 403: nothing was done."""
    typed = typed_in(request)
    context = {
        "typed": typed,
        "texts": [value for name, value in typed if len(value) > 40 and LETTERS.search(value)],
        "address": request.get_full_path(),
        "had_files": bool(request.FILES),
        "is_logged_in": request.user.is_authenticated,
    }
    response = render(request, "admin/again.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
