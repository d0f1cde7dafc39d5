"""The pages of the reading side, by what they show."""

from .article import article
from .feeds import corrections_feed
from .front import home
from .history import history
from .lists import all_news, author, day, popular, section, topic
from .live import live_new, live_post
from .preferences import close_breaking, record_read, theme
from .preview import preview, shared
from .record import corrections, page, story

__all__ = [
    "all_news",
    "article",
    "author",
    "close_breaking",
    "corrections",
    "corrections_feed",
    "day",
    "history",
    "home",
    "live_new",
    "live_post",
    "page",
    "popular",
    "preview",
    "record_read",
    "section",
    "shared",
    "story",
    "theme",
    "topic",
]
