"""The geometry of the desk's two charts; templates draw them as SVG, with the numbers as a table beside them."""

from dataclasses import dataclass

from articles.charts import one

LEFT, RIGHT, TOP, FLOOR = 40, 562, 30, 210  # the box of the lines
STEPS = 4
WIDTH, MIDDLE, UP, DOWN = 320, 92, 70, 26  # the box of joined and left


@dataclass(frozen=True)
class Lines:
    now: str
    before: str
    grid: list  # (y, label) from the floor up
    ticks: list  # (x, label)
    goal: str  # y of the goal, or empty
    end: tuple  # where the line ends
    end_before: str  # y of the end of the year before


def lines(now, before, labels, goal=None):
    """Two lines of the same months, and where the goal lies above them."""
    top = nice(max([*now, *before, goal or 0, 1]))

    def y(value):
        return FLOOR - (FLOOR - TOP) * value / top

    def x(at):
        return LEFT + (RIGHT - LEFT) * at / max(len(labels) - 1, 1)

    def points(values):
        return " ".join(f"{one(x(at))},{one(y(value))}" for at, value in enumerate(values))

    return Lines(
        points(now),
        points(before),
        [(one(y(top * step / STEPS)), top * step // STEPS) for step in range(STEPS + 1)],
        [(one(x(at)), label) for at, label in enumerate(labels)],
        one(y(goal)) if goal else "",
        (one(x(len(now) - 1)), one(y(now[-1]))),
        one(y(before[-1])),
    )


def nice(value):
    """The next number above that four even steps of round numbers reach."""
    size = 10 ** (len(str(value)) - 1)
    for factor in (1, 2, 4, 6, 8):
        if value <= factor * size:
            return max(factor * size, STEPS)
    return 10 * size


@dataclass(frozen=True)
class Column:
    x: str
    middle: str
    width: str
    up: str  # y, height, y of the number
    up_height: str
    up_label: str
    down_height: str
    down_label: str
    joined: int
    left: int
    label: str


def columns(joined, left, labels):
    """For each month who joined, upwards, and who left, downwards, on one scale."""
    most_up, most_down = max([*joined, 1]), max([*left, 1])
    scale = min(UP / most_up, DOWN / most_down)
    room = WIDTH / max(len(labels), 1)
    width = room * 0.6
    drawn = []
    for at, (up, down, label) in enumerate(zip(joined, left, labels, strict=True)):
        x = at * room + (room - width) / 2
        drawn.append(
            Column(
                one(x),
                one(x + width / 2),
                one(width),
                one(MIDDLE - up * scale),
                one(up * scale),
                one(MIDDLE - up * scale - 5),
                one(down * scale),
                one(MIDDLE + down * scale + 15),
                up,
                down,
                label,
            )
        )
    return drawn
