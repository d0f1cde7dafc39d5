"""What the desk of the demo newsroom is at work on: drafts on their way, what is scheduled, a change that waits."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from articles.models import Article, Byline, PlannedAct
from newsportal.demo.running_order import DAY
from newsportal.demo.texts import HERE, read

Desk = Article.Desk


def lay_out(loader):
    """Put today's work of the first edition on the desk. `loader` has its sections, authors and accounts."""
    work = read(HERE / "desk.toml")
    for row in work["draft"]:
        draft(loader, row)
    for row in work["scheduled"]:
        loader.flash(row["slug"], row, loader.now + timedelta(minutes=row["minutes"]))
    for row in work["change"]:
        change(loader, row)


def draft(loader, row):
    author = loader.accounts[row["author"]]
    article = Article.objects.create(
        language=loader.language,
        slug=row["slug"],
        kind=row["kind"],
        headline=row["headline"],
        standfirst=row.get("standfirst", ""),
        body=row.get("body", ""),
        section=loader.sections.get(row.get("section")),
        embargo_until=tomorrow(loader, row["embargo"]) if "embargo" in row else None,
        created_by=author,
    )
    Byline.objects.create(article=article, author=loader.authors[row["author"]])
    for note in row.get("notes", []):
        article.desk_notes.create(text=note["text"], by=loader.accounts[note["by"]])
    pass_on(article, row.get("desk"), author, loader)
    article.editor = loader.accounts.get(row.get("editor"))
    at = loader.now + timedelta(minutes=row["minutes"])
    Article.objects.filter(pk=article.pk).update(editor=article.editor, desk_since=at, modified_at=at)


def pass_on(article, desk, author, loader):
    if desk == Desk.IN_REVIEW:
        article.submit(author)
    elif desk == Desk.CHANGES_ASKED:
        article.ask_changes(loader.accounts["iryna-stelmakh-dorosh"], "Two small things, see the notes.")


def change(loader, row):
    """A new short headline that is saved and goes live tomorrow morning."""
    article, by = loader.articles[loader.language, row["article"]], loader.accounts["iryna-stelmakh-dorosh"]
    article.keep({**article.working_content(), "short_headline": row["short_headline"]}, by=by)
    at = tomorrow(loader, row["oclock"])
    if at > timezone.now():  # a newsroom of another day, as tests load it, has no tomorrow to plan for
        article.plan(PlannedAct.Act.CHANGE, at=at, by=by)


def tomorrow(loader, oclock):
    return timezone.make_aware(datetime.combine(timezone.localdate(loader.now) + DAY, time(oclock)))
