"""Five stories of the newsroom, acted from the first press to what a stranger reads.

`pytest -rP` prints how long the machine took for each; people add what they need to think and type.
"""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .conftest import HEIGHTS
from .desk import Desk, a_picture, lists, publish_flash, until

pytestmark = pytest.mark.browser

FLASH_INTERACTIONS, FLASH_WITHIN = 6, 60  # seconds, from the desk to the home page
ON_THE_HOME_PAGE_WITHIN = 5
GOES_LIVE_WITHIN = 30  # also on a busy machine; the clock itself ticks every second
HEADLINE = "The archive under the opera house"
OUTLINE = {
    "What the river left": "The water came in 1931.",
    "Who asks": "Mostly grandchildren.",
    "What nobody asks": "The accounts of the gas works, in forty boxes.",
}
ORDINARY_FRONT = "The front before is live again."
# Nobody waits for tomorrow: its time, and that of the place on the front, come in a second.
LET_IT_BE_TIME = """
import json
from datetime import timedelta
from django.utils import timezone
from articles.models import Article, Slot
soon = timezone.now() + timedelta(seconds=1)
article = Article.objects.get(headline="{headline}")
Slot.objects.filter(article=article).update(starts_at=soon)
article.bylines.update(published_at=soon)
Article.objects.filter(pk=article.pk).update(published_at=soon)
print(json.dumps(article.pk))
"""
STATE = """
import json
from articles.models import Article
print(json.dumps(Article.objects.get(pk={pk}).status))
"""


@pytest.fixture
def reader_page(open_page):
    return open_page()


def tell(started, more=""):
    seconds = time.monotonic() - started
    print(f"{Desk.moves} interactions, {seconds:.1f} s of the machine", more)  # noqa: T201


def pages_opened(page):
    """The pages of the newsroom that the window opens from now on."""
    opened = []
    page.on("framenavigated", lambda frame: frame == page.main_frame and opened.append(frame.url))
    return opened


def test_a_flash_is_live_after_six_interactions_on_one_page(editor_page, reader_page):
    editor_page.goto("/admin/")
    opened, Desk.moves, started = pages_opened(editor_page), 0, time.monotonic()
    desk = Desk(editor_page)
    desk.press("New flash", role="link")
    desk.fill("headline", "A crane has come down beside the opera house")
    desk.write("body", "Nobody was under it. The street is shut until the evening.")
    desk.fill("sources-0-name", "State Emergency Service")
    pressed = time.monotonic()
    desk.press("Publish now")
    until(lambda: lists(reader_page, "/", "A crane has come down"), within=ON_THE_HOME_PAGE_WITHIN)
    on_the_home_page = time.monotonic() - pressed
    desk.is_told("Live.")
    tell(started, f"of them {on_the_home_page:.1f} s to the home page")
    assert Desk.moves <= FLASH_INTERACTIONS
    assert [address.partition("/admin/")[2].partition("?")[0] for address in opened[:-1]] == ["articles/article/add/"]
    assert on_the_home_page <= ON_THE_HOME_PAGE_WITHIN
    assert time.monotonic() - started <= FLASH_WITHIN
    reader_page.goto("/")
    reader_page.locator("main").get_by_role("link", name="A crane has come down").first.click()
    reader_page.get_by_text("State Emergency Service").wait_for()
    assert reader_page.get_by_text("By Iryna Stelmakh-Dorosh").is_visible()


def test_a_flash_is_published_with_both_hands_on_the_keyboard(editor_page, reader_page):
    keyboard, opened = editor_page.keyboard, pages_opened(editor_page)
    editor_page.goto("/admin/")
    keyboard.press("Alt+n")
    editor_page.locator("#id_headline:focus").wait_for()
    keyboard.type("The ferry stays in harbour today")
    editor_page.locator(".field-body .ProseMirror[contenteditable]").wait_for()
    keyboard.press("Alt+3")
    keyboard.type("The wind is stronger than the law allows.")
    keyboard.press("Control+Enter")
    assert editor_page.evaluate("document.activeElement.value") == "Publish now"
    assert opened[-1].endswith("kind=flash")
    keyboard.press("Enter")
    Desk(editor_page).is_told("Live.")
    assert lists(reader_page, "/", "The ferry stays in harbour")


def write_the_long_read(reporter):
    reporter.page.goto("/admin/")
    reporter.press("New article", role="link")
    reporter.fill("headline", HEADLINE)
    reporter.fill("standfirst", "Nine kilometres of shelves hold what a city wanted to remember.")
    reporter.tick("Long read")
    reporter.choose("section", "Cities")
    reporter.write("body", "A lift goes down four floors.")
    for heading, text in OUTLINE.items():
        type_section(reporter.page, heading, text)
    reporter.fill("quotes-0-text", "Paper forgives water, never light.")
    reporter.fill("quotes-0-speaker", "Olha Danyliuk")
    reporter.upload("upload", a_picture("teal"))
    reporter.fill("picture_alt", "Shelves under a low vault")
    reporter.fill("picture_credit", "Photo: The-News")
    reporter.fill("desk_note", "The figures are those of the archive.")


def type_section(page, heading, text):
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Alt+2")
    page.keyboard.type(heading)
    page.keyboard.press("Enter")
    page.keyboard.type(text)


def tomorrow_at_seven():
    return f"{datetime.now(ZoneInfo('Europe/Kyiv')) + timedelta(days=1):%Y-%m-%d}T07:00"


def test_a_long_read_goes_over_the_desk_and_takes_its_place_at_seven(reporter_page, editor_page, reader_page, site):
    started, Desk.moves = time.monotonic(), 0
    reporter, editor = Desk(reporter_page), Desk(editor_page)
    write_the_long_read(reporter)
    reporter.press("Send to review")
    reporter.is_told("Sent to review.")

    editor_page.goto("/admin/")
    editor.press("in review", role="link")
    editor.press(HEADLINE, role="link")
    editor_page.get_by_text("The figures are those of the archive.").wait_for()
    editor.press("Take over")
    editor.is_told("It is yours now.")
    editor.fill("desk_note", "How high did the water stand?")
    editor.press("Ask for changes")
    editor.is_told("Sent back with your note.")

    reporter_page.goto("/admin/")
    reporter.press("of yours to change", role="link")
    reporter.press(HEADLINE, role="link")
    reporter_page.get_by_text("How high did the water stand?").wait_for()
    reporter.write_over("details", "It stood at two metres and ten.")
    reporter.press("Send to review")
    reporter.is_told("Sent to review.")

    editor_page.reload()
    editor.press("Preview", role="link")
    phone = editor_page.locator("iframe")
    assert phone.evaluate("frame => frame.contentWindow.innerWidth") == 390
    on_phone = phone.content_frame
    on_phone.get_by_role("heading", name="What the river left").wait_for()
    contents = on_phone.get_by_role("navigation", name="Contents").get_by_role("link")
    assert contents.all_inner_texts() == list(OUTLINE)
    assert on_phone.get_by_text("Photo: The-News").is_visible()
    assert on_phone.locator("html").evaluate("page => page.scrollWidth") <= 390
    editor_page.go_back()

    editor.fill("published_at", tomorrow_at_seven())
    words = editor_page.locator("[name=_publish]").input_value()
    assert words.startswith("Schedule for ")
    assert words.endswith(", 07:00")
    editor.press(words)
    editor.is_told("Scheduled for ")
    assert not lists(reader_page, "/all-news/", HEADLINE)

    place_from_tomorrow(editor)
    editor.press("Publish front")
    editor.is_told("The front is published.")
    assert not lists(reader_page, "/", HEADLINE)
    tell(started, "until it is scheduled")

    pk = site.ask(LET_IT_BE_TIME.format(headline=HEADLINE))
    waited = until(lambda: lists(reader_page, "/", HEADLINE), within=GOES_LIVE_WITHIN)
    reader_page.goto("/")
    assert reader_page.locator(".l-top").get_by_role("link", name=HEADLINE).count() >= 1
    reader_page.locator(".l-top").get_by_role("link", name=HEADLINE).first.click()
    reader_page.get_by_role("heading", name="Who asks").wait_for()
    until(lambda: site.ask(STATE.format(pk=pk)) == "published", within=GOES_LIVE_WITHIN)
    tell(started, f"read {waited:.1f} s after its time was set")

    editor_page.goto("/admin/front/en/")
    editor.press("Undo last")
    editor.is_told(ORDINARY_FRONT)


def place_from_tomorrow(editor):
    editor.press("Place on the front", role="link")
    editor.fill("place", "2")
    editor.fill("starts_at", tomorrow_at_seven())
    editor.press("Save in the draft")


def test_a_correction_is_told_and_a_quiet_fix_is_not(editor_page, reader_page):
    told, wrong, right = "/corrections/", "An earlier version named the green line.", "It was the blue line."
    public, _newsroom = publish_flash(editor_page, "A metro lnie is shut", "The green line stands still.")
    editor = Desk(editor_page)

    editor_page.goto(public)
    editor.press("Edit this article", role="link")
    editor.fill("headline", "A metro line is shut")
    editor.press("Update")
    editor.is_told("Live.")
    reader_page.goto(public)
    assert reader_page.locator("h1").inner_text() == "A metro line is shut"
    assert "Updated" not in reader_page.locator("article, main").first.inner_text()
    assert not lists(reader_page, told, "A metro line is shut")

    started, Desk.moves = time.monotonic(), 0
    editor_page.goto(public)
    editor.press("Correct it", role="link")
    editor.tick("Correction")
    editor.fill("wrong", wrong)
    editor.fill("right", right)
    editor.fill("standfirst", "The blue line stands still.")
    editor.press("Publish the correction")
    editor.is_told("Corrected.")
    tell(started)
    reader_page.goto(public)
    text = reader_page.locator("main").inner_text()
    assert "The blue line stands still." in text
    assert "green line stands" not in text
    assert "Updated" in text
    for address in (public, told, "/corrections/feed/"):
        assert lists(reader_page, address, wrong), address
        assert lists(reader_page, address, right), address


def test_breaking_news_becomes_a_live_page_and_then_a_report(editor_page, reader_page):
    started, Desk.moves = time.monotonic(), 0
    public, newsroom = publish_flash(editor_page, "The central station is dark", "The power failed at eight.")
    editor = Desk(editor_page)
    editor.press("Set breaking…", role="link")
    editor_page.locator("#id_words").press("Enter")  # words and article are there
    editor.is_told("The strip stands above every page")
    reader_page.goto("/sport/")
    strip = reader_page.get_by_role("region", name="Breaking news")
    assert "The central station is dark" in strip.inner_text()
    strip.get_by_role("link", name="Read").click()
    reader_page.wait_for_url(f"**{public}")

    editor_page.goto(newsroom)
    editor.press("Live coverage", role="link")
    editor.press("Turn it live")
    posts = ["Trains stop outside", "Engineers are in the tunnel", "The first lamps are lit"]
    for headline in posts:
        editor.fill("headline", headline)
        editor.write("body", f"{headline}: our reporter sees it.")
        editor.press("Post")
        editor.is_told("Readers see the post.")
    editor.write("what_we_know", "Nobody is hurt.")
    editor.press("Pin it")
    editor.is_told("Readers see what we know.")
    reader_page.goto(public)
    text = reader_page.locator("main").inner_text()
    in_order = ["Live", "What we know", "Nobody is hurt.", "As it happens", *reversed(posts)]
    assert [text.find(part) for part in in_order] == sorted(text.find(part) for part in in_order)
    assert text.find("Live") >= 0

    editor.fill("closing-standfirst", "The station was without light for an hour.")
    editor.press("Close the coverage")
    editor.is_told("The coverage has ended.")
    reader_page.reload()
    text = reader_page.locator("main").inner_text()
    for part in ("The station was without light for an hour.", "As it happened", "This coverage ended", *posts):
        assert part in text

    editor_page.goto("/admin/")
    editor.press("End or change it", role="link")
    editor.press("End it now")
    editor.is_told("The strip is taken down.")
    reader_page.reload()
    assert strip.count() == 0
    tell(started)


def test_the_home_page_at_ten_to_seven_is_one_act_and_undone_as_one(editor_page, open_page):
    lead, second = "How to read an embroidered shirt", "Voyager, and the art of listening to a whisper"
    editor, readers = Desk(editor_page), [open_page(width=width) for width in (390, 1280)]
    before = [top_of(reader) for reader in readers]
    started, Desk.moves = time.monotonic(), 0
    editor_page.goto("/admin/")
    editor.press("Front page", role="link")
    for headline, place in ((lead, "1"), (second, "3")):
        editor.press("Place an article", role="link")
        editor.fill("article", headline)
        editor.fill("place", place)
        editor.press("Save in the draft")
        editor_page.locator(f"#place-{place} .nd-hed", has_text=headline).wait_for()
    editor.press(f"Move up: 3, {second}")
    editor_page.locator("#place-2 .nd-hed", has_text=second).wait_for()
    widths = set()
    for frame in editor_page.locator("iframe").all():
        widths.add(frame.evaluate("frame => frame.contentWindow.innerWidth"))
        shown = frame.content_frame
        assert shown.locator("[data-place='1'] .c-teaser__title").inner_text() == lead
        assert shown.locator("[data-place='2'] .c-teaser__title").inner_text() == second
    assert widths == {390, 1280} <= set(HEIGHTS)
    assert editor_page.get_by_role("heading", name="2 changes since the live front").is_visible()
    assert [top_of(reader) for reader in readers] == before

    editor.press("Publish front")
    editor.is_told("The front is published.")
    assert [top_of(reader) for reader in readers] == [lead, lead]
    editor.press("Undo last")
    editor.is_told(ORDINARY_FRONT)
    assert [top_of(reader) for reader in readers] == before
    tell(started, "undone again")


def top_of(reader):
    reader.goto("/")
    return reader.locator(".l-top__lead .c-teaser__title").first.inner_text().replace("\N{NO-BREAK SPACE}", " ")
