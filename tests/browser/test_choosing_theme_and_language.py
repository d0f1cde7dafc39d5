"""Choosing how the paper looks and in which language it speaks."""

import pytest

from .places import HOME, TOUCHSTONE, UKRAINIAN_HOME, UKRAINIAN_TOUCHSTONE, Place, path_of, visit

pytestmark = pytest.mark.browser

# The paper's own words: text outside what reporters wrote (articles, their headlines and summaries, names of stories)
# and outside what is marked as another language.
OWN_WORDS = """() => {
  const lang = document.documentElement.lang;
  const theirs = "h1, article, .c-last a, .c-popular a, .c-related, .c-strip, .c-wordmark, script, "
    + `[lang]:not(html):not([lang="${lang}"])`;
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && !node.parentElement.closest(theirs)) words.push(node.data.trim());
  }
  for (const e of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (!e.closest(theirs)) words.push(e.ariaLabel ?? e.title ?? e.placeholder);
  }
  return words;
}"""
SAME_EVERYWHERE = ["The-News", "Europe/Kyiv"]


def words_with_letters(words, alphabet):
    for name in SAME_EVERYWHERE:
        words = [word.replace(name, "") for word in words]
    return [word for word in words if any(alphabet in letter_name(letter) for letter in word if letter.isalpha())]


def letter_name(letter):
    import unicodedata

    return unicodedata.name(letter)


def test_the_english_front_speaks_no_ukrainian(page, site):
    visit(page, HOME, site)
    assert page.locator("html").get_attribute("lang") == "en"
    assert words_with_letters(page.evaluate(OWN_WORDS), "CYRILLIC") == []


@pytest.mark.parametrize("place", [UKRAINIAN_HOME, Place("log in", "/uk/accounts/login/")], ids=str)
def test_the_ukrainian_pages_speak_no_english(page, site, place):
    visit(page, place, site)
    assert page.locator("html").get_attribute("lang") == "uk"
    assert words_with_letters(page.evaluate(OWN_WORDS), "LATIN") == []


def test_the_language_switch_leads_to_the_translation(page, site):
    visit(page, TOUCHSTONE, site)
    page.locator(".c-util").get_by_role("link", name="Українська").click()
    page.wait_for_url("**/uk/**")
    assert path_of(page.url) == UKRAINIAN_TOUCHSTONE.path_on(site)
    page.locator(".c-util").get_by_role("link", name="English").click()
    page.wait_for_url(f"**{TOUCHSTONE.path_on(site)}")


def test_without_a_translation_the_switch_leads_to_the_other_front_page(page, site):
    visit(page, Place("untranslated", article="en/snow"), site)
    page.locator(".c-util").get_by_role("link", name="Українська").click()
    page.wait_for_url("**/uk/")


def test_a_chosen_theme_stays_until_it_is_given_back(page, site):
    visit(page, TOUCHSTONE, site)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose_theme(page, "Dark")
    assert path_of(page.url) == TOUCHSTONE.path_on(site)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    visit(page, HOME, site)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.get_by_label("Dark").is_checked()
    choose_theme(page, "System")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    assert page.context.cookies() == []


def choose_theme(page, name):
    page.get_by_label(name).check()
    with page.expect_navigation():
        page.locator(".c-theme").get_by_role("button").click()
