"""The queue of comments, worked by keyboard without a page being loaded, and by buttons without any script."""

import os
import re
from statistics import median

import pytest

from .conftest import log_in

pytestmark = pytest.mark.browser

QUEUE = "/admin/comments/comment/"
MANY = int(os.environ.get("COMMENTS", "12"))  # 50 is what one person clears in a sitting
SLOWEST = 300  # milliseconds that the server takes for a press
FILL = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from articles.models import Article
from comments.models import Comment
article = Article.objects.get(slug="one-bench-please")
begin = timezone.now() - timedelta(days=%d)
print(json.dumps([
    Comment.objects.create(
        article=article, author=User.objects.get(email="reader@example.org"), text=f"A bench, number {number}.",
        state="pending", posted_at=begin + timedelta(minutes=number),
    ).pk
    for number in range(%d)
]))
"""
STATES = """
import json
from comments.models import Comment
print(json.dumps(dict(Comment.objects.filter(pk__in=%s).values_list("pk", "state"))))
"""


def states(site, numbers):
    return {int(number): state for number, state in site.ask(STATES % numbers).items()}


def test_a_queue_is_cleared_by_keyboard_without_a_page_being_loaded(open_page, site):
    numbers = site.ask(FILL % (30, MANY))
    page = open_page()
    log_in(page, "moderator")
    page.goto(QUEUE)
    loads, times, complaints = [], [], []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on(
        "requestfinished", lambda request: request.method == "POST" and times.append(request.timing["responseStart"])
    )
    on = page.locator(".nd-c.is-on")

    def is_on(number):
        page.wait_for_function("pk => document.activeElement?.id === `c-${pk}`", arg=number)

    is_on(numbers[0])
    page.keyboard.press("j")
    is_on(numbers[1])
    page.keyboard.press("k")
    is_on(numbers[0])

    # What is typed is typed, and no key of the queue.
    on.get_by_text("Reply as staff").click()
    words = on.get_by_label("Your reply, with the badge of the staff")
    words.fill("")
    words.press_sequentially("a px")
    assert words.input_value() == "a px"
    page.keyboard.press("Escape")
    is_on(numbers[0])

    # Approved, and taken back.
    page.keyboard.press("a")
    is_on(numbers[1])
    page.locator(".nd-undo button").wait_for()
    page.keyboard.press("u")
    is_on(numbers[0])
    page.locator(".nd-undo", has_text="Undone").wait_for()

    for place, number in enumerate(numbers):
        is_on(number)
        for key in ("x2", "a", "a", "p")[place % 4]:
            page.keyboard.press(key)
        page.locator(f"#c-{number}").wait_for(state="detached")
    assert loads == []
    assert complaints == []
    assert median(times) <= SLOWEST, times  # the slowest of many is that of a machine with other things to do
    expected = {n: "rejected" if place % 4 == 0 else "visible" for place, n in enumerate(numbers)}
    assert states(site, numbers) == expected
    assert int(re.search(r"(\d+) decided by you", page.locator("#nd-figures").inner_text())[1]) >= MANY

    # The keys are turned off here, and stay so.
    page.get_by_role("button", name="Turn off").click()
    page.reload()
    first = page.locator(".nd-c").first
    first.focus()
    page.keyboard.press("a")
    assert first.is_visible()
    assert page.get_by_role("button", name="Turn on").is_visible()


def test_every_button_works_without_scripts(open_page, site):
    numbers = site.ask(FILL % (60, 4))
    first, second, third, _fourth = (f"#c-{number}" for number in numbers)
    page = open_page(width=390, javascript=False)
    log_in(page, "moderator")
    page.goto(QUEUE)
    page.locator(first).get_by_role("button", name="Approve").click()
    assert page.url.endswith(second)
    assert page.locator(first).count() == 0
    page.get_by_role("button", name="Undo").click()
    page.locator(first).locator("summary", has_text="Reject").click()
    page.locator(first).get_by_role("button", name="Hate").click()
    page.get_by_text("Rejected Oksana P.: Hate.").first.wait_for()

    # What is missing is said, and what was typed is there again.
    page.locator(second).locator("summary", has_text="More").click()
    page.locator(second).get_by_label("Words to the member, if any").fill("Please keep to the bench.")
    page.locator(second).get_by_role("button", name="Warn").click()
    row = page.locator(second)
    assert "Choose which rule was broken." in row.inner_text()
    assert row.get_by_label("Words to the member, if any").input_value() == "Please keep to the bench."

    page.goto(QUEUE)
    for row in (second, third):
        page.locator(row).get_by_role("checkbox").check()
    page.locator("#nd-ticked").get_by_role("button", name="Approve").click()
    page.get_by_text("2 comments decided.").first.wait_for()
    assert list(states(site, numbers).values()) == ["rejected", "visible", "visible", "pending"]
