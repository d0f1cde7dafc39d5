"""What every template may use."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info

THEMES = ("light", "dark")


def editions(current):
    """The editions of the paper with the address of their first page."""
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            home_url = reverse("articles:home")
        info = get_language_info(code)
        yield {"code": code, "name_native": info["name_local"], "home_url": home_url, "is_current": code == current}


def site(request):
    """The frame of a page: name, edition, the way to the other editions, theme, the moment of rendering."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    every = list(editions(current))
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "",
        "edition": current,
        "editions": every,
        "edition_home": next((edition["home_url"] for edition in every if edition["is_current"]), "/"),
        "alternates": [
            {"language": edition["code"], "name": edition["name_native"], "url": edition["home_url"]}
            for edition in every
            if not edition["is_current"]
        ],
        "now": timezone.now(),
    }
