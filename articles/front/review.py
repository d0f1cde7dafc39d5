"""What the desk reads beside the draft of a front: what to look at before it is published, and what it changes."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from articles.models import Article
from articles.templatetags.newsroom import short_moment

from .arranging import in_places
from .layouts import groups_of, places_of
from .rules import RULES

LEAD_IS_OLD = timedelta(hours=12)
ENDS_SOON = timedelta(hours=1)
TOP = ("lead", "second_lead", "seconds")


@dataclass(frozen=True)
class Line:
    kind: str  # "warn" or "ok"
    words: str
    place: int = 0  # where to look


@dataclass(frozen=True)
class Change:
    what: str
    was: str
    now: str


# --- in words ---


def rule_in_words(name, section=None):
    rule = RULES.get(name)
    if rule and rule.of_section and section:
        return _("By rule: %(rule)s (%(section)s)") % {"rule": rule.title, "section": section}
    return _("By rule: %(rule)s") % {"rule": rule.title} if rule else ""


def slot_in_words(slot):
    """Everything about a slot but its article and place: its times, its lock, what it shows in place of the article's
    own."""
    said = [
        (slot.locked, _("Locked")),
        (slot.starts_at, slot.starts_at and _("From %(time)s") % {"time": short_moment(slot.starts_at)}),
        (slot.ends_at, slot.ends_at and _("Until %(time)s") % {"time": short_moment(slot.ends_at)}),
        (slot.short_headline, _("Own headline")),
        (slot.picture_id, _("Own picture")),
        (slot.rule, rule_in_words(slot.rule, slot.section)),
    ]
    return [words for is_so, words in said if is_so]


def places_in_words(layout):
    """1 Lead · 2–5 Second column · …"""
    words, first = [], 1
    for group in groups_of(layout):
        last = first + group.size - 1
        words.append(f"{first if first == last else f'{first}–{last}'} {group.title}")
        first = last + 1
    return " · ".join(words)


def name_of(slot):
    return str(slot.article) if slot.article else rule_in_words(slot.rule, slot.section)


# --- before publishing ---


def warnings(layout, places, standings, moment):
    """Lines on a front as it stands at a moment, what to look at first."""
    slots = [slot for _place, group in sorted(places.items()) for slot in group]
    lines = [*of_slots(slots, layout, standings, moment), *placed_twice(slots, moment), *same_pictures(standings)]
    lead = standings[0].article if standings else None
    if lead:
        age = moment - lead.published_at
        words = _("Age of the lead: %(age)s") % {"age": timesince(lead.published_at, moment, depth=1)}
        lines.append(Line("warn" if age > LEAD_IS_OLD else "ok", words, 1))
    return sorted(lines, key=lambda line: line.kind == "ok")


def is_in_force(slot, moment):
    begun = slot.starts_at is None or slot.starts_at <= moment
    return begun and (slot.ends_at is None or slot.ends_at > moment)


def of_slots(slots, layout, standings, moment):
    standing = {one.article.pk for one in standings if one.article}
    for slot in slots:
        told = {"name": name_of(slot), "place": slot.place}
        if slot.place not in places_of(layout):
            yield Line(
                "warn", _("“%(name)s” stands in %(place)s, which this layout does not have.") % told, slot.place
            )
        elif slot.ends_at and slot.ends_at <= moment:
            yield Line("warn", _("The time of “%(name)s” in %(place)s is over.") % told, slot.place)
        elif is_in_force(slot, moment):
            if slot.article and slot.article_id not in standing and (words := why_not_shown(slot.article, moment)):
                yield Line("warn", words % told, slot.place)
            if slot.ends_at and slot.ends_at - moment <= ENDS_SOON:
                told["time"] = short_moment(slot.ends_at)
                words = _("The time of “%(name)s” in %(place)s ends soon, at %(time)s.")
                yield Line("warn", words % told, slot.place)


def why_not_shown(article, moment):
    if article.status == Article.Status.WITHDRAWN:
        return _("“%(name)s” in %(place)s is withdrawn: a rule fills the place.")
    if article.status == Article.Status.DRAFT:
        return _("“%(name)s” in %(place)s is a draft: a rule fills the place until it is published.")
    if article.published_at > moment:
        return _("“%(name)s” in %(place)s is not live yet: a rule fills the place until then.")
    return ""


def placed_twice(slots, moment):
    placed = [slot for slot in slots if slot.article_id and is_in_force(slot, moment)]
    for number, times in Counter(slot.article_id for slot in placed).items():
        if times > 1:
            of_it = [slot for slot in placed if slot.article_id == number]
            told = {"name": of_it[0].article, "places": ", ".join(str(slot.place) for slot in of_it)}
            yield Line("warn", _("“%(name)s” is placed twice: %(places)s") % told, of_it[-1].place)


def same_pictures(standings):
    seen = {}
    for one in standings:
        if one.group.name in TOP and one.article and one.article.picture_id:
            first = seen.setdefault(one.article.picture_id, one)
            if first is not one:
                told = {"first": first.place, "second": one.place}
                yield Line("warn", _("%(first)s and %(second)s show the same picture.") % told, one.place)


# --- what changed ---


def changes(live, front):
    """How a front differs from the live one (or from one without any slot)."""
    was, now = told_by_name(live), told_by_name(front)
    found = [
        Change(name, was.get(name, _("not placed")), now.get(name, _("not placed")))
        for name in dict.fromkeys([*now, *was])
        if was.get(name) != now.get(name)
    ]
    before, after = (one.get_layout_display() if one else "" for one in (live, front))
    return [*([Change(_("Layout"), before, after)] if before != after else []), *found]


def told_by_name(front):
    """Everything placed on a front: where, and on which conditions."""
    told = {}
    for place, slots in sorted(in_places(front).items()) if front else []:
        for slot in slots:
            conditions = slot_in_words(slot)[: None if slot.article_id else -1]
            told.setdefault(name_of(slot), []).append(", ".join([str(place), *conditions]))
    return {name: "; ".join(where) for name, where in told.items()}


def moment_of(at):
    return at or timezone.now()
