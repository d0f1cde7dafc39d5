"""Square portraits of the authors: their initials on tint, with the red bar of the masthead below.

Pillow cannot read the web fonts, so the outlines of the capitals (Literata, display cut, semibold;
SIL Open Font License) lie beside this file in letters.json, in thousandths of an em, y upwards.
"""

import json
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

from .inks import rgb

SIDE = 640
SMOOTH = 3
TINTS = ((231, 223, 208), (220, 230, 240), (222, 234, 225), (249, 237, 202))  # sand, blue, green, wheat
EM = 0.42  # of the side
BASE = 0.575  # where the letters stand
GAP = 24  # thousandths of an em between the letters
BAR_WIDTH, BAR_HEIGHT, BAR_TOP = 0.30, 0.05, 0.7125
CURVE_STEPS = 6
LETTERS = Path(__file__).with_name("letters.json")


@cache
def _letters():
    return json.loads(LETTERS.read_text(encoding="utf-8"))


def draw(initials, seed=""):
    """Draw a portrait, RGB, 640 x 640; the seed chooses the tint."""
    side = SIDE * SMOOTH
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    known = [_letters()[c] for c in initials.upper() if c in _letters()]
    scale = side * EM / 1000
    width = sum(letter["width"] for letter in known) + GAP * max(0, len(known) - 1)
    x = (side - width * scale) / 2
    for letter in known:
        _letter(pen, _outlines(letter["path"]), x, side * BASE, scale)
        x += (letter["width"] + GAP) * scale
    picture = Image.new("RGB", (SIDE, SIDE), Random(seed).choice(TINTS))  # noqa: S311
    picture.paste(rgb("ink"), mask=mask.reduce(SMOOTH))
    left, top = SIDE * (1 - BAR_WIDTH) / 2, SIDE * BAR_TOP
    ImageDraw.Draw(picture).rectangle(
        (left, top, left + SIDE * BAR_WIDTH - 1, top + SIDE * BAR_HEIGHT - 1), fill=rgb("poppy")
    )
    return picture


def _letter(pen, outlines, x, y, scale):
    """Fill the strokes of a letter, then open its counters (they run the other way round)."""
    for wanted, value in ((False, 255), (True, 0)):
        for outline in outlines:
            if (_area(outline) > 0) == wanted:
                pen.polygon([(x + u * scale, y - v * scale) for u, v in outline], fill=value)


def _area(outline):
    """Twice the signed area; above 0 if the outline runs anticlockwise."""
    return sum(a * d - b * c for (a, b), (c, d) in zip(outline, outline[1:] + outline[:1], strict=True))


def _outlines(path):
    """Turn a path of M, L and Q commands into polygons."""
    outlines = []
    for command in path.replace("M", "|M").replace("L", "|L").replace("Q", "|Q").split("|")[1:]:
        numbers = [int(n) for n in command[1:].split()]
        if command[0] == "M":
            outlines.append([tuple(numbers)])
        elif command[0] == "L":
            outlines[-1].append(tuple(numbers))
        else:
            outlines[-1] += _curve(outlines[-1][-1], numbers[:2], numbers[2:])
    return outlines


def _curve(start, handle, end):
    """The points of a quadratic curve, without its start."""
    ts = (i / CURVE_STEPS for i in range(1, CURVE_STEPS + 1))
    return [
        tuple((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for a, b, c in zip(start, handle, end, strict=True))
        for t in ts
    ]
