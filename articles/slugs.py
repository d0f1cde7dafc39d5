"""Addresses made from headlines."""

from django.utils.text import slugify

# Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010: at the start of a word, then elsewhere.
FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
ELSEWHERE = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia".split(),  # noqa: SIM905
        strict=True,
    ),
    ь="",
)
SILENT = str.maketrans("", "", "'’ʼ`")


def transliterate(text):
    """Write Ukrainian letters in Latin ones by the national table; other alphabets stay as they are."""
    letters, previous = [], ""
    for letter in text.lower().translate(SILENT).replace("зг", "zgh"):
        table = ELSEWHERE if previous.isalpha() else FIRST
        letters.append(table.get(letter, ELSEWHERE.get(letter, letter)))
        previous = letter
    return "".join(letters)


def slug_for(text, limit=80):
    """A slug of at most `limit` characters, cut at a word; empty only when the text has no letter or digit."""
    slug = slugify(transliterate(text), allow_unicode=True)
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug
