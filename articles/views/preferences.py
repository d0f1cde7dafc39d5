from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles import readership

THEMES = {"light", "dark"}
A_YEAR = 365 * 24 * 3600


@require_safe
@never_cache
def theme(request):
    """Keep the reader's choice of light or dark in a cookie, and go back. “System” forgets it."""
    back = request.GET.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})):
        back = reverse("articles:home")
    response = HttpResponseRedirect(back)
    wanted = request.GET.get("theme")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme")
    return response


@csrf_exempt  # sent by pages that carry no token, for readers without a cookie; it changes a count and nothing else
@require_POST
@never_cache
def record_read(request):
    """The beacon of a page that has been looked at for some seconds. Always answers the same."""
    readership.record(request)
    return HttpResponse(status=204)
