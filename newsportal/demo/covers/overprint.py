"""Overprint: flat shapes in a few transparent inks, one plate an ink, a little out of register.

Where two plates meet, their inks mix, as on a poster from a small press.  A scene is ``shapes``,
in any order; ``-poppy disc ...`` takes a shape away from the poppy plate, and ``paper disc ...``
takes it away from every plate there is so far.  ``shift`` is how far, in pixels, a plate may stray.
"""

from PIL import Image, ImageChops

from .inks import rgb
from .scene import mask, shape

# Printed thin, so that the mixtures stay clear.
THIN = {
    "poppy": (214, 88, 72),
    "river": (86, 140, 190),
    "green": (104, 168, 128),
    "wheat": (243, 194, 60),
}
SHIFT = 5


def draw(size, spec, rng):
    """Print the plates one on the other."""
    reach = spec.get("shift", SHIFT)
    plates, shifts = {}, {}
    for text in spec["shapes"]:
        item = shape(text)
        name = item.ink.lstrip("-")
        if name == "paper":
            for other, plate in plates.items():
                _cover(plate, item, 0, shifts[other])
            continue
        if name not in plates:
            plates[name] = Image.new("L", size)
            shifts[name] = (rng.uniform(-reach, reach), rng.uniform(-reach, reach))
        _cover(plates[name], item, 0 if item.ink.startswith("-") else 255, shifts[name])
    picture = Image.new("RGB", size, rgb(spec.get("paper", "paper")))
    for name, plate in plates.items():
        print_ = Image.new("RGB", size, "white")
        print_.paste(THIN.get(name, rgb(name)), mask=plate)
        picture = ImageChops.multiply(picture, print_)
    return picture


def _cover(plate, item, value, shift):
    box, soft = mask(item.polygons, plate.size, shift=shift)
    if box:
        plate.paste(value, box, soft)
