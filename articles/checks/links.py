"""Advice on links. Nothing is fetched: an address of our own is looked up here, one of others is only read."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import CharField, Value
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, Author, Page, PastAddress, Section, Story, Topic

from .piece import excerpt
from .rules import warns

EMPTY_WORDS = re.compile(
    r"(?:click |see )?here|this|(?:this )?link|click|(?:read )?more|source|"
    r"(?:ось |клацніть |натисніть )?тут|ось|(?:за )?посиланням?|це|читати далі|детальніше|джерело",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+\.?|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}", re.IGNORECASE)
LISTS = {"section": Section, "topic": Topic, "author": Author, "story": Story, "page": Page}
CLOSED = ("admin", "preview", "shared")


@warns
def link_words(piece):
    for link in piece.links:
        if link.field != "sources" and EMPTY_WORDS.fullmatch(link.text.strip(" .,…:!»”“\"'")):
            yield (
                link.field,
                _("A link reads “%(words)s”: say where it leads") % {"words": excerpt(link.text)},
                link.text,
            )


@warns
def addresses(piece):
    """Links of others that no browser could follow, or that go there unprotected."""
    for link in piece.links:
        if is_ours(link.address):
            continue
        parts = split(link.address)
        if parts is None or (parts.scheme in ("http", "https") and not HOST.fullmatch(parts.hostname or "")):
            yield (
                link.field,
                _("A link goes nowhere: %(address)s") % {"address": excerpt(link.address) or link.text},
                link.text,
            )
        elif parts.scheme == "http":
            yield link.field, _("A link without https: %(address)s") % {"address": excerpt(link.address)}, link.text


@warns
def own_addresses(piece):
    """Links into the paper that would answer “there is no page here”."""
    ours = {link.address: link for link in piece.links if is_ours(link.address)}
    dead = dead_paths({path_of(address) for address in ours})
    for address, link in ours.items():
        if path_of(address) in dead:
            yield link.field, _("A link of ours goes nowhere: %(address)s") % {"address": excerpt(address)}, link.text


def split(address):
    """The parts of an address, or None when it is none."""
    try:
        parts = urlsplit(address)
        return parts if parts.scheme and (parts.netloc or parts.path) and parts.port != 0 else None
    except ValueError:
        return None


def is_ours(address):
    if address.startswith("/") and not address.startswith("//"):
        return True
    parts = split(address)
    return bool(parts and parts.netloc and parts.netloc == urlsplit(settings.SITE_URL).netloc)


def path_of(address):
    return (
        unquote(urlsplit(address).path or "/")
        if not address.startswith("/")
        else unquote(re.split("[?#]", address)[0])
    )


# --- of the paper's own addresses, all at once ---


def dead_paths(paths):
    """Those of the paths at which readers find nothing, in two queries however many there are."""
    places = {path: place_of(path) for path in paths}
    dead = {path for path, place in places.items() if place is None}
    named = {path: place for path, place in places.items() if place and place[0] in LISTS}
    dead |= named.keys() - existing(named)
    articles = {path: place for path, place in places.items() if place and place[0] == "article"}
    return dead | (articles.keys() - readable(articles))


def place_of(path):
    """What stands at a path: (name, language, slug). None where nothing does, or nothing for readers."""
    if "\0" in path:
        return None
    first = path.split("/", 2)[1] if "/" in path else ""
    language = first if first in dict(settings.LANGUAGES[1:]) else settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return None
    within = path.removeprefix(f"/{language}/").lstrip("/").split("/", 1)[0]
    return None if within in CLOSED else (match.url_name, language, match.kwargs.get("slug", ""))


def existing(named):
    """Which of the lists and standing pages there are."""
    if not named:
        return set()
    slugs = {slug for _name, _language, slug in named.values()}
    parts = [
        model.objects.filter(slug__in=slugs)
        .order_by()
        .annotate(place=Value(name, CharField()))
        .values_list("place", "language", "slug")
        for name, model in LISTS.items()
    ]
    found = set(parts[0].union(*parts[1:], all=True))
    return {path for path, place in named.items() if place in found}


def readable(articles):
    """Which of the articles readers may open, where they stand or where they stood."""
    if not articles:
        return set()
    slugs = {slug for _name, _language, slug in articles.values()}
    found = Article.objects.published().filter(slug__in=slugs).select_related("section").only(
        "language", "slug", "published_at", "status", "section__slug", "section__language"
    )  # fmt: skip
    standing = {article.path for article in found}
    left = articles.keys() - standing
    moved = PastAddress.objects.filter(path__in=left, article__in=Article.objects.published())
    return standing | (set(moved.values_list("path", flat=True)) if left else set())
