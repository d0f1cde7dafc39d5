"""Giving in front of a screen: once, every month, with a card that is refused, as a gift; and leaving again."""

import pytest

from .conftest import PASSWORD, send_log_in_form

pytestmark = pytest.mark.browser

GIVER, FRIEND = "giver@example.org", "friend@example.org"
ARTICLE = "how-a-flood-gauge-knows"
FILL = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from articles.models import Article
from comments.models import Comment, Conversation
article = Article.objects.select_related("section").get(slug=%r, language="en")
made = [User.objects.create_user(email, %r, display_name=email.partition("@")[0].title()) for email in %r]
comment = Comment(article=article, author=made[0], text="I give, and I read.", state="visible")
comment.posted_at = comment.shown_at = timezone.now() - timedelta(hours=1)
comment.answer(None)
comment.save()
print(json.dumps(comment.pk))
"""


def press(page, name):
    page.locator("main").get_by_role("button", name=name).click()


def follow(page, name):
    page.locator("main").get_by_role("link", name=name).first.click()


def says(page, words):
    page.locator("main").get_by_text(words).first.wait_for()


def pay(page, card="4242"):
    says(page, "This is a demonstration: no money moves.")
    page.get_by_label(f"Visa {card}").check()
    press(page, "Pay €")


def choose(page, rhythm):
    page.goto("/support/")
    page.get_by_label(rhythm, exact=True).check()
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url("**/support/confirm/**")


def test_somebody_without_an_account_or_scripts_gives_once(open_page):
    page = open_page(width=390, javascript=False)
    choose(page, "Once")
    says(page, "You will give €5 once.")
    page.get_by_label("E-mail").fill("once@example.org")
    press(page, "Give €5")
    pay(page, "0002")
    says(page, "The bank of this card refused it. Choose another card.")
    pay(page, "3220")
    says(page, "Is it you who is paying?")
    press(page, "Yes, it is me")
    says(page, "Thank you.")
    says(page, "Nothing more will be taken.")


def test_a_member_becomes_a_patron_is_seen_to_be_one_and_leaves(open_page, site):
    comment = site.ask(FILL % (ARTICLE, PASSWORD, [GIVER, FRIEND]))
    page = open_page()
    choose(page, "Every month")
    follow(page, "Log in")
    send_log_in_form(page, GIVER)
    says(page, "You will give €4 every month.")
    page.get_by_label("Show a badge beside my comments").check()
    press(page, "Become a patron for €4 a month")
    pay(page, "0341")
    says(page, "Thank you, Giver.")
    page.goto(f"/comments/{comment}/")
    page.locator(f"#c-{comment} .c-badge--patron").wait_for()

    page.goto("/support/yours/")
    says(page, "Active: €4 every month")
    press(page, "Change the card")
    press(page, "Let a month pass")
    says(page, "Refused on")
    follow(page, "Back to your account")
    says(page, "the last payment did not go through")
    press(page, "Put in another card")
    page.get_by_label("Visa 4242").check()
    press(page, "Use this card")
    follow(page, "Back to your account")
    says(page, "Active: €4 every month")

    follow(page, "Change the sum")
    page.get_by_label("How much, in EUR").fill("7.50")
    press(page, "Change it")
    says(page, "Active: €7.50 every month")
    follow(page, "Pause")
    press(page, "Pause")
    says(page, "Paused: €7.50 every month")
    press(page, "Go on now")
    says(page, "Active: €7.50 every month")
    follow(page, "Stop")
    press(page, "Stop my support")
    says(page, "nothing will be taken any more")

    page.goto("/support/gift/")
    press(page, "Go on")
    press(page, "Give €")
    pay(page)
    says(page, "Thank you, Giver.")
    page.goto("/support/yours/")
    code = page.locator("main code").inner_text()
    friend = open_page(width=390)
    friend.goto("/support/gift/redeem/")
    send_log_in_form(friend, FRIEND)
    friend.get_by_label("Code").fill(code)
    press(friend, "Redeem")
    says(friend, "Patron until")
