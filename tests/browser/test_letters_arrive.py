"""What the site writes arrives at a real mail server, soon; its links lead back, and it can be turned off."""

import re

import pytest

from tests.mailbox import html_of, text_of

from .conftest import EMAILS, log_in
from .looks import faults_in

pytestmark = pytest.mark.browser
ANSWER = """
import json
from accounts.models import User
from articles.models import Article
from comments.models import Comment, Preferences
from comments.digests import write_due
from comments.notifying import notify_reply
from django.utils import timezone
asks, answers = (User.objects.get(email=f"{name}@example.org") for name in ("reporter", "editor"))
Preferences.objects.update_or_create({"replies": "at_once"}, member=asks)
article = Article.objects.published("en").latest_first().first()
said = {"article": article, "shown_at": timezone.now()}
question = Comment.objects.create(author=asks, text="How old is the bridge?", **said)
said |= {"parent": question, "thread": question}
answer = Comment.objects.create(author=answers, text="Forty years <b>old</b>.", **said)
Comment.objects.recount(article)
notify_reply(answer)
write_due()  # as the clock does three times a minute
print(json.dumps(answer.pk))
"""


def test_an_answer_is_told_by_mail_which_leads_to_it_and_to_peace(open_page, site, mailbox):
    page = open_page()
    number = site.ask(ANSWER)
    letter = mailbox.wait_for(to=EMAILS["reporter"], within=60)
    assert letter["Subject"] == "An answer to your comment"
    assert "> Forty years <b>old</b>." in text_of(letter)
    assert "Forty years &lt;b&gt;old&lt;/b&gt;." in html_of(letter)
    page.goto(re.search(rf"{site.url}\S*/comments/{number}/", text_of(letter)).group())
    page.get_by_text("Forty years <b>old</b>.").wait_for()
    page.goto(letter["List-Unsubscribe"].strip(" <>"))
    assert faults_in(page) == {}
    page.get_by_role("button", name="No more of these letters").click()
    page.get_by_text("You get no more letters about answers to your comments.").wait_for()
    log_in(page, "reporter")
    page.goto("/comments/notifications/")
    assert page.get_by_label("Never").is_checked()
    assert faults_in(page) == {}
