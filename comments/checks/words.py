"""Listed words in a text, also where they are disguised: capitals, letters that look alike, letters one by one.

Both are read as rows of words in one plain alphabet. Only whole words match, or their beginnings for words listed with
a star, so that no innocent word is caught for what it happens to contain. The time grows with the text and no faster.
"""

import re
import unicodedata
from functools import lru_cache

# Cyrillic letters that are drawn like Latin ones, small or capital, and signs that stand for letters.
ALIKE = str.maketrans("авекмнорстухіїјѕԁһӏѵєё’ʼ`‘", "abekmhopctyxiijsdhlvee''''")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?")
LEAST_SPELT = 4  # letters one by one from which they are read as a word


def words_of(text):
    """The words of a text in the plain alphabet, letters spelt one by one joined."""
    words, spelt = [], []
    for word in [*WORD.findall(plain(text)), None]:
        if word and len(word) == 1:
            spelt.append(word)
            continue
        words += ["".join(spelt)] if len(spelt) >= LEAST_SPELT else spelt
        spelt = []
        words += [word] if word else []
    return words


def plain(text):
    """Small letters of one alphabet, without what cannot be seen and without marks that belong to no letter."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in folded if unicodedata.category(one) not in ("Mn", "Me", "Cf")).translate(ALIKE)


def found_in(words, listed):
    """Which of the listed words and phrases stand in a row of words, as they are listed."""
    phrases, longest = by_first_word(tuple(listed))
    found = {}
    for place, word in enumerate(words):
        beginnings = (word[:length] + "*" for length in range(1, min(len(word), longest) + 1))
        for first in (word, *beginnings):
            for phrase, written in phrases.get(first, ()):
                if stands_at(words, place, phrase):
                    found[written] = True
    return list(found)


def stands_at(words, place, phrase):
    if len(words) - place < len(phrase):
        return False
    return all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for word, wanted in zip(words[place:], phrase, strict=False)
    )


@lru_cache(maxsize=8)
def by_first_word(listed):
    """The listed phrases by their first word, and the length of the longest of those. A list seldom changes."""
    phrases = {}
    for written in listed:
        phrase = words_of(written)
        if phrase:
            phrases.setdefault(phrase[0], []).append((phrase, written))
    return phrases, max(map(len, phrases), default=0)
