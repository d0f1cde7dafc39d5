"""Articles that changed in substance after readers first saw them.

The text of an article is the one that stands now. Its `[[changes]]`, oldest first, say which words each of them put
in the place of which, so that what stood before is found by going back.
"""

from articles import public_history
from newsportal.demo.running_order import HOUR


def bodies(text):
    """The body as readers saw it first, and after each change."""
    found = [text["body"]]
    for change in reversed(text.get("changes", [])):
        body = found[0]
        for before, after in change["words"]:
            assert body.count(after) == 1, after  # noqa: S101 - a text that does not say what it changed
            body = body.replace(after, before)
        found.insert(0, body)
    return found


def at_first(text):
    return {**text, "body": bodies(text)[0]}


def make(article, text, by):
    """Publish the changes, each by its own version, some hours after the article."""
    for change, body in zip(text.get("changes", []), bodies(text)[1:], strict=True):
        at = article.published_at + change["hours_after"] * HOUR
        correction = article.corrections.get(date=at) if change.get("corrected") else None
        version = article.keep({**article.working_content(), "body": body}, by=by)
        article.publish(by=by, substantive=True, correction=correction)
        version.refresh_from_db()
        version.at = version.went_live_at = article.updated_at = at
        version.save()
        article.save(update_fields=["updated_at"])
        if "held_back" in change:
            public_history.hold_back(version, by, change["held_back"])
