"""The geometry of the covers: each shape becomes a list of polygons, in units, and nothing more.

Angles are in degrees, clockwise from three o'clock.  The names of the public functions are the
words that a scene in covers.toml may use (see ``scene``).
"""

import math
from itertools import pairwise

ARC_STEP = 4  # degrees between the points of a drawn curve
SPLINE_STEPS = 10  # points between two knots of a smooth curve
FULL = 360


def _pairs(numbers):
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _arc_points(x, y, rx, ry, start=0, end=FULL):
    count = max(2, round(abs(end - start) / ARC_STEP))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def _band(points, width, end_width=None):
    """A ribbon of the given width (narrowing to end_width) along the points."""
    end_width = width if end_width is None else end_width
    last = len(points) - 1
    left, right = [], []
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(last, i + 1)]
        length = math.hypot(bx - ax, by - ay) or 1
        half = (width + (end_width - width) * i / last) / 2
        nx, ny = (ay - by) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def _spline(knots, closed=False):
    """A smooth line (Catmull-Rom) through the knots."""
    count = len(knots)
    points = []
    for i in range(count if closed else count - 1):
        quad = [i - 1, i, i + 1, i + 2]
        quad = [k % count for k in quad] if closed else [min(max(k, 0), count - 1) for k in quad]
        p0, p1, p2, p3 = (knots[k] for k in quad)
        for step in range(SPLINE_STEPS):
            t = step / SPLINE_STEPS
            points.append(
                tuple(
                    b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))) / 2
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return points if closed else [*points, knots[-1]]


def disc(x, y, r):
    return [_arc_points(x, y, r, r)]


def oval(x, y, rx, ry):
    return [_arc_points(x, y, rx, ry)]


def ring(x, y, r, w):
    """A hoop; r is its outer radius."""
    return [_arc_points(x, y, r, r) + _arc_points(x, y, r - w, r - w, FULL, 0)]


def hoop(x, y, rx, ry, w):
    """An oval ring."""
    return [_arc_points(x, y, rx, ry) + _arc_points(x, y, rx - w, ry - w, FULL, 0)]


def pie(x, y, r, start, end):
    return [[(x, y), *_arc_points(x, y, r, r, start, end)]]


def segment(x, y, rx, ry, start, end):
    """A slice of an oval cut off by a straight chord: half-moons, bowls, hulls, loaves."""
    return [_arc_points(x, y, rx, ry, start, end)]


def arc(x, y, r, w, start, end):
    """Part of a ring with square ends."""
    return [_arc_points(x, y, r, r, start, end) + _arc_points(x, y, r - w, r - w, end, start)]


def rect(x, y, w, h):
    return [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]]


def arch(x, y, w, h):
    """A window or a gate: straight below, half round above."""
    half = w / 2
    return [[(x, y + h), *_arc_points(x + half, y + half, half, half, 180, FULL), (x + w, y + h)]]


def pill(x, y, w, h):
    """A bar with round ends (the ends are on its short sides)."""
    r = min(w, h) / 2
    return [
        _arc_points(x + w - r, y + r, r, r, -90, 0)
        + _arc_points(x + w - r, y + h - r, r, r, 0, 90)
        + _arc_points(x + r, y + h - r, r, r, 90, 180)
        + _arc_points(x + r, y + r, r, r, 180, 270)
    ]


def poly(*numbers):
    return [_pairs(numbers)]


def blob(*numbers):
    """A smooth closed outline through the points."""
    return [_spline(_pairs(numbers), closed=True)]


def line(w, *numbers):
    """A broken line; every stretch is its own bar, with round joints."""
    points = _pairs(numbers)
    bars = [_band([a, b], w) for a, b in pairwise(points)]
    return bars + [_arc_points(x, y, w / 2, w / 2) for x, y in points[1:-1]]


def curve(w, *numbers):
    """A smooth line through the points."""
    return [_band(_spline(_pairs(numbers)), w)]


def lick(w, w2, *numbers):
    """A smooth line that goes from the width w to the width w2: a wing, a tail, a stalk."""
    return [_band(_spline(_pairs(numbers)), w, w2)]


def rays(x, y, r0, r1, count, w):
    """Wedges round a middle, pointed outwards."""
    out = []
    for i in range(int(count)):
        a = math.tau * i / count
        ca, sa = math.cos(a), math.sin(a)
        out.append(
            [
                (x + r0 * ca - w / 2 * sa, y + r0 * sa + w / 2 * ca),
                (x + r1 * ca, y + r1 * sa),
                (x + r0 * ca + w / 2 * sa, y + r0 * sa - w / 2 * ca),
            ]
        )
    return out


def spokes(x, y, r0, r1, count, w):
    """Bars round a middle: the spokes of a wheel, the marks of a dial."""
    ends = ((math.cos(a), math.sin(a)) for a in (math.tau * i / count for i in range(int(count))))
    return [_band([(x + r0 * c, y + r0 * s), (x + r1 * c, y + r1 * s)], w) for c, s in ends]


def petals(x, y, r0, r1, count, w):
    """Leaf shapes round a middle."""
    out = []
    for i in range(int(count)):
        a = math.tau * i / count
        ca, sa = math.cos(a), math.sin(a)
        mid = (r0 + r1) / 2
        knots = [(r0, 0), (mid, w / 2), (r1, 0), (mid, -w / 2)]
        out.append(_spline([(x + u * ca - v * sa, y + u * sa + v * ca) for u, v in knots], True))
    return out


def around(x, y, rx, ry, count, w, h):
    """Small bricks set round an oval, each turned to face its middle."""
    out = []
    for i in range(int(count)):
        a = math.tau * i / count
        px, py = x + rx * math.cos(a), y + ry * math.sin(a)
        tx, ty = -rx * math.sin(a), ry * math.cos(a)
        length = math.hypot(tx, ty)
        tx, ty = tx / length * w / 2, ty / length * w / 2
        out.append(_band([(px - tx, py - ty), (px + tx, py + ty)], h))
    return out


def beads(x, y, rx, ry, count, r):
    """Discs set round an oval."""
    angles = (math.tau * i / count for i in range(int(count)))
    return [_arc_points(x + rx * math.cos(a), y + ry * math.sin(a), r, r) for a in angles]


def spiral(x, y, r0, r1, turns, w):
    count = max(8, round(abs(turns) * FULL / ARC_STEP / 2))
    points = []
    for i in range(count + 1):
        a, r = math.tau * turns * i / count, r0 + (r1 - r0) * i / count
        points.append((x + r * math.cos(a), y + r * math.sin(a)))
    return [_band(points, w)]


def fan(x, y, y1, x0, x1, count, w):
    """Furrows or sleepers in perspective: wedges from one vanishing point down to a base line."""
    step = (x1 - x0) / max(1, count - 1)
    feet = (x0 + step * i for i in range(int(count)))
    return [[(x, y), (foot - w / 2, y1), (foot + w / 2, y1)] for foot in feet]


NAMES = {
    f.__name__: f
    for f in (
        disc,
        oval,
        ring,
        hoop,
        pie,
        segment,
        arc,
        rect,
        arch,
        pill,
        poly,
        blob,
        line,
        curve,
        lick,
        rays,
        spokes,
        petals,
        around,
        beads,
        spiral,
        fan,
    )
}
