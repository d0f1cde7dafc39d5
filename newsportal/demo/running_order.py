"""When each piece of the demonstration stands: relative to the moment of loading, and the same on every run.

The first day is laid out by hand, so that the front page is worth looking at. The rest is spread over the weeks before
it by a fixed seed, with the odd days that an archive has: one with seventy items, one with a single one, and two very
old articles.
"""

import datetime
import random

from django.utils import timezone

SEED = 1875  # the year of the Metre Convention
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

# Hours before the moment of loading; what the reader sees first.
FRONT = {
    "the-day-the-kilogram-stopped-being-an-object": 4.4,
    "night-trains-the-arithmetic-of-sleeping-on-the-move": 3.3,
    "clocks-change-this-weekend-the-list": 1.2,
    "how-to-read-an-embroidered-shirt": 2.2,
    "winter-swimming-what-the-lifeguards-ask": 2.7,
    "why-storks-come-back-to-the-same-pole": 5.8,
    "how-a-public-register-works": 6.6,
    "a-map-for-people-who-cannot-see-it": 7.9,
    "why-a-marathon-is-42-195-km": 9.1,
    "why-a-loaf-has-so-many-prices": 11.5,
    "offside-in-one-drawing": 13.2,
    "co-operative-dairies-three-numbers": 14.6,
    "one-bench-please": 16.4,
    "snow": 18.2,
    "voyager-and-the-art-of-listening-to-a-whisper": 20.5,
    "what-the-library-does-when-it-is-closed": 22.7,
    "the-first-printers-of-ostroh": 25.3,
    "midnight-crosses-the-world": 26.7,
    "how-a-flood-gauge-knows": 27.9,
}
LONG_AGO = {
    "what-a-typesetter-knows-about-the-comma": 6 * 365 + 40,
    "the-price-of-free": 2 * 365 + 110,
}  # days
FULL_DAY = 9  # days ago; holds seventy items
FULL_DAY_ITEMS = 70
SINGLE_DAY = 15  # days ago; holds one
SINGLE_DAY_ITEM = "a-federation-founded-in-paris-1924"
SPREAD_DAYS = 75
FRESH_FLASHES = 26  # over the last two days
OFFICE_HOURS = (7, 22)


class RunningOrder:
    """Publication times for the articles and flashes of one edition, by slug."""

    def __init__(self, now, seed=SEED):
        self.now = now
        self.random = random.Random(f"{seed}")  # noqa: S311 - a fixed seed is the point

    def at_office_hours(self, days_ago):
        """A moment of that day between the first and the last shift, in the newsroom's time zone."""
        minute = self.random.randrange(OFFICE_HOURS[0] * 60, OFFICE_HOURS[1] * 60)
        date = timezone.localdate(self.now) - days_ago * DAY
        return timezone.make_aware(datetime.datetime.combine(date, datetime.time(*divmod(minute, 60))))

    def ordinary_day(self):
        """Some days ago, the nearer the likelier, but never one of the odd days."""
        while True:
            days = 2 + int((SPREAD_DAYS - 2) * self.random.random() ** 1.4)
            if days not in (FULL_DAY, SINGLE_DAY):
                return days

    def of_articles(self, slugs, front=FRONT):
        times = {}
        for slug in sorted(slugs):
            if slug in front:
                times[slug] = self.now - front[slug] * HOUR
            elif slug in LONG_AGO:
                times[slug] = self.at_office_hours(LONG_AGO[slug])
            elif slug == SINGLE_DAY_ITEM:
                times[slug] = self.at_office_hours(SINGLE_DAY)
            else:
                times[slug] = self.at_office_hours(self.ordinary_day())
        return times

    def of_flashes(self, slugs, fresh=FRESH_FLASHES, full_day=FULL_DAY_ITEMS):
        """The first `fresh` over the last two days, then the full day, the rest where it falls."""
        order = sorted(slugs)
        self.random.shuffle(order)
        times = {}
        for number, slug in enumerate(order[:fresh]):
            times[slug] = self.now - (0.3 + 46 * (number / fresh) ** 1.5 + 0.5 * self.random.random()) * HOUR
        for slug in order[fresh : fresh + full_day]:
            times[slug] = self.at_office_hours(FULL_DAY)
        for slug in order[fresh + full_day :]:
            times[slug] = self.at_office_hours(self.ordinary_day())
        return times
