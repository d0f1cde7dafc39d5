"""The pages that every bar is measured on."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Place:
    name: str
    path: str = ""
    article: str = ""  # edition/slug, or another key of Site.addresses, where the path depends on the day of loading
    status: int = 200
    language: str = "en"
    form: bool = False  # answers with a token in a cookie
    wrong: bool = False  # the form is sent empty, so that it comes back with its errors

    def __str__(self):
        return self.name

    def path_on(self, site):
        return self.path or site.addresses[self.article]


HOME = Place("home", "/")
SECTION = Place("section", "/science/")
ALL_NEWS = Place("all news", "/all-news/")
LOG_IN = Place("log in", "/accounts/login/", form=True)
# A report with every part there is.
TOUCHSTONE = Place("article", article="en/the-day-the-kilogram-stopped-being-an-object")
LIVE = Place("live", article="en/midnight-crosses-the-world")
UKRAINIAN_HOME = Place("Ukrainian home", "/uk/", language="uk")
UKRAINIAN_TOUCHSTONE = Place("Ukrainian article", article="uk/den-koly-kilohram-perestav-buty-richchiu", language="uk")

PLACES = [
    HOME,
    SECTION,
    Place("author", "/authors/danylo-verbytskyi/"),
    ALL_NEWS,
    Place("day of seventy", article="fullest day"),
    Place("story", "/stories/kilogram/"),
    Place("corrections", "/corrections/"),
    Place("support", "/support/"),
    LOG_IN,
    Place("log in with a code", "/accounts/login/code/", form=True),
    Place("sign up", "/accounts/signup/", form=True),
    TOUCHSTONE,
    Place("flash", article="en/snow"),
    Place("long read with footnotes", article="en/the-first-printers-of-ostroh"),
    Place("long headline", article="en/a-headline-of-a-hundred-and-forty-characters"),
    Place("wide table", article="en/a-census-from-the-door-knock-to-the-table"),
    LIVE,
    Place("history", article="history"),
    Place("404", "/nothing/here/", status=404),
    UKRAINIAN_HOME,
    UKRAINIAN_TOUCHSTONE,
]
# Their kin stand above; they are visited with THOROUGH=1.
if os.environ.get("THOROUGH"):
    PLACES += [
        Place("topic", "/topics/measurement/"),
        Place("popular", "/popular/"),
        Place("about", "/pages/about/"),
        Place("log in with errors", "/accounts/login/", form=True, wrong=True),
        Place("sign up with errors", "/accounts/signup/", form=True, wrong=True),
        Place("opinion", article="en/translate-the-joke-first"),
        Place("six years old", article="en/what-a-typesetter-knows-about-the-comma"),
        Place("portrait picture", article="en/the-funicular-that-carries-a-citys-patience"),
        Place("live post", article="live post"),
        Place("history with a gap", article="history with a gap"),
        Place("410", article="en/a-withdrawn-notice", status=410),
        Place("Ukrainian all news", "/uk/all-news/", language="uk"),
        Place("Ukrainian log in", "/uk/accounts/login/", language="uk", form=True),
    ]
READING = [place for place in PLACES if not place.form]


def visit(page, place, site):
    """Go there and see that it is there."""
    response = page.goto(place.path_on(site))
    assert response.status == place.status, f"{place}: {response.status} at {response.url}"
    if place.wrong:
        page.locator("main form button:not([type=button])").last.click()
        page.locator(".c-summary").wait_for()
    return page


def path_of(url):
    return urlsplit(url).path
