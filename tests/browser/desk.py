"""A page of the newsroom, worked by hand."""

import io
import re
import time
from urllib.parse import urlsplit

from PIL import Image


class Desk:
    """Counts how often the hand moved: a field filled, a button or link pressed, a suggestion chosen."""

    moves = 0  # of all who work on one article

    def __init__(self, page):
        self.page = page

    def press(self, name, role="button"):
        Desk.moves += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def fill(self, field, text):
        Desk.moves += 1
        self.page.locator(f"#id_{field}").fill(text)

    def choose(self, field, label):
        Desk.moves += 1
        self.page.locator(f"#id_{field}").select_option(label=label)

    def tick(self, label):
        Desk.moves += 1
        self.page.get_by_label(label, exact=True).check()

    def write(self, field, *paragraphs):
        """Into the editor, letter by letter."""
        Desk.moves += 1
        self.page.locator(f".field-{field} .ProseMirror[contenteditable]").first.click()
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(paragraph)

    def write_over(self, field, text):
        self.write(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def add_row(self, part):
        Desk.moves += 1
        self.page.locator(f"#{part}-group .add-row").locator("a, button").click()

    def look_up(self, field, words, choice):
        """Type into a field that suggests, and take the suggestion."""
        Desk.moves += 2
        self.page.locator(f"#id_{field} + .select2").click()
        self.page.locator(".select2-search__field").last.fill(words)
        self.page.locator(".select2-results__option", has_text=choice).click()

    def upload(self, field, file):
        Desk.moves += 1
        self.page.locator(f"#id_{field}").set_input_files(file)

    def text_of(self, field):
        return self.page.locator(f".field-{field} .ProseMirror[contenteditable]").inner_text()

    def is_told(self, words):
        self.page.locator(".messagelist", has_text=words).wait_for()


def a_picture(colour):
    """A file of its own: what the library holds already keeps the words it has there."""
    content = io.BytesIO()
    Image.new("RGB", (1500, 1000), colour).save(content, "JPEG")
    return {"name": "kilogram.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def publish_flash(page, headline, text):
    """A flash from the desk to its readers. Returns its address on the paper and in the newsroom."""
    desk = Desk(page)
    page.goto("/admin/")
    desk.press("New flash", role="link")
    desk.fill("headline", headline)
    desk.write("body", text)
    desk.fill("sources-0-name", "Kyiv Metro, notice")
    desk.press("Publish now")
    desk.is_told("Live.")
    public = page.locator(".messagelist").get_by_role("link", name="View").get_attribute("href")
    return public, urlsplit(page.url).path


def until(happens, within):
    """Look again and again, for so many seconds at most. Returns the seconds that it took."""
    started = time.monotonic()
    while not happens():
        assert time.monotonic() - started < within, f"This did not happen within {within} s."
        time.sleep(0.1)
    return time.monotonic() - started


def lists(page, address, headline):
    """Whether a page of the paper names an article, asked anew."""
    return headline in re.sub(r"\s+", " ", page.request.get(address).text()).replace("&#x27;", "'")
