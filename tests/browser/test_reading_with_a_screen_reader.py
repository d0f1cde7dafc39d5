"""Reading by ear: what the pages say about themselves to a machine that reads them out."""

import re
from collections import Counter

import pytest

from .looks import faults_in
from .places import HOME, TOUCHSTONE, visit

pytestmark = pytest.mark.browser

LANDMARKS = {"banner", "main", "contentinfo", "navigation", "complementary", "region", "search", "form"}

# Text that states a date or an hour, outside the texts that people wrote and outside <time>.
BARE_DATES = r"""() => {
  const months = "January|February|March|April|May|June|July|August|September|October|November|December|"
    + "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня";
  const date = new RegExp(`(?<!\\d)\\d{1,2}\\s(${months})|(?<![\\d:])\\d{1,2}:\\d{2}(?![\\d:])`);
  const written = "time, .c-prose, a, h1, h2, h3, figcaption, .c-standfirst, .c-teaser__summary, .c-fact, "
    + ".c-page-intro, .c-crumb, .c-correction, .c-corrections__text, .print-only";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (date.test(node.data) && !node.parentElement.closest(written)) found.push(node.data.trim());
  }
  return found;
}"""


def test_axe_finds_nothing_on_any_screen_in_either_theme(shown):
    assert faults_in(shown.page) == {}


def test_headings_are_one_outline_without_gaps(shown):
    headings = shown.page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6",
        "all => all.filter(h => h.checkVisibility()).map(h => [Number(h.tagName[1]), h.textContent.trim()])",
    )
    levels = [level for level, _ in headings]
    assert levels.count(1) == 1
    assert levels[0] == 1, f"before the first heading: {headings[:3]}"
    gaps = [headings[n] for n in range(1, len(levels)) if levels[n] > levels[n - 1] + 1]
    assert gaps == []
    assert all(text for _, text in headings)


def test_landmarks_can_be_told_apart(shown):
    cdp = shown.page.context.new_cdp_session(shown.page)
    tree = cdp.send("Accessibility.getFullAXTree")["nodes"]
    landmarks = Counter(
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree
        if not node["ignored"] and node["role"]["value"] in LANDMARKS
    )
    del landmarks["form", ""]  # without a name a form is no landmark
    cdp.detach()
    roles = Counter(role for role, _ in landmarks.elements())
    assert [roles[role] for role in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert {landmark: count for landmark, count in landmarks.items() if count > 1} == {}
    assert [role for role, name in landmarks if not name and role not in ("banner", "main", "contentinfo")] == []


def test_every_picture_has_a_size_and_says_what_it_is(shown):
    wanting = shown.page.eval_on_selector_all(
        "img:not([width][height][alt])", "all => all.map(image => image.outerHTML)"
    )
    assert wanting == []


@pytest.mark.parametrize("place", [HOME, TOUCHSTONE], ids=str)
def test_the_first_picture_is_fetched_at_once_and_the_rest_when_needed(page, site, place):
    visit(page, place, site)
    first, *rest = page.eval_on_selector_all("main img", "all => all.map(i => i.getAttribute('loading'))")
    assert first != "lazy"
    assert set(rest) <= {"lazy"}


def test_the_picture_of_an_article_is_described(page, site):
    visit(page, TOUCHSTONE, site)
    assert len(page.locator(".c-figure img").get_attribute("alt")) > 10


def test_every_date_is_one_that_machines_can_read(shown):
    assert shown.page.evaluate(BARE_DATES) == []


def test_times_have_a_zone_and_none_is_in_the_future(shown):
    moments = shown.page.eval_on_selector_all("time", "all => all.map(t => t.getAttribute('datetime'))")
    assert moments
    assert all(moments)
    exact = [moment for moment in moments if "T" in moment]
    assert [moment for moment in exact if not re.search(r"([+-]\d{2}:\d{2}|Z)$", moment)] == []
    assert shown.page.evaluate("moments => moments.filter(m => Date.parse(m) > Date.now())", exact) == []
