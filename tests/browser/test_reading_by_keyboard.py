"""Reading without a mouse."""

import pytest

from .conftest import EMAILS, PASSWORD
from .places import HOME, LOG_IN, TOUCHSTONE, visit

pytestmark = pytest.mark.browser

# A teaser as a whole shows that its headline has the focus, so the ring may be around what holds the element.
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  let ring = 0;
  for (let at = e; at !== document.body && ring < 3; at = at.parentElement) {
    const style = getComputedStyle(at);
    ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  }
  return {
    html: e.outerHTML.slice(0, 120),
    ring,
    shown: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isBody: e === document.body,
  };
}"""


def test_the_way_past_the_menu_comes_first_everywhere(shown):
    assert shown.page.locator("a, button, input, select, textarea").first.get_attribute("href") == "#main"


@pytest.mark.parametrize("place", [HOME, TOUCHSTONE, LOG_IN], ids=str)
def test_two_keys_lead_past_the_menu(page, site, place):
    visit(page, place, site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a[href=\"#main\"]')")
    assert page.evaluate(FOCUSED)["shown"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(("place", "theme"), [(HOME, "light"), (TOUCHSTONE, "dark"), (LOG_IN, "light")], ids=str)
def test_one_always_sees_where_one_is(open_page, site, place, theme):
    page = visit(open_page(theme=theme), place, site)
    stops = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["isBody"]:
            break
        stops.append(stop)
    assert len(stops) > 20
    assert [stop for stop in stops if stop["ring"] < 3 or not stop["shown"]] == []


def test_the_main_story_is_a_few_keys_away(page, site):
    visit(page, HOME, site)
    for _keys in range(1, 15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.c-teaser--lead a')"):
            break
    else:
        pytest.fail("the lead was not reached with 14 keys")
    page.keyboard.press("Enter")
    page.wait_for_url("**/*/*/*/*/*/")
    assert page.locator("h1").is_visible()


def test_logging_in_takes_no_mouse(page, site):
    visit(page, LOG_IN, site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu
    while not page.evaluate("document.activeElement.matches('input[name=login]')"):
        page.keyboard.press("Tab")
    page.keyboard.type(EMAILS["reader"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert page.locator(".c-util__name").inner_text() == "Oksana P."
