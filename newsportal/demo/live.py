"""The live coverage of the demo newsroom, still open: its posts stand as far apart as midnights do."""

from articles.models import LiveCoverage, LivePost
from newsportal.demo.running_order import HOUR
from newsportal.demo.texts import HERE, read

BEFORE = 26.5  # hours before the moment of loading at which the count begins


def cover(loader):
    """Turn the article of live.toml live, with all of its posts. `loader` has the articles, authors and accounts."""
    text = read(HERE / "live.toml")
    begins = loader.now - BEFORE * HOUR
    article, editor = loader.articles[loader.language, text["article"]], loader.accounts["iryna-stelmakh-dorosh"]
    coverage = LiveCoverage.objects.start(article, editor)
    coverage.started_at = article.published_at
    coverage.what_we_know, coverage.known_at, coverage.version = text["known"], begins + 26 * HOUR, 1
    coverage.save()
    LivePost.objects.bulk_create(
        LivePost(
            coverage=coverage,
            at=begins + row["hours"] * HOUR,
            headline=row.get("headline", ""),
            body=row["text"],
            author=loader.authors[row["author"]],
            is_key=row.get("key", False),
            created_by=loader.accounts.get(row["author"], editor),
        )
        for row in text["post"]
    )
