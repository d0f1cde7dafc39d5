"""Two texts word by word: what stayed, what was taken out, what was put in.

The longest common subsequence is found with one bit for each word, a row of the table in one whole number, so that
thirty thousand words against thirty thousand others take a fraction of a second and no text is too odd.
"""

import re
from collections.abc import Hashable, Sequence
from typing import NamedTuple

# Marks that stand beside words, scripts whose every sign is a word, and what is left: letters with all they carry.
MARKS = r".,:;!?…\"“”„«»()\[\]{}"
SIGNS = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTERS = rf"[^\s\x00{MARKS}{SIGNS}]"
WORD = re.compile(rf" ?(?:\x00[^\x00]*\x00|{LETTERS}+(?:[.,:]{LETTERS}+)*|.)", re.DOTALL)
ADDRESS = re.compile("\x00([^\x00]*)\x00")  # where a link leads, behind its words

MOST_CELLS = 1_000_000_000  # of the table that two texts span; beyond it they are compared at their ends only
CELLS_AT_ONCE = 20_000_000  # kept in memory at a time
CRUMB = 3  # words between two changes that are fewer than this, and shorter than the changes, change with them
LEAST_KEPT = 0.25  # of the longer text; where less stayed, it reads better as one text in place of the other


class Run(NamedTuple):
    """Words that share one fate: `kind` is "same", "out" or "in"."""

    kind: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is printed, without the space before it. Where links lead is said only where that changed."""
        return ADDRESS.sub("" if self.kind == "same" else r" (\1)", "".join(self.words)).removeprefix(" ")

    @property
    def space(self) -> str:
        return " " if self.words[0].startswith(" ") else ""


def plain(text: str) -> str:
    """Text as a page prints it: any white space is one space, and none stands at the ends."""
    return " ".join(text.replace("\x00", "").split())


def words_of(text: str) -> list[str]:
    """The words of a plain text, each with the space before it; joined they are the text again."""
    return WORD.findall(f" {text}") if text else []


def compare_texts(old: str, new: str) -> list[Run]:
    """The runs of two plain texts: "same" and "out" joined are the old one, "same" and "in" the new."""
    return compare_words(words_of(old), words_of(new))


def compare_words(old: list[str], new: list[str]) -> list[Run]:
    steps = without_crumbs(steps_between(old, new))
    kept = sum(len(word) for _out, _put, same in steps for word in same)
    longer = max(sum(map(len, old)), sum(map(len, new)), 1)
    if kept < longer * LEAST_KEPT:
        return replaced(old, new)
    runs = [run for out, put, same in steps for run in (("out", out), ("in", put), ("same", same))]
    return [Run(kind, tuple(words)) for kind, words in runs if words]


def replaced(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    return [Run(kind, tuple(words)) for kind, words in (("out", old), ("in", new)) if words]


def steps_between(old, new):
    """What was taken out, what was put in its place, and what follows them unchanged; from start to end."""
    steps, i, j = [([], [], [])], 0, 0
    for at, to in [*matches(old, new), (len(old), len(new))]:
        if (at, to) != (i, j):
            steps.append((old[i:at], new[j:to], []))
        steps[-1][2].extend(old[at : at + 1])
        i, j = at + 1, to + 1
    return steps


def without_crumbs(steps):
    """Few words that stayed by chance between larger changes are counted to the changes, unless all of these only put
    words in, or only took some out."""
    kept = [steps[0]]
    for out, put, same in steps[1:]:
        last = kept[-1]
        crumb, size = last[2], sum(map(len, last[2]))
        between = len(crumb) < CRUMB and (last[0] or out) and (last[1] or put) and (last[0] or last[1])
        if between and size <= min(larger(last), larger((out, put))):
            last[0].extend([*crumb, *out])
            last[1].extend([*crumb, *put])
            kept[-1] = (last[0], last[1], same)
        else:
            kept.append((out, put, same))
    return kept


def larger(step):
    """How much of the larger half of a change there is, in letters; beyond a line it does not matter."""
    return max(sum(map(len, half[:20])) for half in step[:2])


# --- the longest common subsequence ---


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of equal things in both, ascending, as many as can be."""
    start, end, shorter = 0, 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    common = set(old[start : len(old) - end]) & set(new[start : len(new) - end])
    left = [at for at in range(start, len(old) - end) if old[at] in common]
    right = [at for at in range(start, len(new) - end) if new[at] in common]
    found = [(at, at) for at in range(start)]
    if len(left) * len(right) <= MOST_CELLS:
        pairs = longest([old[at] for at in left], [new[at] for at in right])
        found += [(left[i], right[j]) for i, j in pairs]
    return found + [(len(old) - at, len(new) - at) for at in range(end, 0, -1)]


def longest(old, new):
    """Hirschberg's way: a table too large to be kept is cut where the best path crosses its middle."""
    if not (old and new):
        return []
    if len(old) * len(new) <= CELLS_AT_ONCE or len(old) == 1:
        return path(rows_of_table(old, new), len(old), len(new))
    half = len(old) // 2
    before = lengths(old[:half], new)
    after = lengths(old[half:][::-1], new[::-1])[::-1]
    cut = max(range(len(new) + 1), key=lambda at: before[at] + after[at])
    behind = longest(old[half:], new[cut:])
    return longest(old[:half], new[:cut]) + [(i + half, j + cut) for i, j in behind]


def rows_of_table(old, new, last_only=False):
    """The rows of the table as whole numbers: bit j is 0 where the j-th word of `new` makes the subsequence longer."""
    places: dict[Hashable, int] = {}
    for at, word in enumerate(new):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(new)) - 1
    row, rows = full, [full]
    for word in old:
        met = row & places.get(word, 0)
        row = ((row + met) | (row - met)) & full
        if not last_only:
            rows.append(row)
    return [row] if last_only else rows


def path(rows, i, j):
    found = []
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif rows[i - 1] >> (j - 1) & 1:
            i, j = i - 1, j - 1
            found.append((i, j))
        else:
            i -= 1
    return found[::-1]


def lengths(old, new):
    """How long the longest common subsequence of `old` and each beginning of `new` is."""
    bits = bin(rows_of_table(old, new, last_only=True)[0])[2:].zfill(len(new))
    found = [0]
    for bit in reversed(bits):
        found.append(found[-1] + (bit == "0"))
    return found
