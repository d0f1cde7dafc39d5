"""Cross-stitch: the scene counted out in crosses on a plain weave.

``shapes`` are as everywhere, but a unit is one stitch, and a stitch is either there or not.
``motifs`` are patterns counted by hand, row by row (see ``KEY`` for the letters); a line
``motif name x y`` sets one down, with the usual ``n= dx= m= ey=`` and ``mx=1``, ``my=1`` to mirror
it sideways or downwards about its last column or row.  ``ink text x y width rows`` sews words that
nobody can read.
"""

from PIL import Image, ImageDraw

from .inks import rgb
from .scene import mask, shape, words

STITCH = 16  # pixels
FINE = 4  # a cross is drawn so many times larger and reduced
HALF = 128
LEADING = 2  # stitches from one row of words to the next
VARIANTS = 4  # no two hands pull a thread alike
KEY = {
    "r": "poppy",
    "k": "ink",
    "w": "wheat",
    "b": "river",
    "g": "green",
    "p": "paper",
    "m": "mist",
    "s": "slate",
    "c": "clay",
    "h": "hair",
    ".": None,
}


def draw(size, spec, rng):
    """Count the scene, then sew it, cross by cross."""
    columns, rows = size[0] // STITCH, size[1] // STITCH
    cells = [[None] * columns for _ in range(rows)]
    for text in spec["shapes"]:
        names, numbers, options = words(text)
        if names[0] == "motif":
            _set_motif(cells, spec["motifs"][names[1]], numbers, options)
        elif names[1] == "text":
            _set_text(cells, names[0], numbers, rng)
        else:
            _set_shape(cells, shape(text))
    picture = _weave(size, rgb(spec.get("paper", "paper")))
    left, top = (size[0] - columns * STITCH) // 2, (size[1] - rows * STITCH) // 2
    crosses = [_cross(rng) for _ in range(VARIANTS)]
    for y, row in enumerate(cells):
        for x, ink in enumerate(row):
            if ink:
                place = (left + x * STITCH, top + y * STITCH)
                picture.paste(rgb(ink), (*place, place[0] + STITCH, place[1] + STITCH), rng.choice(crosses))
    return picture


def _set(cells, x, y, ink):
    if 0 <= y < len(cells) and 0 <= x < len(cells[0]):
        cells[y][x] = ink


def _set_shape(cells, item):
    """A stitch belongs to a shape if at least half of it does."""
    size = (len(cells[0]), len(cells))
    box, soft = mask(item.polygons, size, unit=1, smooth=8)
    if not box:
        return
    ink = None if item.ink.startswith("-") else item.ink
    width = box[2] - box[0]
    for i, cover in enumerate(soft.tobytes()):
        if cover >= HALF:
            _set(cells, box[0] + i % width, box[1] + i // width, ink)


def _set_motif(cells, text, numbers, options):
    """Set down a pattern counted by hand, as often as wanted."""
    rows = [line.strip() for line in text.split("\n") if line.strip()]
    if options.get("mx"):
        rows = [row + row[-2::-1] for row in rows]
    if options.get("my"):
        rows = rows + rows[-2::-1]
    x0, y0 = map(int, numbers)
    for i in range(int(options.get("n", 1))):
        for j in range(int(options.get("m", 1))):
            left = x0 + i * int(options.get("dx", 0))
            top = y0 + j * int(options.get("ey", 0))
            for y, row in enumerate(rows):
                for x, letter in enumerate(row):
                    if KEY[letter]:
                        _set(cells, left + x, top + y, KEY[letter])


def _set_text(cells, ink, numbers, rng):
    """Rows of words of two to six stitches; the last row ends early."""
    left, top, width, rows = map(int, numbers)
    for row in range(rows):
        x, end = left, left + (width if row < rows - 1 else width // 2)
        while x < end:
            word = rng.randint(2, 6)
            for i in range(x, min(x + word, end)):
                _set(cells, i, top + row * LEADING, ink)
            x += word + 1


def _weave(size, colour):
    """Cloth: the paper with a fine hole at every corner of a stitch."""
    shade = tuple(int(c * 0.93) if sum(colour) > 300 else min(255, c + 16) for c in colour)
    columns, rows = size[0] // STITCH, size[1] // STITCH
    left, top = (size[0] - columns * STITCH) // 2, (size[1] - rows * STITCH) // 2
    cloth = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(cloth)
    for y in range(top % STITCH, size[1], STITCH):
        for x in range(left % STITCH, size[0], STITCH):
            pen.rectangle((x - 1, y - 1, x, y), fill=shade)
    return cloth


def _cross(rng):
    """One cross as a mask: two threads, a little uneven."""
    side = STITCH * FINE
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    near, far = side * 0.16, side * 0.84
    for start, end in (((near, near), (far, far)), ((far, near), (near, far))):
        ends = [(x + rng.uniform(-2, 2), y + rng.uniform(-2, 2)) for x, y in (start, end)]
        thick = int(side * 0.27)
        pen.line(ends, fill=255, width=thick)
        for x, y in ends:
            r = thick / 2
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return image.reduce(FINE)
