"""What these tests read in pages and letters."""

import re
import time

from django.core import signing

from accounts import traps


def text_of(response):
    """The page without what differs between any two: the moment, and the tokens of the form."""
    passing = r'<time[^>]*>.*?</time>|value="\w{64}"|name="shown" value="[^"]*"'
    return re.sub(passing, "", response.content.decode())


def link_in(letter):
    """The path of the first link of a letter."""
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def filled_in():
    """What a form holds besides the fields when a person has had a minute for it."""
    return {"shown": signing.dumps(time.time() - 60, salt=traps.PURPOSE), traps.UNSEEN: ""}
