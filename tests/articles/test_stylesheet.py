"""The one style sheet of the paper: current, small, and built on the tokens alone."""

import gzip
import re
from collections import defaultdict
from itertools import product

import pytest

from articles.management.commands.build_css import FOLDER, SITE, build, sources

TOKENS = FOLDER / "src" / "20-tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MAX_BYTES = 14 * 1024  # what arrives with the first packets of a new connection
MAX_LINES = 200
AA_AND_A_MARGIN = 4.9
OUTLINE = 3.0

GROUNDS = ["paper", "surface", "tint"]
TEXTS = ["ink", "ink-2", "ink-3", "link", "link-hover", "visited", "poppy", "green", "wheat-ink"]
ON_FILLS = [
    ("ink", "wheat-tint"),
    ("ink-2", "wheat-tint"),
    ("link", "wheat-tint"),
    ("wheat-ink", "wheat-tint"),
    ("ink", "red-tint"),
    ("link", "red-tint"),
    ("poppy", "red-tint"),
    ("ink", "green-tint"),
    ("green", "green-tint"),
    ("ink", "blue-tint"),
    ("link", "blue-tint"),
    ("on-wheat", "wheat"),
    ("on-poppy", "poppy-fill"),
    ("paper", "ink"),
]


def rules(sheet):
    return COMMENT.sub("", sheet.read_text(encoding="utf-8"))


def elsewhere():
    return [sheet for sheet in sources() if sheet != TOKENS]


def themes():
    """The colours of each theme: light, dark by the reader's system, dark by the reader's choice."""
    blocks = re.findall(r"(:root[^{]*)\{([^{}]*)\}", rules(TOKENS))
    colours = defaultdict(dict)
    for name, body in blocks:
        colours[name.strip()].update(re.findall(r"--([\w-]+): (#[0-9a-fA-F]{6})", body))
    light = colours[":root"]
    return {
        "light": light,
        "dark by system": {**light, **colours[':root:not([data-theme="light"])']},
        "dark by choice": {**light, **colours[':root[data-theme="dark"]']},
    }


def luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_served_sheet_is_made_from_its_sources():
    assert SITE.read_text(encoding="utf-8") == build(), "Run `manage.py build_css` and commit the result."


def test_the_served_sheet_arrives_with_the_first_packets():
    assert len(gzip.compress(SITE.read_bytes(), 9)) <= MAX_BYTES


@pytest.mark.parametrize("sheet", sources(), ids=lambda sheet: sheet.name)
def test_a_source_can_be_read_in_one_go(sheet):
    assert len(sheet.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("sheet", sources(), ids=lambda sheet: sheet.name)
def test_files_named_by_a_source_exist(sheet):
    for address in re.findall(r'url\("([^"]+)"\)', rules(sheet)):
        assert (sheet.parent / address).resolve().is_file(), address


@pytest.mark.parametrize("sheet", elsewhere(), ids=lambda sheet: sheet.name)
def test_colours_and_lengths_in_pixels_come_from_the_tokens(sheet):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\b(?:rgb|hsl|oklch)a?\(", rules(sheet)) == []
    pixels = [float(number) for number in re.findall(r"(?<![\w.])(\d*\.?\d+)px", rules(sheet))]
    assert [number for number in pixels if number > 4] == []


@pytest.mark.parametrize("sheet", elsewhere(), ids=lambda sheet: sheet.name)
def test_every_token_that_is_used_is_a_token(sheet):
    known = set(re.findall(r"(--[\w-]+):", rules(TOKENS))) | set(re.findall(r"(--[\w-]+):", rules(sheet)))
    assert set(re.findall(r"var\((--[\w-]+)", rules(sheet))) - known == set()


@pytest.mark.parametrize("sheet", sources(), ids=lambda sheet: sheet.name)
def test_sides_are_named_by_the_direction_of_the_text(sheet):
    """So that a page in Arabic or Hebrew needs nothing but `dir="rtl"`."""
    physical = r"(?<![\w-])(?:(?:margin|padding|border)-)?(?:top|right|bottom|left)\s*:"
    sized = r"(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?=[^(){}]*;)"
    aligned = r"(?:text-align|float|clear)\s*:\s*(?:left|right)"
    assert re.findall(f"{physical}|{sized}|{aligned}", rules(sheet)) == []
    four_sides = r"(?<![\w-])(?:margin|padding|inset|border-width): [^\s;]+ ([^\s;]+) [^\s;]+ ([^\s;]+);"
    assert [sides for sides in re.findall(four_sides, rules(sheet)) if sides[0] != sides[1]] == []


@pytest.mark.parametrize("sheet", elsewhere(), ids=lambda sheet: sheet.name)
def test_nothing_shouts(sheet):
    """Layers settle the order; `!important` is left to hidden elements and to stillness."""
    if sheet.name not in ("10-reset.css", "30-base.css"):
        assert "!important" not in rules(sheet)


@pytest.mark.parametrize("theme", themes())
def test_every_text_can_be_read_on_every_ground(theme):
    colours = themes()[theme]
    pairs = [*product(TEXTS, GROUNDS), *ON_FILLS]
    weak = {pair: round(ratio, 2) for pair in pairs if (ratio := contrast(*map(colours.get, pair))) < AA_AND_A_MARGIN}
    assert weak == {}


@pytest.mark.parametrize("theme", themes())
def test_outlines_of_controls_can_be_seen(theme):
    colours = themes()[theme]
    assert [ground for ground in GROUNDS if contrast(colours["field"], colours[ground]) < OUTLINE] == []


def test_dark_is_the_same_whoever_chose_it():
    every = themes()
    assert every["dark by system"] == every["dark by choice"]
