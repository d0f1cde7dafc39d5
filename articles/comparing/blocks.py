"""Paragraphs and rows: which of the old ones is which of the new ones, and which are new, gone or moved."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from html.parser import HTMLParser
from typing import NamedTuple

from .words import matches, plain

KINDS = {
    "p": "p",
    "h2": "heading",
    "h3": "heading",
    "li": "item",
    "blockquote": "quotation",
    "tr": "row",
    "aside": "pull",
}
BREAKS = {"table", "thead", "tbody", "ul", "ol", "hr"}  # end a paragraph and are none
LEAST_LIKENESS = 0.3  # shared words that make two paragraphs one that was changed
LEAST_ELSEWHERE = 0.5  # and one that was moved besides
MOST_LOOKS = 40_000  # at pairs of paragraphs; beyond that the n-th is taken for the n-th


class Block(NamedTuple):
    """A paragraph, a heading, an item of a list or a row of a table, as text."""

    kind: str
    text: str


class Blocks(HTMLParser):
    """Clean HTML as its blocks. Where a link leads stands behind its words, between two zero characters.

    `picture` tells the words for the number of a picture in the text.
    """

    def __init__(self, picture):
        super().__init__()
        self.picture = picture
        self.found, self.parts, self.within, self.links, self.has_cell = [], [], [], [], False

    def handle_starttag(self, tag, attributes):
        if self.stays_in_row(tag):
            self.parts.append(" ")
            return
        if tag in KINDS or tag in BREAKS:
            self.end_block()
        if tag in KINDS:
            self.within.append(tag)
            self.has_cell = False
        elif tag in ("td", "th"):
            self.parts.append(" | " if self.has_cell else " ")
            self.has_cell = True
        elif tag == "a":
            self.links.append(dict(attributes).get("href") or "")
        elif tag == "br":
            self.parts.append(" ")
        elif tag == "figure":
            self.end_block()
            self.found.append(Block("picture", plain(self.picture(dict(attributes).get("data-picture") or ""))))
        elif tag == "hr":
            self.found.append(Block("rule", "⁂"))

    def handle_endtag(self, tag):
        if self.stays_in_row(tag):
            self.parts.append(" ")
            return
        if tag in KINDS or tag in BREAKS:
            self.end_block()
        if tag in self.within:
            while self.within.pop() != tag:
                pass
        elif tag == "a" and self.links and (address := plain(self.links.pop())):
            self.parts.append(f"\x00{address}\x00")

    def stays_in_row(self, tag):
        """Paragraphs in a cell do not end the row it stands in."""
        return "tr" in self.within and tag != "tr" and (tag in KINDS or tag in BREAKS)

    def handle_data(self, data):
        self.parts.append(data.replace("\x00", ""))

    def end_block(self):
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            inner = self.within[-1] if self.within else "p"
            outer = next((tag for tag in self.within if tag in ("blockquote", "li")), inner)
            self.found.append(Block(KINDS[outer if inner == "p" else inner], text))


def blocks_of(html: str, picture: Callable[[str], str] = str) -> list[Block]:
    parser = Blocks(picture)
    parser.feed(html)
    parser.close()
    parser.end_block()
    return parser.found


# --- which is which ---


class Pair(NamedTuple):
    """The places of one thing in the old and the new list; None where it is not in it."""

    old: int | None
    new: int | None
    moved: bool = False


def pairs_of(old: list[Hashable], new: list[Hashable], old_words: list[set], new_words: list[set]) -> list[Pair]:
    """Every thing of both lists once, in the order of the new one; what is gone stands where it stood.

    Equal things are the same; of the others, those that share most of their words.
    """
    same = matches(old, new)
    moved = displaced(old, new, same)
    from_there = {j: i for i, j in moved}
    gone_there, looks = set(from_there.values()), MOST_LOOKS
    found, i, j = [], 0, 0
    for at, to in [*same, (len(old), len(new))]:
        outs = [place for place in range(i, at) if place not in gone_there]
        puts = [place for place in range(j, to) if place not in from_there]
        likes = [(old_words[place] for place in outs), (new_words[place] for place in puts)]
        chosen = like_by_like(*map(list, likes)) if len(outs) * len(puts) <= looks else one_by_one(*map(list, likes))
        looks -= min(looks, len(outs) * len(puts))
        found += in_order(outs, puts, chosen, [place for place in range(j, to) if place in from_there], from_there)
        if at < len(old) and to < len(new):
            found.append(Pair(at, to))
        i, j = at + 1, to + 1
    return with_strays(found, old_words, new_words, looks)


def with_strays(pairs, old_words, new_words, looks):
    """The same, where what is gone here and new there was moved and changed."""
    outs = [pair.old for pair in pairs if pair.new is None]
    puts = [pair.new for pair in pairs if pair.old is None]
    if not outs or not puts or len(outs) * len(puts) > looks:
        return pairs
    alike = [(likeness(old_words[out], new_words[put]), out, put) for out in outs for put in puts]
    from_there, taken = {}, set()
    for share, out, put in sorted(alike, reverse=True):
        if share >= LEAST_ELSEWHERE and out not in taken and put not in from_there:
            from_there[put] = out
            taken.add(out)
    pairs = [pair for pair in pairs if pair.new is not None or pair.old not in taken]
    return [Pair(from_there[pair.new], pair.new, moved=True) if pair.new in from_there else pair for pair in pairs]


def displaced(old, new, same):
    """Equal things that stand elsewhere: (old place, new place)."""
    stayed_old, stayed_new = {i for i, _j in same}, {j for _i, j in same}
    left = defaultdict(list)
    for i in range(len(old) - 1, -1, -1):
        if i not in stayed_old:
            left[old[i]].append(i)
    return [(left[new[j]].pop(), j) for j in range(len(new)) if j not in stayed_new and left.get(new[j])]


def like_by_like(outs, puts):
    """The places that belong together, in order, so that they share as many words as can be."""
    best = [[0.0] * (len(puts) + 1) for _row in range(len(outs) + 1)]
    shared = [[likeness(out, put) for put in puts] for out in outs]
    for i in range(len(outs) - 1, -1, -1):
        for j in range(len(puts) - 1, -1, -1):
            together = shared[i][j] + best[i + 1][j + 1] if shared[i][j] >= LEAST_LIKENESS else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    found, i, j = [], 0, 0
    while i < len(outs) and j < len(puts):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def one_by_one(outs, puts):
    pairs = enumerate(zip(outs, puts, strict=False))
    return [(at, at) for at, (out, put) in pairs if likeness(out, put) >= LEAST_LIKENESS]


def likeness(one, other):
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def in_order(outs, puts, chosen, arrived, from_there):
    """The pairs of one gap: first what is gone from before a thing, then the thing."""
    changed = {puts[j]: outs[i] for i, j in chosen}
    pairs = [Pair(from_there[place], place, moved=True) for place in arrived]
    pairs += [Pair(changed.get(place), place) for place in puts]
    found, waiting = [], deque(sorted(set(outs) - set(changed.values())))
    for pair in sorted(pairs, key=lambda pair: pair.new):
        while waiting and pair.new in changed and waiting[0] < pair.old:
            found.append(Pair(waiting.popleft(), None))
        found.append(pair)
    return found + [Pair(place, None) for place in waiting]
