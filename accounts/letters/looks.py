"""A letter that was written as text, dressed as HTML."""

import re

from django.conf import settings
from django.template.loader import render_to_string

ADDRESS = re.compile(r"https?://\S+")
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
LONGEST_CODE = 16


def dress(subject, text):
    """The same words: an address that stands alone is a link, a code that stands alone is easy to read."""
    body, _, foot = text.partition("\n--\n")
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", body.strip()) if paragraph]
    pieces = [(kind_of(paragraph), paragraph) for paragraph in paragraphs]
    said = [words for kind, words in pieces if kind == "text" and not words.endswith(",")]  # "Hello," says little
    context = {"subject": subject, "pieces": pieces, "foot": foot.strip(), "preheader": said[0] if said else ""}
    return render_to_string("emails/letter.html", {**site(), **context})


def kind_of(paragraph):
    if ADDRESS.fullmatch(paragraph):
        return "link"
    if len(paragraph) <= LONGEST_CODE and CODE.fullmatch(paragraph):
        return "code"
    return "text"


def site():
    """What every letter says of the paper, and the two halves of its name between which the bar stands."""
    name = settings.SITE_NAME
    before, hyphen, after = name.partition("-")
    halves = (before, after) if hyphen else None
    return {"site_name": name, "site_url": settings.SITE_URL, "halves": halves}
