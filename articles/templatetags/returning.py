"""The way back: what a page of another app says about the article its reader came from."""

from urllib.parse import unquote, urlsplit

from django import template
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from articles.models import Article

register = template.Library()


@register.simple_tag
def article_at(address):
    """The published article at an address of this edition, or None."""
    try:
        parts = urlsplit(address or "")
        place = resolve(unquote(parts.path))
    except (ValueError, Resolver404):
        return None
    if parts.netloc or place.view_name != "articles:article":
        return None
    return Article.objects.published(get_language()).filter(slug=place.kwargs["slug"]).only("headline").first()
