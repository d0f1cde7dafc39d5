"""A page as everybody meets it: by ear, on a desk’s screen and on a telephone, in the light theme and the dark."""

import os
from functools import cache

from .conftest import HEIGHTS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]  # all that the dark theme changes
PHONE = ["target-size", "scrollable-region-focusable", "aria-hidden-focus"]  # and a small screen
LOOKS = [(1280, "light", RULES), (390, "dark", PHONE + COLOURS)]
if os.environ.get("THOROUGH"):
    LOOKS = [(width, theme, RULES) for width in (1280, 390) for theme in ("light", "dark")]
# Nothing comes back but what is wrong.
RUN = "([within, options]) => axe.run(within ?? document, options).then(found => found.violations)"


@cache
def axe():
    from axe_playwright_python.base import AXE_SCRIPT  # installed for these tests only

    return f"{AXE_SCRIPT};0"


def faults_in(page, within=None, looks=LOOKS):
    """What axe finds and what does not fit, by look; nothing when all is well. The page is not loaded again."""
    found = {}
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    for width, theme, rules in looks:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        options = {"runOnly": rules, "resultTypes": ["violations"], "iframes": False, "preload": False}
        violations = page.evaluate(RUN, [within, options])
        faults = [
            f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
            for fault in violations
            for node in fault["nodes"]
        ]
        if (across := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{across} pixels wide")
        if faults:
            found[f"{width} {theme}"] = faults
    return found
