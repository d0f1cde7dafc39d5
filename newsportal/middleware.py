"""What happens to every request: its edition, and the headers that keep browsers safe."""

from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

POLICY = "Content-Security-Policy"


def security_headers(get_response):
    """Send the policy of SECURE_CSP. A view may set its own (the newsroom's editor needs inline styles)."""
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault(POLICY, policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        return response

    return middleware


def bodyless_head(get_response):
    """Answer HEAD with the headers of GET and no body; gunicorn would drop one too, but with a complaint for each."""

    def middleware(request):
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def no_null_characters(get_response):
    """Nothing of ours has a NUL in its address, and PostgreSQL cannot even be asked for it. (Forms refuse it, too.)

    A cookie with one is none of ours either.
    """

    def middleware(request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404("no such address")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def personal_pages(get_response):
    """Let only their own browser keep what somebody was shown who is logged in, as their name stands on it; and what
    is about their account not even that: whoever comes after them to the same device may go back, too."""

    def middleware(request):
        response = get_response(request)
        if request.session.accessed and request.user.is_authenticated and not response.has_header("Cache-Control"):
            of_account = request.resolver_match and "accounts/" in request.resolver_match.route
            patch_cache_control(response, private=True, no_cache=True, **({"no_store": True} if of_account else {}))
        return response

    return middleware


def edition(get_response):
    """Choose the language by the address alone: the first edition stands at /, the others at /<code>/.

    The newsroom (/admin/) has no edition; it speaks the browser's language, as its staff may differ.
    """
    others = {code for code, _ in settings.LANGUAGES[1:]}

    def middleware(request):
        first = request.path_info.split("/", 2)[1]
        if first == "admin":
            language = translation.get_language_from_request(request)
        else:
            language = first if first in others else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        if first == "admin":
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware
