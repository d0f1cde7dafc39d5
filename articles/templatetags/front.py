"""The breaking strip above every page."""

from django import template
from django.utils.translation import get_language

from articles.models import Breaking

register = template.Library()
CLOSED = "breaking"  # the cookie that names the strip a reader has closed


@register.inclusion_tag("components/breaking.html", takes_context=True)
def breaking_strip(context):
    """The strip of the edition, unless the reader has closed it."""
    strip = Breaking.objects.in_force(get_language()).with_address().first()
    request = context.get("request")
    if strip and request and request.COOKIES.get(CLOSED) == str(strip.pk):
        strip = None
    return {"strip": strip, "back": request.get_full_path() if request and is_of_the_paper(request) else ""}


def is_of_the_paper(request):
    """Addresses of accounts may hold a key, and those of forms cannot be gone back to: from there the way is home."""
    return getattr(request.resolver_match, "app_name", "") == "articles"
