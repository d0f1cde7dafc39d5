from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles import readership
from articles.templatetags.front import CLOSED

THEMES = {"light", "dark"}
A_DAY = 24 * 3600
A_YEAR = 365 * A_DAY


@require_safe
@never_cache
def theme(request):
    """Keep the reader's choice of light or dark in a cookie, and go back. “System” forgets it."""
    response = back(request)
    wanted = request.GET.get("theme")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@require_safe
@never_cache
def close_breaking(request, pk):
    """Hide one breaking strip from this reader, and go back. The next one shows again."""
    response = back(request)
    response.set_cookie(CLOSED, pk, max_age=A_DAY, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def back(request):
    """To the page that a choice was made on."""
    address = request.GET.get("next", "")
    if not (address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()})):
        address = reverse("articles:home")
    return HttpResponseRedirect(address)


@csrf_exempt  # sent by pages that carry no token, for readers without a cookie; it changes a count and nothing else
@require_POST
@never_cache
def record_read(request):
    """The beacon of a page that has been looked at for some seconds. Always answers the same."""
    readership.record(request)
    return HttpResponse(status=204)
