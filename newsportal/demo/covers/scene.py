"""Reads the lines of a scene, and puts their shapes on a picture.

A line is an ink, the name of a shape (``shapes``), its numbers and, if wanted, options::

    poppy disc 48 32 10
    ink   rect 10 20 6 2 n=8 dx=10 turn=15

Lengths are in units: a lying picture is 96 wide and 64 high, a standing one 72 by 90; in
cross-stitch a unit is one stitch (100 by 66, or 75 by 93).  Options that every shape takes, in the
order in which they work:

``turn=a``         turn by a degrees about its own middle, or about ``px=``, ``py=``
``n=k dx= dy=``    repeat k times, moved by dx, dy each time
``m=k ex= ey=``    repeat the row so made k times
``mirror=x``       add the mirror image about the upright line at x
``flip=y``         add the mirror image about the level line at y
"""

import math
from typing import NamedTuple

from PIL import Image, ImageDraw

from .inks import rgb
from .shapes import NAMES

UNIT = 1600 / 96  # pixels
SMOOTH = 3  # masks are drawn this many times larger and reduced, for soft edges


class Shape(NamedTuple):
    """One line of a scene, ready to draw."""

    ink: str
    name: str
    polygons: list
    options: dict


def words(text):
    """Split a line into its names, its numbers and its options."""
    names, numbers, options = [], [], {}
    for word in text.split():
        if "=" in word:
            key, value = word.split("=")
            options[key] = float(value)
        elif word.lstrip("-.")[:1].isdigit():
            numbers.append(float(word))
        else:
            names.append(word)
    return names, numbers, options


def shape(text):
    """Read one line of a scene."""
    names, numbers, options = words(text)
    try:
        ink, name = names
        polygons = NAMES[name](*numbers)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"cannot draw {text!r}: {error!r}") from error
    rgb(ink.lstrip("-"))
    return Shape(ink, name, _arranged(polygons, options), options)


def bounds(polygons):
    """Left, top, right and bottom of the polygons, in units."""
    xs = [x for p in polygons for x, _ in p]
    ys = [y for p in polygons for _, y in p]
    return min(xs), min(ys), max(xs), max(ys)


def _turned(polygons, options):
    left, top, right, bottom = bounds(polygons)
    px, py = options.get("px", (left + right) / 2), options.get("py", (top + bottom) / 2)
    a = math.radians(options["turn"])
    ca, sa = math.cos(a), math.sin(a)
    return [[(px + (x - px) * ca - (y - py) * sa, py + (x - px) * sa + (y - py) * ca) for x, y in p] for p in polygons]


def _moved(polygons, dx, dy):
    return [[(x + dx, y + dy) for x, y in p] for p in polygons]


def _arranged(polygons, options):
    if "turn" in options:
        polygons = _turned(polygons, options)
    for count, dx, dy in (("n", "dx", "dy"), ("m", "ex", "ey")):
        row = polygons
        for i in range(1, int(options.get(count, 1))):
            polygons = polygons + _moved(row, options.get(dx, 0) * i, options.get(dy, 0) * i)
    if "mirror" in options:
        polygons = polygons + [[(2 * options["mirror"] - x, y) for x, y in p] for p in polygons]
    if "flip" in options:
        polygons = polygons + [[(x, 2 * options["flip"] - y) for x, y in p] for p in polygons]
    return polygons


def mask(polygons, size, unit=UNIT, shift=(0, 0), smooth=SMOOTH):
    """The polygons as a soft-edged mask, and the box of the picture that it covers.

    Only the box is drawn, so that small shapes cost little.  None if nothing would be seen.
    """
    left, top, right, bottom = bounds(polygons)
    x0, y0 = max(0, math.floor(left * unit + shift[0])), max(0, math.floor(top * unit + shift[1]))
    x1 = min(size[0], math.ceil(right * unit + shift[0]) + 1)
    y1 = min(size[1], math.ceil(bottom * unit + shift[1]) + 1)
    if x1 <= x0 or y1 <= y0:
        return None, None
    image = Image.new("L", ((x1 - x0) * smooth, (y1 - y0) * smooth))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        draw.polygon(
            [
                ((x * unit + shift[0] - x0) * smooth - 0.5, (y * unit + shift[1] - y0) * smooth - 0.5)
                for x, y in polygon
            ],
            fill=255,
        )
    return (x0, y0, x1, y1), image.reduce(smooth)


def paint(image, item, colour=None):
    """Lay one shape on the picture in its ink."""
    box, soft = mask(item.polygons, image.size)
    if box:
        image.paste(colour or rgb(item.ink), box, soft)
