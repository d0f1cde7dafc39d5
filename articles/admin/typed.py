"""An article as somebody is typing it: what a form holds before it is valid, laid over the article in memory."""

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles import content as contents
from articles.dates import HistoricalDate
from articles.ids import id_of
from articles.models import Article

from .article_form import YEARS
from .press import typed_rows

MOMENTS = ("published_at", "embargo_until")
PICTURE_WORDS = ("alt", "credit", "caption")


def as_typed(article, posted):
    """The article with what was typed in place of what was saved. What nobody could read yet is left out, and a field
    that the form does not show stays as it was."""
    typed = posted.copy()
    for name, values in posted.lists():
        typed.setlist(name, [value.replace("\0", "") for value in values])
    content = contents.of(article)
    content |= {name: typed[name] for name in contents.TEXTS if name in typed and name not in ("kind", "language")}
    content |= {name: typed[name] for name in ("kind", "language") if is_choice(name, typed.get(name))}
    content |= {name: id_of(typed[name]) or None for name in contents.LINKS if name in typed}
    content |= {name: moment(typed[name], content[name]) for name in MOMENTS if name in typed}
    if "headline" in typed:  # the whole form, in which no topic at all sends nothing
        content["topics"] = [number for number in map(id_of, typed.getlist("topics")) if number]
    undated = []
    for name in contents.LISTS:
        if f"{name}-TOTAL_FORMS" in typed:
            rows = [row_of(name, row) for row in typed_rows(typed, name)]
            content[name] = [row for row in rows if is_readable(row, name, undated)]
    contents.lay(article, contents.settled(content))
    lay_undated(article, undated)
    lay_picture_words(article, typed)
    return article


def is_choice(name, value):
    return value in dict(Article._meta.get_field(name).flatchoices)


def moment(text, before):
    """A minute of newsroom time as it is kept; what is no minute (yet) is as if it were not typed."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return before
    if not found or found.year not in YEARS:
        return before if text.strip() else None
    return (found if timezone.is_aware(found) else timezone.make_aware(found)).isoformat()


def row_of(name, row):
    links = [column for column in contents.LISTS[name] if column in contents.ROW_LINKS]
    return row | {column: id_of(row.get(column)) or None for column in links}


def is_readable(row, name, undated):
    """Whether a row can be shown as it is; a fact without a date is noted in `undated`."""
    if name == "bylines":
        return bool(row["author"])
    if name == "sources" and row.get("date") and not is_day(row["date"]):
        row["date"] = ""
    if name == "background":
        try:
            HistoricalDate.parse(row.get("date", ""))
        except ValueError:
            undated.append(row.get("text", ""))
            return False
    return True


def is_day(text):
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def lay_undated(article, texts):
    rows = [article.background.model(article=article, text=text) for text in texts if text.strip()]
    if rows:
        contents.put(article.background, [*article.background.all(), *rows])


def lay_picture_words(article, typed):
    """What is typed about the picture, when it is typed about this picture."""
    if article.picture and id_of(typed.get("picture_words_of")) in (0, article.picture_id):
        for word in PICTURE_WORDS:
            if f"picture_{word}" in typed:
                setattr(article.picture, word, typed[f"picture_{word}"])
