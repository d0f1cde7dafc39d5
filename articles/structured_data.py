"""What machines read of an article: schema.org's NewsArticle and BreadcrumbList as JSON-LD."""

import json

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.images import FULL

IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def article_markup(article, site_url, posts=None):
    """A `<script type="application/ld+json">` for one article (data, which the policy on scripts lets pass)."""
    graph = [news_article(article, site_url), breadcrumbs(article, site_url)]
    if posts:
        graph[0] |= live_blog(article, posts.rows, graph[0]["mainEntityOfPage"])
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(  # JSON with every character escaped that could end the element
        f'<script type="application/ld+json">{data.translate(IN_SCRIPT)}</script>'
    )


def news_article(article, site_url):
    address = site_url + article.get_absolute_url()
    data = {
        "@type": "OpinionNewsArticle" if article.kind == article.Kind.OPINION else "NewsArticle",
        "mainEntityOfPage": address,
        "headline": article.headline,
        "inLanguage": article.language,
        "isAccessibleForFree": True,
        "author": [
            {"@type": "Person", "name": line.author.name, "url": site_url + line.author.get_absolute_url()}
            for line in article.bylines.all()
        ],
        "isBasedOn": [source.link for source in article.sources.all() if source.link],
        "correction": [
            {"@type": "CorrectionComment", "text": f"{note.wrong} {note.right}".strip(), "datePublished": note.date}
            for note in article.corrections.all()
        ],
    }
    if article.standfirst:
        data["description"] = article.standfirst
    if article.published_at:
        data["datePublished"] = article.published_at
        data["dateModified"] = article.updated_at or article.published_at
    if article.comment_count:
        data["commentCount"] = article.comment_count
    if article.section:
        data["articleSection"] = article.section.name
    if article.picture:
        data["image"] = site_url + article.picture.renditions(FULL).fallback
    for note in data["correction"]:
        note["datePublished"] = note["datePublished"].isoformat()
    for key in ("datePublished", "dateModified"):
        if key in data:
            data[key] = data[key].isoformat()
    return {key: value for key, value in data.items() if value not in ([], "")}


def live_blog(article, posts, address):
    """schema.org's LiveBlogPosting: the coverage's time, and the posts that this page shows."""
    coverage = article.live
    data = {"@type": "LiveBlogPosting", "coverageStartTime": coverage.started_at.isoformat()}
    if coverage.closed_at:
        data["coverageEndTime"] = coverage.closed_at.isoformat()
    data["liveBlogUpdate"] = [
        {
            "@type": "BlogPosting",
            "headline": post.headline or article.headline,
            "datePublished": post.at.isoformat(),
            "url": f"{address}live/{post.pk}/",
            "articleBody": strip_tags(post.body),
        }
        for post in posts
    ]
    return data


def breadcrumbs(article, site_url):
    trail = [
        (_("Main"), reverse("articles:home")),
        (_("News"), reverse("articles:all_news")),
        (article.headline, article.get_absolute_url()),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site_url + path}
            for position, (name, path) in enumerate(trail, start=1)
        ],
    }
