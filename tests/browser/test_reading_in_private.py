"""Reading without being followed, and from pages that keep their own rules."""

import pytest

from .places import READING, visit

pytestmark = pytest.mark.browser

INLINE = "script:not([src]):not([type='application/ld+json']), style, [style]"
# Those further down, too, which wait until somebody scrolls to them.
FETCH_ALL_PICTURES = """() => Promise.all([...document.images].map(image => new Promise((done, fail) => {
  image.loading = "eager";
  if (image.complete) done();
  image.onload = done;
  image.onerror = () => fail(image.currentSrc);
  setTimeout(fail, 9000, image.currentSrc);
})))"""


def test_a_page_asks_nobody_else_and_breaks_no_rule_of_its_own(shown, site):
    shown.page.evaluate(FETCH_ALL_PICTURES)
    assert len(shown.asked) >= 1
    assert [url for url in shown.asked if not url.startswith((f"{site.url}/", "data:"))] == []
    # Chromium itself remarks on the status of a page that is not there.
    assert [words for words in shown.complaints if f"status of {shown.place.status}" not in words] == []


def test_a_page_holds_nothing_inline_and_one_style_sheet(shown):
    assert shown.page.locator(INLINE).count() == 0
    assert shown.page.locator("link[rel=stylesheet]").count() == 1


def test_who_only_reads_gets_no_cookie_and_no_token(page, site):
    for place in READING:
        visit(page, place, site)
        assert page.locator("[name=csrfmiddlewaretoken]").count() == 0, place
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
