"""What these tests read in pages and letters."""

import re


def text_of(response):
    """The page without what differs between any two: the moment, and the token of the form."""
    return re.sub(r'<time[^>]*>.*?</time>|value="\w{64}"', "", response.content.decode())


def link_in(letter):
    """The path of the first link of a letter."""
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
