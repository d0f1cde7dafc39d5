"""Reading on a phone, on a desk, enlarged, in the dark: nothing is cut off and the lines keep their length."""

import re

import pytest

from .conftest import HEIGHTS
from .places import ALL_NEWS, HOME, LOG_IN, SECTION, TOUCHSTONE, UKRAINIAN_TOUCHSTONE, visit

pytestmark = pytest.mark.browser

TWICE = 32  # pixels of the root's letters at 200 %

# Elements whose own text does not fit into what is shown of them. The breadcrumb may end with three dots: what it cuts
# stands in full below it.
CLIPPED = """() => [...document.body.querySelectorAll("*")].filter(e => {
  const style = getComputedStyle(e);
  if (!e.checkVisibility() || !e.textContent.trim()) return false;
  if (e.closest("svg, .visually-hidden, .c-skip, .c-crumb")) return false;
  const hides = value => value === "hidden" || value === "clip";
  return hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1
    || hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
}).map(e => e.outerHTML.slice(0, 120))"""

# The number of characters on each full line of the article's paragraphs.
LINE_LENGTHS = """() => {
  const lengths = [];
  for (const paragraph of document.querySelectorAll(".c-prose > p:not([class])")) {
    const lines = new Map();
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (let at = 0; at < walker.currentNode.length; at++) {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 1);
        const box = range.getClientRects()[0];
        if (box?.width) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) ?? 0) + 1);
      }
    }
    lengths.push(...[...lines.values()].slice(0, -1));
  }
  return lengths;
}"""

# What a finger must hit and could miss. A link within a sentence is as high as its line, which is allowed.
SMALL_TARGETS = """() => {
  const inSentence = e => getComputedStyle(e).display === "inline"
    && [...e.parentElement.childNodes].some(n => n.nodeType === Node.TEXT_NODE && /[\\p{L}\\d]/u.test(n.data));
  return [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter(e => e.checkVisibility() && !e.closest(".visually-hidden, .c-skip, .c-prose") && !inSentence(e))
    .map(e => [e, (e.matches("input") && e.closest("label") || e).getBoundingClientRect()])
    .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
    .map(([e, box]) => `${e.outerHTML.slice(0, 100)} ${Math.round(box.width)}×${Math.round(box.height)}`);
}"""


def test_no_page_scrolls_sideways_on_the_smallest_phone(shown):
    page = shown.look(320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_letters_of_twice_the_size_are_not_cut_off(page, site):
    sizes = {"fontSizes": {"standard": TWICE, "fixed": TWICE}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    for place in (HOME, TOUCHSTONE, SECTION, ALL_NEWS, LOG_IN):
        visit(page, place, site)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{TWICE}px"
        for width in (1280, 768):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            assert page.evaluate(CLIPPED) == [], (place, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (place, width)


# Cyrillic letters are wider, so fewer stand on a line.
@pytest.mark.parametrize(("place", "few"), [(TOUCHSTONE, 60), (UKRAINIAN_TOUCHSTONE, 50)], ids=str)
def test_lines_on_a_desk_are_as_long_as_the_eye_likes(page, site, place, few):
    visit(page, place, site)
    lengths = page.evaluate(LINE_LENGTHS)
    assert len(lengths) > 10
    assert few <= sum(lengths) / len(lengths) <= 76
    assert max(lengths) <= 80


def test_lines_on_a_phone_still_hold_a_few_words(open_page, site):
    page = visit(open_page(width=390), TOUCHSTONE, site)
    lengths = page.evaluate(LINE_LENGTHS)
    assert sum(lengths) / len(lengths) >= 28


def test_everything_to_tap_is_large_enough_for_a_finger(shown):
    assert shown.look(390).evaluate(SMALL_TARGETS) == []


def test_the_dark_theme_is_dark(shown):
    ground = shown.look(theme="dark").evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (float(channel) for channel in re.findall(r"[\d.]+", ground)[:3])
    assert luminance(red, green, blue) < 0.02


def luminance(*channels):
    """Relative luminance as WCAG defines it."""
    red, green, blue = (
        channel / 255 / 12.92 if channel <= 10 else ((channel / 255 + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_nothing_moves_for_those_who_asked_for_stillness(shown):
    assert shown.look(motion="reduce").evaluate("document.getAnimations().length") == 0
