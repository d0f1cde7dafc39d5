"""Woodcut: ridges that recede from ink to mist, a wheat sky cut with broken lines, one disc.

A scene is painted from back to front.  Besides the shapes it knows three things of its own:

``straw grain y0 y1``            broken level lines across the sky
``steel ridge y height rough``   a skyline with cuts running down from its crest
``... cut=angle gap= bite=``     on any shape: tapered cuts from one edge, in a lighter ink
"""

import math

from PIL import Image

from .inks import rgb
from .scene import UNIT, mask, shape, words

STEP = 4  # pixels between the points of a skyline
OCTAVES = 5
ROUGH = 1.9  # each octave of a skyline is so many times weaker than the last
CREST_CUTS = 70
GAP, BITE = 1.1, 0.7  # of the cuts in a shape: units between them, share of the shape they cross
GRAIN_ROWS = 0.72  # units between the lines in the sky
SMOOTH = 2


def draw(size, spec, rng):
    """Paint the scene from back to front."""
    picture = Image.new("RGB", size, rgb(spec.get("paper", "sky")))
    for text in spec["shapes"]:
        names, numbers, options = words(text)
        if names[1:] == ["grain"]:
            _grain(picture, names[0], numbers, rng)
        elif names[1:] == ["ridge"]:
            _ridge(picture, names[0], numbers, options, rng)
        else:
            item = shape(text)
            _lay(picture, item.polygons, rgb(item.ink))
            if "cut" in item.options:
                _lay(picture, _cuts(item, rng), _lighter(rgb(item.ink)))
    return picture


def _lay(picture, polygons, colour):
    if polygons:
        box, soft = mask(polygons, picture.size, smooth=SMOOTH)
        if box:
            picture.paste(colour, box, soft)


def _lighter(colour):
    return tuple(min(255, int(c * 1.2 + 14)) for c in colour)


def _noise(rng, count, rough):
    """A line that wanders like a skyline, between about -1 and 1."""
    heights = [0.0] * count
    for octave in range(OCTAVES):
        knots = 2 ** (octave + 1)
        values = [rng.uniform(-1, 1) for _ in range(knots + 2)]
        for i in range(count):
            t = i / count * knots
            k = int(t)
            f = (t - k) ** 2 * (3 - 2 * (t - k))
            heights[i] += (values[k] * (1 - f) + values[k + 1] * f) / rough**octave
    return heights


def _ridge(picture, ink, numbers, options, rng):
    """A skyline filled down to the foot of the picture, with cuts below its crest."""
    base, height = numbers[:2]
    rough = numbers[2] if len(numbers) > 2 else ROUGH
    width, foot = picture.size[0] / UNIT, picture.size[1] / UNIT + 1
    step = STEP / UNIT
    count = int(width / step) + 2
    line = [(i * step, base - height * h) for i, h in enumerate(_noise(rng, count, rough))]
    _lay(picture, [[*line, (width + 1, foot), (0, foot)]], rgb(ink))
    cuts = []
    for _ in range(int(options.get("cuts", CREST_CUTS))):
        x, y = rng.choice(line)
        length, angle = rng.uniform(1.2, 5.5), math.radians(rng.uniform(55, 72))
        dx, dy = math.cos(angle) * length, math.sin(angle) * length
        y += rng.uniform(0.4, 1.0)
        cuts.append([(x, y), (x + dx - 0.2, y + dy), (x + dx + 0.07, y + dy)])
    _lay(picture, cuts, _lighter(rgb(ink)))


def _grain(picture, ink, numbers, rng):
    """Broken level lines, closer and longer towards the top."""
    top, bottom = numbers
    width = picture.size[0] / UNIT
    lines, y = [], top
    while y < bottom:
        depth = (y - top) / (bottom - top)
        x = rng.uniform(-20, 25)
        while x < width:
            length = rng.uniform(6, 44) * (1 - 0.55 * depth)
            thick = rng.uniform(0.08, 0.13)
            lines.append([(x, y), (x + length / 2, y - thick / 2), (x + length, y), (x + length / 2, y + thick / 2)])
            x += length + rng.uniform(1.5, 8)
        y += GRAIN_ROWS * rng.uniform(0.85, 1.15)
    _lay(picture, lines, rgb(ink))


def _cuts(item, rng):
    """Tapered cuts through a shape, side by side at one angle, deepest at the first edge."""
    a = math.radians(item.options["cut"])
    ca, sa = math.cos(a), math.sin(a)
    gap, bite = item.options.get("gap", GAP), item.options.get("bite", BITE)
    cuts = []
    for polygon in item.polygons:
        turned = [(x * ca + y * sa, y * ca - x * sa) for x, y in polygon]
        v = min(y for _, y in turned) + gap * 0.6
        while v < max(y for _, y in turned):
            ends = _crossings(turned, v)
            for u0, u1 in zip(ends[::2], ends[1::2], strict=True):
                reach = (u1 - u0) * bite * rng.uniform(0.45, 1.0)
                wedge = [(u0, v - gap * 0.17), (u0 + reach, v), (u0, v + gap * 0.17)]
                cuts.append([(u * ca - w * sa, u * sa + w * ca) for u, w in wedge])
            v += gap * rng.uniform(0.85, 1.15)
    return cuts


def _crossings(polygon, v):
    """Where the level line v crosses the polygon, from left to right."""
    ends = []
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y0 < v) != (y1 < v):
            ends.append(x0 + (x1 - x0) * (v - y0) / (y1 - y0))
    return sorted(ends)
