"""Contours: a map of level lines over land and water, drawn with lines of even width.

The ground is a sum of soft hills, ``hills`` of them strewn by the seed and more by hand in
``field`` (``hill x y size height``, ``slope dx dy``); with ``near``, a list of shapes, the ground
also falls with the distance from those shapes, so that the lines run round them.  ``pull`` weighs
that distance against the hills; the hills are damped until the fall has come to ``reach``.  Below
``water`` (0 to 1) lies the sea, if there is any.  ``shapes`` are laid on top.  ``levels`` is the
number of lines between the lowest point and the highest; every fifth is heavy.
"""

import math

from PIL import Image, ImageChops, ImageMath

from .inks import rgb
from .scene import UNIT, mask, paint, shape, words

CELL = 8  # pixels between the points at which the ground is worked out
LEVELS = 22
FIFTH = 5
THIN, THICK = 1.05, 1.75  # half the width of a line, in pixels
LEVEL_GROUND = 1e-4  # where it is flatter than this no line is ruled
FAR = 1e9


def draw(size, spec, rng):
    """Work out the ground, colour it, rule the level lines, lay the shapes on top."""
    columns, rows = size[0] // CELL + 2, size[1] // CELL + 2
    ground = _ground(columns, rows, spec, rng)
    low, high = min(map(min, ground)), max(map(max, ground))
    ground = [[(v - low) / (high - low) for v in row] for row in ground]
    height = _enlarged(ground, size)
    steep = _enlarged(_steepness(ground), size)
    picture = Image.new("RGB", size, rgb(spec.get("land", "paper")))
    inks = Image.new("RGB", size, rgb(spec.get("line", "ink")))
    if "water" in spec:
        water = spec["water"]
        sea = _sharp(lambda k: (water - k["f"]) / k["g"] + 0.5, f=height, g=steep)
        picture.paste(rgb(spec.get("sea", "river")), mask=sea)
        inks.paste(rgb(spec.get("sea_line", "shallow")), mask=sea)
    picture.paste(inks, mask=_lines(height, steep, spec))
    for text in spec.get("shapes", ()):
        paint(picture, shape(text))
    return picture


def _ground(columns, rows, spec, rng):
    """The height of the ground at every point of the grid."""
    ground = [[0.0] * columns for _ in range(rows)]
    scale = CELL / UNIT
    width, depth = columns * scale, rows * scale
    for _ in range(spec.get("hills", 0)):
        hill = (
            rng.uniform(-0.1, 1.1) * width,
            rng.uniform(-0.1, 1.1) * depth,
            rng.uniform(0.10, 0.34) * width,
            rng.uniform(-1, 1.3) * spec.get("rough", 1),
        )
        _add_hill(ground, scale, *hill)
    for text in spec.get("field", ()):
        (name,), numbers, _ = words(text)
        if name == "hill":
            _add_hill(ground, scale, *numbers)
        elif name == "slope":
            dx, dy = numbers
            for y, row in enumerate(ground):
                row[:] = [v + (dx * x / columns) + dy * y / rows for x, v in enumerate(row)]
        else:
            raise ValueError(f"a field has hills and slopes, not {name!r}")
    if "near" in spec:
        _add_distance(ground, spec)
    return ground


def _add_hill(ground, scale, x, y, size, height):
    """A hill is the product of two curves, so each is worked out only once a row or column."""

    def bell(count, middle):
        return [math.exp(-((i * scale - middle) ** 2) / (2 * size * size)) for i in range(count)]

    across = bell(len(ground[0]), x)
    for row, down in zip(ground, bell(len(ground), y), strict=True):
        h = height * down
        if abs(h) > 1e-4:
            row[:] = [v + h * a for v, a in zip(row, across, strict=True)]


def _add_distance(ground, spec):
    """Lower the ground with the distance from the shapes in ``near``."""
    columns, rows = len(ground[0]), len(ground)
    polygons = [p for text in spec["near"] for p in shape("ink " + text).polygons]
    box, soft = mask(polygons, (columns, rows), UNIT / CELL)
    seen = Image.new("L", (columns, rows))
    seen.paste(soft, box)
    cells = seen.tobytes()
    squares = [[0.0 if cells[y * columns + x] > 127 else FAR for x in range(columns)] for y in range(rows)]
    squares = [list(c) for c in zip(*(_nearest(c) for c in zip(*squares, strict=True)), strict=True)]
    pull, reach = spec.get("pull", 1.0) * CELL / UNIT / 20, spec.get("reach", 0)
    for row, line in zip(ground, squares, strict=True):
        far = [math.sqrt(s) * pull for s in _nearest(line)]
        # With a reach, the hills only begin to count that far from the shapes.
        row[:] = [(h * min(1, d / reach) if reach else h) - d for h, d in zip(row, far, strict=True)]
    ground[:] = _softened(_softened(ground))


def _nearest(line):
    """Squared distances along one line of cells (the lower envelope of parabolas)."""
    tops, starts = [0], [-FAR]
    for q in range(1, len(line)):
        while True:
            p = tops[-1]
            s = (line[q] + q * q - line[p] - p * p) / (2 * (q - p))
            if s > starts[-1] or len(tops) == 1:
                break
            tops.pop()
            starts.pop()
        if s <= starts[-1]:
            tops[-1] = q
        else:
            tops.append(q)
            starts.append(s)
    starts.append(FAR)
    out, k = [], 0
    for q in range(len(line)):
        while starts[k + 1] < q:
            k += 1
        out.append((q - tops[k]) ** 2 + line[tops[k]])
    return out


def _softened(ground):
    """Each point becomes the mean of itself and its neighbours."""
    rows = [[(a + b + c) / 3 for a, b, c in zip(r[:1] + r[:-1], r, r[1:] + r[-1:], strict=True)] for r in ground]
    return [
        [(a + b + c) / 3 for a, b, c in zip(*t, strict=True)]
        for t in zip(rows[:1] + rows[:-1], rows, rows[1:] + rows[-1:], strict=True)
    ]


def _steepness(ground):
    """How much the ground climbs in one pixel, at every point of the grid."""
    above, below = ground[:1] + ground[:-1], ground[1:] + ground[-1:]
    return [
        [
            math.hypot(e - w, s - n) / (2 * CELL) + 1e-7
            for w, e, n, s in zip(r[:1] + r[:-1], r[1:] + r[-1:], a, b, strict=True)
        ]
        for r, a, b in zip(ground, above, below, strict=True)
    ]


def _enlarged(grid, size):
    """The grid as an image of the full size, smooth between its points."""
    small = Image.new("F", (len(grid[0]), len(grid)))
    small.putdata([v for row in grid for v in row])
    big = small.resize((small.width * CELL, small.height * CELL), Image.Resampling.BICUBIC)
    return big.crop((0, 0, *size))


def _sharp(formula, **images):
    """Work out a formula for every pixel; 0 to 1 becomes a mask."""
    value = ImageMath.lambda_eval(lambda k: formula(k) * 255.0, **images)
    return value.convert("L")


def _lines(height, steep, spec):
    """The mask of the level lines: thin ones, and every fifth thick."""
    step = 1 / spec.get("levels", LEVELS)

    def ruled(step, half):
        # Pixels to the nearest level are the height left over, divided by the steepness.
        return _sharp(
            lambda k: k["min"](
                (half + 0.5) - abs((k["f"] + step / 2) % step - step / 2) / k["g"],
                k["g"] / LEVEL_GROUND,
            ),
            f=height,
            g=steep,
        )

    thin = ruled(step, spec.get("thin", THIN) - 0.5)
    thick = ruled(step * FIFTH, spec.get("thick", THICK) - 0.5)
    return ImageChops.lighter(thin, thick)
