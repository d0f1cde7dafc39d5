"""Three contents become one: what two people wrote from the same version, part by part.

A part is a field, a paragraph of a prose field, or a row of a list. Where one of the two left a part alone, that of
the other stands; where both changed it in different ways, a person chooses. Nothing is thrown away: each word that
one of the two wrote is in the result, or in a choice that is offered.
"""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.html import strip_tags

from articles import content as contents

MINE, THEIRS, BOTH = "mine", "theirs", "both"
ALIKE_ENOUGH = 0.5  # share of common words from which two paragraphs or rows are the same one, changed
SENTENCES = ("headline", "short_headline", "standfirst")  # texts of which both can be kept, one after the other
WHOLE = ("kind", "language", "slug", "dateline", *contents.FLAGS, *contents.LINKS, *contents.TIMES, "translation_of")
BLOCK = re.compile(r"<(/?)(p|h2|h3|ul|ol|blockquote|table|hr|figure|aside)\b[^>]*>", re.IGNORECASE)
WORD = re.compile(r"\w+")
TELLING = ("author", "name", "text", "speaker", "date")  # the columns by which a row is known again
MOST_PAIRS = 20_000  # that are compared; texts that differ more than that are not the same text


@dataclass(frozen=True)
class Part:
    """One part of a content in its three states; None stands for a paragraph or row that is not there."""

    field: str
    number: int | None  # of the paragraph or row, where the field has several
    base: object
    mine: object
    theirs: object

    @property
    def key(self):
        return self.field if self.number is None else f"{self.field}-{self.number}"

    @property
    def is_conflict(self):
        return self.mine != self.theirs and self.base not in (self.mine, self.theirs)

    @property
    def is_changed(self):
        return self.mine != self.base or self.theirs != self.base

    @property
    def is_prose(self):
        return self.field in contents.HTML

    @property
    def allows_both(self):
        """Whether both can stand side by side: two sentences, paragraphs or rows, of which neither is removed."""
        whole = self.number is None and self.field not in SENTENCES
        return self.is_conflict and not whole and bool(self.mine and self.theirs)

    @property
    def both(self):
        """The text of both, mine first. (Rows have none: both rows stand.)"""
        return "\n".join([self.mine, self.theirs]) if self.is_prose else f"{self.mine} {self.theirs}"

    @property
    def by_itself(self):
        """What it comes to when nobody has to choose."""
        return self.theirs if self.mine == self.base else self.mine


@dataclass(frozen=True)
class Merge:
    parts: tuple

    @property
    def conflicts(self):
        """What a person has to choose. An address that follows a headline is chosen with the headline."""
        conflicts = [part for part in self.parts if part.is_conflict]
        asks_headline = any(part.field == "headline" for part in conflicts)
        return [part for part in conflicts if not (asks_headline and part.field == "slug")]

    @property
    def settled(self):
        """What was changed by one of the two, or by both alike."""
        return [part for part in self.parts if part.is_changed and not part.is_conflict]

    def result(self, choices=None):
        """The content that comes of it. `choices` says for the key of a conflict MINE, THEIRS or BOTH, or, where both
        are texts, gives the text itself as (BOTH, text). What was not chosen stays as they have it."""
        choices, made = choices or {}, {}
        for part in self.parts:
            values = chosen(part, choices.get(part.key, THEIRS)) if part.is_conflict else [part.by_itself]
            if part.number is None:
                made[part.field] = values[0]
            else:
                made.setdefault(part.field, []).extend(value for value in values if value is not None)
        made |= {name: "".join(text) for name in contents.HTML if isinstance(text := made.get(name, ""), list)}
        slug = next(part for part in self.parts if part.field == "slug")
        if slug.is_conflict and slug not in self.conflicts:
            taken = choices.get("headline", THEIRS)
            made["slug"] = (
                getattr(slug, taken) if taken in (MINE, THEIRS) else ""
            )  # empty, it is made from the headline
        return contents.settled(made)


def chosen(part, choice):
    text = None
    if isinstance(choice, tuple):
        choice, text = choice
    if choice == BOTH and part.allows_both:
        if isinstance(part.mine, dict):
            return [part.mine, part.theirs]
        return [part.both if text is None else text]
    return [part.mine if choice == MINE else part.theirs]


def merge(base, mine, theirs):
    """The parts of three contents. `base` is the version that both began from; {} when it is not known."""
    base, mine, theirs = (contents.settled(content) for content in (base, mine, theirs))
    parts = [Part(name, None, base[name], mine[name], theirs[name]) for name in (*SENTENCES, *WHOLE)]
    for name in contents.HTML:
        texts = [content[name] for content in (base, mine, theirs)]
        in_one = len(set(texts)) < 3
        parts += [Part(name, None, *texts)] if in_one else sequence(name, *map(blocks, texts))
    for name in contents.LISTS:
        parts += sequence(name, base[name], mine[name], theirs[name])
    parts += [
        Part("topics", number, *(topic if topic in content["topics"] else None for content in (base, mine, theirs)))
        for number, topic in enumerate(sorted({*base["topics"], *mine["topics"], *theirs["topics"]}), 1)
    ]
    return Merge(tuple(parts))


def blocks(html):
    """The paragraphs, headings, lists and tables that cleaned HTML is made of, in order."""
    found, depth, start = [], 0, 0
    for tag in BLOCK.finditer(html):
        if tag[2].lower() == "hr":
            opens, closes = depth == 0, depth == 0
        else:
            opens, closes = depth == 0 and not tag[1], depth == 1 and bool(tag[1])
            depth = max(depth + (-1 if tag[1] else 1), 0)
        if opens and html[start : tag.start()].strip():
            found.append(html[start : tag.start()].strip())  # text that stands in no paragraph
        start = tag.start() if opens else start
        if closes:
            found.append(html[start : tag.end()].strip())
            start = tag.end()
    return [*found, html[start:].strip()] if html[start:].strip() else found


# --- sequences: paragraphs of a text, rows of a list ---


def sequence(field, base, mine, theirs):
    """The parts of a field that has several, in the order in which they stand in the result."""
    my_places, their_places = places(base, mine), places(base, theirs)
    kept_by_both = pairs_of_new(mine, my_places, theirs, their_places)
    my_order = [("base", my_places[i]) if i in my_places else ("mine", i) for i in range(len(mine))]
    their_order = [
        ("base", their_places[i]) if i in their_places else kept_by_both.get(i, ("theirs", i))
        for i in range(len(theirs))
    ]
    of_mine, of_theirs = dict(zip(my_order, mine, strict=True)), dict(zip(their_order, theirs, strict=True))
    states = [
        [base[name[1]] if name[0] == "base" else None, of_mine.get(name), of_theirs.get(name)]
        for name in joined(len(base), my_order, their_order)
    ]
    states = both_wrote_here(states) if field in contents.HTML else states
    return [Part(field, number, *state) for number, state in enumerate(states, 1)]


def places(base, changed):
    """Which item of `base` each item of `changed` was: the same one, or else the one most like it."""
    same, found = {}, {}  # of an item the places where it stands, first ones last
    for place in reversed(range(len(base))):
        same.setdefault(spelled(base[place]), []).append(place)
    for index, item in enumerate(changed):
        if standing := same.get(spelled(item)):
            found[index] = standing.pop()
    free = sorted(place for standing in same.values() for place in standing)
    words_of = {place: words(base[place]) for place in free}
    left = [(index, words(item)) for index, item in enumerate(changed) if index not in found]
    if len(left) * len(free) > MOST_PAIRS:
        return found
    likely = sorted(
        (-likeness(own, words_of[place]), abs(index - place), index, place) for index, own in left for place in free
    )
    for unlike, _distance, index, place in likely:
        if -unlike >= ALIKE_ENOUGH and index not in found and place in free:
            found[index] = place
            free.remove(place)
    return found


def spelled(item):
    """A paragraph or row as a key."""
    return item if isinstance(item, str) else tuple(item.items())


def pairs_of_new(mine, my_places, theirs, their_places):
    """What both put in, each for themselves: index among theirs → the name of the same or a like item of mine."""
    my_new = [index for index in range(len(mine)) if index not in my_places]
    their_new = [index for index in range(len(theirs)) if index not in their_places]
    alike = places([mine[index] for index in my_new], [theirs[index] for index in their_new])
    return {their_new[their]: ("mine", my_new[own]) for their, own in alike.items()}


def joined(length, my_order, their_order):
    """The names of all items in one order: that of whoever moved things, what the other put in behind what it
    followed there."""
    untouched = [name for name in my_order if name[0] == "base"]
    leader, follower = (their_order, my_order) if untouched == sorted(untouched) else (my_order, their_order)
    following = dict(zip([None, *leader], [*leader, None], strict=True))
    for others in (follower, [("base", place) for place in range(length)]):
        before = None
        for name in others:
            if name not in following:
                following[name], following[before] = following[before], name
            before = name
    order, name = [], None
    while name := following[name]:
        order.append(name)
    return order


def both_wrote_here(states):
    """Where both put new paragraphs at one place, they are one part: two texts of the same thing, perhaps."""
    made, run = [], []
    for state in [*states, None]:
        if state and state[0] is None and (state[1] is None) != (state[2] is None):
            run.append(state)
            continue
        mine, theirs = ([new[side] for new in run if new[side] is not None] for side in (1, 2))
        made += [[None, "\n".join(mine), "\n".join(theirs)]] if mine and theirs else run
        made += [state] if state else []
        run = []
    return made


def words(item):
    is_row = isinstance(item, dict)
    text = " ".join(str(item[column]) for column in TELLING if item.get(column)) if is_row else strip_tags(item)
    return Counter(WORD.findall(text.lower()))


def likeness(one, other):
    """Share of words in common, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
