"""Who may do what, as data: the name of a group and its permissions. `sync_roles` makes the groups match."""

WRITES = ("add", "change", "view")

REPORTER = [
    *(f"articles.{act}_article" for act in WRITES),
    *(
        f"articles.{act}_{noun}"
        for act in (*WRITES, "delete")
        for noun in ("byline", "articlesource", "quote", "backgroundfact")
    ),
    *(f"articles.{act}_{noun}" for act in WRITES for noun in ("picture", "source", "fact")),
    *(f"articles.view_{noun}" for noun in ("section", "topic", "author", "story", "correction", "page")),
    "articles.add_topic",
]
EDITOR = [
    *REPORTER,
    "articles.publish_article",
    "articles.delete_article",
    *(
        f"articles.{act}_{noun}"
        for act in (*WRITES, "delete")
        for noun in ("topic", "author", "story", "fact", "correction", "page", "picture", "source", "section")
    ),
]
MODERATOR = ["articles.view_article"]

ROLES = {"Reporter": REPORTER, "Editor": sorted(set(EDITOR)), "Moderator": MODERATOR}
