"""The geometry of small charts. Templates draw them as SVG; every one has its numbers as text beside it."""

from dataclasses import dataclass

WIDTH, FLOOR, HEIGHT = 320, 70, 60  # of a chart of bars: its box, where the bars stand, and how high the highest is
GAP = 0.32  # of the room of a bar


@dataclass(frozen=True)
class Bar:
    """One bar, its numbers as SVG wants them whatever the reader's language writes."""

    x: str
    y: str
    width: str
    height: str
    look: str  # "bar", "now" for the one that still grows, "plan" for what is yet to come


def bars(values, looks=None, most=None, under=None):
    """Bars of equal room along the box, one of `most` (default: the highest) as high as the box; each stands on what
    lies `under` it. Nothing is drawn for a 0."""
    values = list(values)
    most = most or max(values, default=0)
    room = WIDTH / max(len(values), 1)
    width = room * (1 - GAP)
    drawn = []
    for number, value in enumerate(values):
        if value:
            height = max(value / most * HEIGHT, 1)
            floor = FLOOR - (under[number] / most * HEIGHT if under else 0)
            look = looks[number] if looks else "bar"
            drawn.append(Bar(one(number * room + room * GAP / 2), one(floor - height), one(width), one(height), look))
    return drawn


def line(values, width=60, height=16, margin=1):
    """The points of a line through the values, from one edge to the other; the highest touches the top."""
    values = list(values)
    most, steps = max(values, default=0) or 1, max(len(values) - 1, 1)
    inside = height - 2 * margin
    points = ((number / steps * width, height - margin - value / most * inside) for number, value in enumerate(values))
    return " ".join(f"{one(x)},{one(y)}" for x, y in points)


def is_rising(values):
    """Whether the last third lies above the rest on average."""
    values = list(values)
    last = max(len(values) // 3, 1)
    before, after = values[:-last], values[-last:]
    return bool(before) and sum(after) / len(after) > sum(before) / len(before)


def ticks(labels, every):
    """Every so-manieth label with its place under the bars: (x, label)."""
    room = WIDTH / max(len(labels), 1)
    return [(one(number * room), label) for number, label in enumerate(labels) if number % every == 0]


def one(number):
    return f"{number:.1f}"
