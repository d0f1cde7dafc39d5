"""The text of a comment as it is kept: what can be read stays as it was typed, what only disturbs goes."""

import re
import unicodedata

from comments.models.posting import LONGEST

MOST_RAW = 4 * LONGEST  # before tidying: letters taken apart and line ends of two characters make it longer
DROPPED = {"Cc", "Cf", "Co", "Cs"}  # control, format (also what turns the direction of the page), private, broken
MARKS = {"Mn", "Mc", "Me"}
MOST_MARKS = 3  # accents on one letter; heaps of them cover the lines around
JOINER = "\u200d"  # between two emoji it makes one of them
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
SPACE_AT_END = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n)")  # looked at from the first space of a row only
BLANK_LINES = re.compile(r"\n{5,}")  # more than three
UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks by name that print nothing


def tidy(text):
    """Line ends alike, letters composed, what prints nothing left out. Of a text far too long, its beginning: it is
    refused for its length, and not read before."""
    text = LINE_ENDS.sub("\n", text[:MOST_RAW]).replace("\t", " ")
    text = unicodedata.normalize("NFC", "".join(kept(text)))  # heaps of marks take long to compose: without them
    text = "".join(kept(text))  # a few letters come apart
    return BLANK_LINES.sub("\n\n\n\n", SPACE_AT_END.sub("", text)).strip()


def kept(text):
    """The characters that stay."""
    marks, last = 0, ""
    for number, character in enumerate(text):
        kind = unicodedata.category(character)
        if (
            kind in DROPPED
            and character != "\n"
            and not (character == JOINER and joins(last, text[number + 1 : number + 2]))
        ):
            continue
        marks = marks + 1 if kind in MARKS else 0
        if marks <= MOST_MARKS and not is_no_character(character):
            last = character
            yield character


def is_no_character(character):
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def joins(before, after):
    """Whether what stands between these is between emoji."""
    return is_picture(after) and (is_picture(before) or before == "\ufe0f")


def is_picture(character):
    return bool(character) and unicodedata.category(character) in ("So", "Sk")


def is_legible(text):
    """Whether there is anything to see."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in UNSEEN for character in text)
