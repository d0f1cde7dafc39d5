"""The covers of the demo newsroom: no stock pictures, no faces, everything drawn from covers.toml.

``draw(slug, spec)`` returns a picture; the same spec always gives the same picture, to the byte.
"""

from random import Random

from . import contours, crossstitch, halftone, monogram, overprint, woodcut

__all__ = ["SIZES", "STYLES", "draw", "monogram"]

STYLES = {
    "contours": contours.draw,
    "crossstitch": crossstitch.draw,
    "halftone": halftone.draw,
    "overprint": overprint.draw,
    "woodcut": woodcut.draw,
}
SIZES = {"landscape": (1600, 1067), "portrait": (1200, 1500)}


def draw(slug, spec):
    """Draw the cover of one article from its table in covers.toml."""
    style, shape = spec.get("style"), spec.get("format", "landscape")
    if style not in STYLES:
        raise ValueError(f"{slug}: unknown style {style!r}; the styles are {', '.join(STYLES)}")
    if shape not in SIZES:
        raise ValueError(f"{slug}: unknown format {shape!r}; the formats are {', '.join(SIZES)}")
    try:
        return STYLES[style](SIZES[shape], spec, Random(spec.get("seed", slug)))  # noqa: S311
    except (KeyError, ValueError) as error:
        raise ValueError(f"{slug}: {error}") from error
