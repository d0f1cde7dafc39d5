"""The text of a comment as it is printed: paragraphs of lines, and in them the addresses that can be followed.

Nothing here makes HTML. Templates print the pieces, each escaped, so that whatever was typed stays text. The time it
takes grows as the text does.
"""

import re
import unicodedata
from typing import NamedTuple

BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")
ADDRESS = re.compile(r"(?<![^\W_])https?://[^\s<>\"`{}|\\^]+", re.IGNORECASE)
HOST = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
PORT = re.compile(r":\d{1,5}\Z")
LABEL = re.compile(r"[^\W_](?:[\w-]{0,62})")
LONGEST_HOST = 253
BRACKETS = {")": "(", "]": "["}
AT_END = frozenset(".,;:!?…*_~'’”»“")  # belongs to the sentence around the address
LATIN_AND_DIGITS = re.compile(r"[A-Za-z0-9-]+")


class Piece(NamedTuple):
    """Some letters of a line; `is_link`: they are an address to be followed."""

    text: str
    is_link: bool = False


def paragraphs(text, with_links=True):
    """The text as paragraphs of lines of pieces."""
    wanted = pieces if with_links else plain
    return [[wanted(line) for line in paragraph.split("\n")] for paragraph in BETWEEN_PARAGRAPHS.split(text)]


def plain(line):
    return [Piece(line)] if line else []


def pieces(line):
    """A line in pieces, which joined are the line again."""
    found, done = [], 0
    for match in ADDRESS.finditer(line):
        start, end = match.start(), end_of_address(line, match.start(), match.end())
        if is_followed(line[start:end]):
            found += [*plain(line[done:start]), Piece(line[start:end], is_link=True)]
            done = end
    return [*found, *plain(line[done:])]


def end_of_address(line, start, end):
    """Where an address ends, without the full stop, the quotation mark or the closing bracket of its sentence."""
    unopened = {
        close: line.count(close, start, end) - line.count(opens, start, end) for close, opens in BRACKETS.items()
    }
    while end > start:
        last = line[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in AT_END:
            break
        end -= 1
    return end


def is_followed(address):
    """Whether an address leads where it seems to: a host by name, without a user's name or a password before it."""
    host = PORT.sub("", HOST.match(address)[1]).lower()
    labels = host.split(".") if len(host) <= LONGEST_HOST else []
    return len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels) and is_of_one_alphabet(labels)


def is_of_one_alphabet(labels):
    """In Latin letters, or wholly in one other alphabet, as in “приклад.укр”. What mixes them may pass for another."""
    if all(LATIN_AND_DIGITS.fullmatch(label) for label in labels):
        return not labels[-1].isdigit()
    return len({alphabet_of(letter) for letter in "".join(labels) if letter.isalpha()}) == 1


def alphabet_of(letter):
    return unicodedata.name(letter, "").partition(" ")[0]
