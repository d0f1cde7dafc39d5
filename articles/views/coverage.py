"""What the page of an article shows of its live coverage."""

from articles.pagination import cursor_of, keyset_page

POSTS, KEYS = 20, 10
ALONG = ("at", "id")


def live_context(request, article, post=None):
    """What the article's page shows of its coverage, from `post` on if one is given; nothing when it has none."""
    coverage = getattr(article, "live", None)
    if coverage is None:
        return {}
    public = coverage.posts.public().select_related("author")
    page = keyset_page(request, public.up_to(post) if post else public, POSTS, along=ALONG)
    address = article.get_absolute_url()
    newest = page.rows[0] if page.rows and page.is_first and not post else None
    return {
        "coverage": coverage,
        "posts": page,
        "post": post,
        "key_posts": public.filter(is_key=True)[:KEYS],
        "live_address": address,
        "poll_address": f"{address}live/new/" if coverage.is_open and not post and page.is_first else "",
        "newest": newest and cursor_of(newest, ALONG),
        "updated_at": newest.at if newest else None,
    }
