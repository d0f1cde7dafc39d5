"""The content of an article as one value: what a form sends, a version keeps, two writers merge and readers see.

A content is a plain dictionary that JSON can hold:

    headline, short_headline, standfirst, dateline, kind, body, details, language, slug     texts (body, details: HTML)
    important, popular_excluded                                                             flags
    section, story, picture, translation_of                                                 numbers of rows, or None
    topics                                                                                  numbers, ascending
    published_at, embargo_until                                                             ISO 8601 with offset
    bylines     [{author, role}]                                                            in printed order
    sources     [{name, kind, organisation, link, date}]
    quotes      [{text, speaker, role, original_language, translator}]
    background  [{date, text, fact}]                                                        oldest first

`of` reads it from the rows, `lay` puts it over an article in memory (for a form or a preview), `write` into the rows.
"""

import re
from collections import Counter
from html import unescape

from django.db.models import Manager
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import strip_tags

from articles.body import clean, pictures_in
from articles.dates import HistoricalDate

TEXTS = ("headline", "short_headline", "standfirst", "dateline", "kind", "body", "details", "language", "slug")
HTML = ("body", "details")
FLAGS = ("important", "popular_excluded")
LINKS = ("section", "story", "picture")
TIMES = ("published_at", "embargo_until")
LISTS = {
    "bylines": ("author", "role"),
    "sources": ("name", "kind", "organisation", "link", "date"),
    "quotes": ("text", "speaker", "role", "original_language", "translator"),
    "background": ("date", "text", "fact"),
}
ROW_LINKS = ("author", "organisation", "fact")
FIRST_PARAGRAPH = re.compile(r"\s*<p>([^<]+)</p>")
LONGEST_LEAD = 600  # characters; what is longer is no lead


def of(article):
    """The content of an article's rows (or, when one was laid over it, of that)."""
    content = {name: str(getattr(article, name)) for name in TEXTS}
    content |= {name: getattr(article, name) for name in FLAGS}
    content |= {name: getattr(article, f"{name}_id") for name in LINKS}
    content |= {name: (moment := getattr(article, name)) and moment.isoformat() for name in TIMES}
    content["topics"] = sorted(topic.pk for topic in article.topics.all())
    content["translation_of"] = article.linked_translation
    for name, columns in LISTS.items():
        content[name] = [row_of(row, columns) for row in getattr(article, name).all()]
    return settled(content)


def row_of(row, columns):
    return {column: getattr(row, f"{column}_id" if column in ROW_LINKS else column) for column in columns}


def settled(content):
    """The same content in its one spelling: HTML cleaned, dates as text, facts in their order, nothing missing."""
    made = {name: str(content.get(name) or "") for name in TEXTS}
    made |= {name: clean(made[name]) for name in HTML}
    made |= {name: bool(content.get(name)) for name in FLAGS}
    made |= {name: content.get(name) or None for name in (*LINKS, *TIMES, "translation_of")}
    made["topics"] = sorted(set(content.get("topics") or ()))
    for name, columns in LISTS.items():
        made[name] = [settled_row(row, columns) for row in content.get(name) or ()]
    made["background"].sort(key=lambda row: HistoricalDate.parse(row["date"]).sort_key)
    return made


def settled_row(row, columns):
    links = {name: row.get(name) or None for name in columns if name in ROW_LINKS}
    return {name: str(row.get(name) or "") for name in columns} | links


def lead_with_first_paragraph(content):
    """Make the first paragraph of a flash its lead where none was written; lists show the lead, and not the body. A
    paragraph with links or marks in it stays: a lead has none."""
    first = FIRST_PARAGRAPH.match(content["body"])
    if content["kind"] == "flash" and not content["standfirst"].strip() and first and len(first[1]) <= LONGEST_LEAD:
        content["standfirst"] = unescape(first[1]).strip()
        content["body"] = clean(content["body"][first.end() :])


def words_between(old, new):
    """How many words a save put in and took out, counted without regard to their order."""
    before, after = (Counter(strip_tags(" ".join(prose(content or {}))).split()) for content in (old, new))
    return {"words_in": (after - before).total(), "words_out": (before - after).total()}


def prose(content):
    """Every text of it that is printed."""
    yield from (content.get(name, "").replace("<", " <") for name in ("headline", "standfirst", "body", "details"))
    yield from (
        str(value)
        for name in ("sources", "quotes", "background")
        for row in content.get(name, ())
        for value in row.values()
    )


def moment(text):
    """A time of a content, or None."""
    return parse_datetime(text) if text else None


# --- over an article in memory, and into the rows ---


def lay(article, content):
    """Show `content` in place of the article's own, in memory only. What it points to and is gone, is left out."""
    from articles.models import Author, Fact, Picture, Section, Source, Story, Topic  # models stand on this module

    for name in (*TEXTS, *FLAGS):
        setattr(article, name, content[name])
    for name in TIMES:
        setattr(article, name, moment(content[name]))
    for name, model in {"section": Section, "story": Story, "picture": Picture}.items():
        setattr(article, name, content[name] and model.objects.filter(pk=content[name]).first())
    article.story = article.story and article.story.standing  # it may have been merged since
    article.laid_translation = content["translation_of"]
    authors = Author.objects.select_related("portrait").in_bulk([row["author"] for row in content["bylines"]])
    organisations = Source.objects.in_bulk([row["organisation"] for row in content["sources"] if row["organisation"]])
    facts = Fact.objects.select_related("same_as").in_bulk(
        [row["fact"] for row in content["background"] if row["fact"]]
    )
    facts = {number: fact.standing for number, fact in facts.items()}
    put(article.topics, Topic.objects.filter(pk__in=content["topics"]).order_by("name"))
    put(article.bylines, [
        article.bylines.model(
            article=article, author=authors[row["author"]], role=row["role"], order=order,
            published_at=article.published_at,
        )
        for order, row in enumerate(content["bylines"], 1) if row["author"] in authors
    ])  # fmt: skip
    put(article.sources, [
        article.sources.model(article=article, order=order, **source_values(row, organisations))
        for order, row in enumerate(content["sources"], 1)
    ])  # fmt: skip
    put(article.quotes, [
        article.quotes.model(article=article, order=order, **row) for order, row in enumerate(content["quotes"], 1)
    ])  # fmt: skip
    put(article.background, [
        article.background.model(
            article=article, date=row["date"], text=row["text"], fact=facts.get(row["fact"]),
            date_order=HistoricalDate.parse(row["date"]).sort_key,
        )
        for row in content["background"]
    ])  # fmt: skip
    return article


def source_values(row, organisations):
    date = parse_date(row["date"]) if row["date"] else None
    return {**row, "date": date, "organisation": organisations.get(row["organisation"])}


def put(manager: Manager, rows):
    """Let a related manager's `all()` answer with these rows, as a prefetch does."""
    cache = manager.instance.__dict__.setdefault("_prefetched_objects_cache", {})
    name = getattr(manager, "prefetch_cache_name", None) or manager.field.remote_field.get_accessor_name()
    cache.pop(name, None)
    answer = manager.get_queryset()
    answer._result_cache, answer._prefetch_done = list(rows), True
    cache[name] = answer


def write(article, content):
    """Make `content` the article's rows. Lists that did not change keep their rows."""
    stored = type(article).objects.get(pk=article.pk)
    lay(article, content)
    article.save()
    for name in LISTS:
        rows = list(getattr(article, name).all())
        columns = LISTS[name]
        if [row_of(row, columns) for row in getattr(stored, name).all()] != [row_of(row, columns) for row in rows]:
            getattr(stored, name).all().delete()
            type(rows[0]).objects.bulk_create(rows) if rows else None
    stored.topics.set(article.topics.all())
    numbers = pictures_in(*(content[name] for name in HTML))
    available = stored.pictures_in_text.model.objects.available()
    stored.pictures_in_text.set(available.filter(pk__in=numbers) if numbers else [])
    if stored.linked_translation != content["translation_of"]:
        article.translate(type(article).objects.filter(pk=content["translation_of"] or None).first())
    lift(article)


def lift(article):
    """Forget what was laid over the article: its lists are asked of the database again."""
    article._prefetched_objects_cache = {}
    article.__dict__.pop("laid_translation", None)
