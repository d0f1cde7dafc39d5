"""Popular news, counted first-party."""

from articles.models import Article


def record(request):
    """Count a read."""


def most_read(language, period, count):
    """The ranking of an edition and period as last computed, best first, of what readers may see. One query."""
    ranked = Article.objects.published(language).filter(
        popularity__language=language, popularity__period=period, popular_excluded=False
    )
    return list(ranked.cards().order_by("-popularity__score", "-pk")[:count])
