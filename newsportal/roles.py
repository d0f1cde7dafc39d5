"""Who may do what, as data: the name of a group and its permissions. `sync_roles` makes the groups match.

Which of the articles a person may change is decided by row in the apps; here stands what kind of thing they may touch.
"""

WRITES = ("add", "change", "view")
ALL = (*WRITES, "delete")


def may(acts, *nouns, of="articles"):
    return [f"{of}.{act}_{noun}" for act in acts for noun in nouns]


REPORTER = [
    *may(WRITES, "article", "picture", "source", "fact"),
    *may(ALL, "byline", "articlesource", "quote", "backgroundfact"),
    *may(["view"], "section", "topic", "author", "story", "correction", "page"),
    "articles.add_topic",
]
MODERATOR = [
    "articles.view_article",
    "comments.moderate_comment",
    *may(["view"], "comment", "moderationact", "houserules", of="comments"),
    *may(["view", "change"], "notice", of="comments"),
    *may(WRITES, "sanction", of="comments"),
    *may(ALL, "word", of="comments"),
]
EDITOR = [
    *REPORTER,
    *MODERATOR,
    "articles.publish_article",
    "articles.arrange_front",
    *may(ALL, "topic", "author", "story", "fact", "correction", "picture", "source"),
]
CHIEF_EDITOR = [
    *EDITOR,
    "articles.delete_article",
    "articles.hold_back_version",
    *may(ALL, "section", "page"),
    "comments.change_houserules",
    "accounts.view_auditentry",
]
# Apart from all editing, and no editor has any of it: who gives is nobody's business in the newsroom.
PATRON_MANAGER = [
    *(f"patrons.{right}" for right in ("see_figures", "see_names", "handle_money")),
    *may(ALL, "tier", "tierwords", "price", "currency", "perk", "perkwords", "bankaccount", of="patrons"),
    *may(ALL, "spendingline", "question", "dunningstep", "dunningwords", of="patrons"),
    *may(["view", "change"], "patronrules", of="patrons"),
    "patrons.change_goal",
]
ADMIN = [*CHIEF_EDITOR, *may(WRITES, "user", of="accounts"), "accounts.view_letter"]

ROLES = {
    "Reporter": REPORTER,
    "Editor": EDITOR,
    "Chief editor": CHIEF_EDITOR,
    "Moderator": MODERATOR,
    "Patron manager": PATRON_MANAGER,
    "Admin": ADMIN,
}
