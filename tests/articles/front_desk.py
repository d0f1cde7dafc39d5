"""The desk of the front, as its tests work at it."""

from datetime import timedelta

from django.utils import timezone

from articles.front import compose
from articles.models import Front
from tests.articles.newsdesk import fields_of

FRONT = "/admin/front/en/"
PLACE = "/admin/front/en/place/"
FRAME = "/admin/front/en/frame/"
EARLIER = "/admin/front/en/earlier/"


def place(client, chosen, /, **typed):
    """Open the form of a new slot, type, and save."""
    data = fields_of(client.get(PLACE), "slot-form")
    return client.post(PLACE, {**data, "article": str(chosen.pk), "place": 1, **typed})


def press(client, **pressed):
    """Press a button of the page, with everything else as the page has it."""
    return client.post(FRONT, {**fields_of(client.get(FRONT), "front-form"), **pressed}, follow=True)


def headlines(front=None):
    return [standing.article.headline for standing in compose("en", front=front)["standings"] if standing.article]


def drafted():
    return headlines(Front.objects.draft("en"))


def words_of(response):
    return " ".join(str(message) for message in response.context["messages"])


def at_minutes(minutes):
    return f"{timezone.localtime(timezone.now() + timedelta(minutes=minutes)):%Y-%m-%dT%H:%M}"
