"""Halftone: a simple scene in tones, broken into dots by a turned screen.

The screen stands at 18.4 degrees (one across, three along), because a grid turned so repeats
exactly on a square tile; the tile is ranked, so that a tone of 0.4 covers 0.4 of the paper.
A scene is ``shapes``, painted one over the other.  Options of a shape: ``tone=`` (0 to 1),
and for a fade to another tone ``down=``, ``right=`` or ``out=`` (from the middle to the rim);
``over=1`` prints over the other inks in place of clearing them away.
"""

import math

from PIL import Image, ImageChops

from .inks import rgb
from .scene import UNIT, bounds, mask, shape

DOT = 10  # pixels; a dot is DOT * sqrt(10) wide, the tile DOT * 10
TONE = 0.95
HARD = 1 / 11  # how soft the rim of a dot is
MIDDLE = 128


def draw(size, spec, rng):
    """Paint the tones of every plate, then screen them."""
    plates = {}
    for text in spec["shapes"]:
        item = shape(text)
        if item.ink not in plates and item.ink != "paper":
            plates[item.ink] = Image.new("L", size)
        box, soft = mask(item.polygons, size)
        if not box:
            continue
        for name, plate in plates.items():
            if name == item.ink:
                plate.paste(_tones(item, box), box, soft)
            elif not item.options.get("over"):
                plate.paste(0, box, soft)
    picture = Image.new("RGB", size, rgb(spec.get("paper", "paper")))
    tile = _tile(round(spec.get("dot", DOT)))
    for count, (name, plate) in enumerate(plates.items()):
        screen = _screen(tile if count % 2 == 0 else tile.transpose(Image.Transpose.ROTATE_90), size, rng)
        dots = ImageChops.subtract(plate, screen, HARD, MIDDLE)
        picture.paste(rgb(name), mask=ImageChops.multiply(dots, plate.point(_ON)))
    return picture


_ON = [0] + [255] * 255  # where a plate has no tone, no rim of a dot may show


def _tones(item, box):
    """A flat tone or a fade, the size of the box."""
    width, height = box[2] - box[0], box[3] - box[1]
    start = item.options.get("tone", TONE)
    for key, source in (("down", "linear"), ("right", "linear"), ("out", "radial")):
        if key in item.options:
            fade = Image.linear_gradient("L") if source == "linear" else Image.radial_gradient("L")
            if key == "right":
                fade = fade.transpose(Image.Transpose.ROTATE_90)
            end = item.options[key]
            ramp = [round(255 * (start + (end - start) * i / 255)) for i in range(256)]
            return _seen(fade.point(ramp), item, box).resize((width, height))
    return Image.new("L", (width, height), round(255 * start))


def _seen(fade, item, box):
    """The part of a fade that the picture shows, when the shape runs over its edge."""
    left, top, right, bottom = bounds(item.polygons)
    scale_x, scale_y = fade.width / (right - left), fade.height / (bottom - top)
    x0, y0, x1, y1 = (v / UNIT for v in box)
    return fade.transform(
        fade.size,
        Image.Transform.EXTENT,
        ((x0 - left) * scale_x, (y0 - top) * scale_y, (x1 - left) * scale_x, (y1 - top) * scale_y),
        Image.Resampling.BILINEAR,
    )


def _tile(dot):
    """One tile of the screen: for each pixel the tone from which it is inked."""
    side = dot * 10
    turn = math.tau / (10 * dot)
    heights = [math.cos((3 * x + y) * turn) + math.cos((3 * y - x) * turn) for y in range(side) for x in range(side)]
    order = sorted(range(len(heights)), key=heights.__getitem__, reverse=True)
    values = bytearray(len(heights))
    for rank, place in enumerate(order):
        values[place] = 255 * rank // len(order)
    return Image.frombytes("L", (side, side), bytes(values))


def _screen(tile, size, rng):
    """The tile laid over the whole picture, from a random corner."""
    side = tile.width
    x0, y0 = -rng.randrange(side), -rng.randrange(side)
    screen = Image.new("L", size)
    for y in range(y0, size[1], side):
        for x in range(x0, size[0], side):
            screen.paste(tile, (x, y))
    return screen
