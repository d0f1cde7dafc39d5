"""Two people and one article, in two browsers: they see each other, lose nothing, and choose when they must."""

import pytest

from .conftest import log_in

pytestmark = pytest.mark.browser

ADD = "/admin/articles/article/add/"
WITHIN = 25_000  # milliseconds: some beats of ten seconds, should that of who comes back to a page be missed
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # to a page that another one had covered


def begun(page, headline):
    """A saved draft, and its address."""
    page.goto(ADD)
    page.locator("#id_headline").fill(headline)
    page.keyboard.press("Control+s")
    page.wait_for_url("**/change/")
    return page.url


def test_they_see_each_other_and_choose_between_two_headlines(editor_page, open_page):
    address = begun(editor_page, "Written by two people")
    other = open_page()
    log_in(other, "chief editor")
    other.goto(address)
    other.locator("#nd-here").get_by_text("also has this open").wait_for()
    editor_page.evaluate(COME_BACK)
    editor_page.locator("#nd-here").get_by_text("also has this open").wait_for(timeout=WITHIN)
    editor_page.locator("#id_headline").fill("Mine of the river")
    other.locator("#id_headline").fill("Theirs of the river")
    other.keyboard.press("Control+s")
    other.locator(".messagelist").wait_for()
    editor_page.evaluate(COME_BACK)
    editor_page.locator(".nd-here__newer").wait_for(timeout=WITHIN)
    editor_page.locator("#id_headline").focus()
    editor_page.keyboard.press("Control+s")
    editor_page.get_by_role("button", name="All mine").click()
    assert editor_page.locator("[data-chosen]").inner_text() == "1 of 1 chosen"
    editor_page.get_by_role("button", name="Save the result").click()
    editor_page.wait_for_url("**/change/")
    assert editor_page.locator("#id_headline").input_value() == "Mine of the river"


def test_what_was_typed_before_a_crash_is_offered_and_shown(editor_page):
    address = begun(editor_page, "Before the crash")
    editor_page.locator(".field-body .ProseMirror[contenteditable]").click()
    editor_page.keyboard.type("Typed and never saved.")
    editor_page.locator("#id_headline").focus()  # what is left is kept at once
    editor_page.locator("#nd-kept").get_by_text("Typing kept").wait_for(timeout=WITHIN)
    context = editor_page.context
    editor_page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(address)
    again.get_by_role("link", name="Show it").click()
    again.get_by_text("It is not saved yet").wait_for()
    assert "Typed and never saved." in again.locator("#id_body").input_value()
    again.keyboard.press("Control+s")
    again.locator(".messagelist").wait_for()
    assert again.locator(".nd-typed").count() == 0
    assert not again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('newsdesk:'))")


def test_without_a_connection_the_browser_keeps_it(editor_page):
    address = begun(editor_page, "Before the tunnel")
    context = editor_page.context
    context.set_offline(True)
    editor_page.locator("#id_standfirst").fill("Typed in a tunnel.")
    editor_page.locator("#id_headline").focus()  # what is left is kept at once
    editor_page.locator("#nd-trouble").get_by_text("Not connected").wait_for(timeout=WITHIN)
    editor_page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    again.locator(".nd-typed").get_by_role("button", name="Show it").click()
    again.get_by_text("It is not saved yet").wait_for()
    assert again.locator("#id_standfirst").input_value() == "Typed in a tunnel."


def test_keys_lead_to_the_parts_of_the_form_in_any_layout(editor_page):
    editor_page.goto(ADD)
    for key, place in (("Alt+2", "id_standfirst"), ("Alt+4", "nd-checks"), ("Alt+1", "id_headline")):
        editor_page.keyboard.press(key)
        assert editor_page.evaluate("document.activeElement.id") == place
    editor_page.evaluate("document.activeElement.blur()")
    typed = "{key: ',', code: 'Slash', shiftKey: true, bubbles: true}"  # “?” in a Ukrainian layout
    editor_page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {typed}))")
    editor_page.locator("#nd-keys").wait_for()
    editor_page.keyboard.press("Escape")
    editor_page.keyboard.press("/")
    assert editor_page.evaluate("document.activeElement.id") == "nd-q"
