"""A letter that was written as text, dressed as HTML."""

import re

from django.conf import settings
from django.template.loader import render_to_string

ADDRESS = re.compile(r"https?://\S+")
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
LONGEST_CODE = 16
FOOT = "\n--\n"


def dress(subject, text):
    """The same words: an address that stands alone is a link, a code that stands alone is easy to read, and what
    somebody else wrote (marked with >) stands apart."""
    body, _, foot = text.partition(FOOT)
    pieces = [piece(paragraph) for paragraph in re.split(r"\n[^\S\n]*\n\s*", body.strip()) if paragraph]
    said = [words for kind, words in pieces if kind == "text" and not words.endswith(",")]  # "Hello," says little
    context = {"subject": subject, "pieces": pieces, "foot": ways(foot), "preheader": said[0] if said else ""}
    return render_to_string("emails/letter.html", {**site(), **context})


def piece(paragraph):
    """Of which kind a paragraph is, and its words."""
    if paragraph.startswith(">"):
        return "quote", re.sub(r"^> ?", "", paragraph, flags=re.MULTILINE)
    if ADDRESS.fullmatch(paragraph):
        return "link", paragraph
    if len(paragraph) <= LONGEST_CODE and CODE.fullmatch(paragraph):
        return "code", paragraph
    return "text", paragraph


def ways(foot):
    """The lines at the end: words, and the address after them where they lead to."""
    found = []
    for line in foot.strip().splitlines():
        if ADDRESS.fullmatch(line) and found:
            found[-1] = (found[-1][0].rstrip(":"), line)
        else:
            found.append((line, ""))
    return found


def site():
    """What every letter says of the paper, and the two halves of its name between which the bar stands."""
    before, hyphen, after = settings.SITE_NAME.partition("-")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "halves": (before, after) if hyphen else None,
    }
