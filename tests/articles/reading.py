"""Readers, as tests need them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles import readership
from articles.models import HourlyReads

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def beacon(client, article, address="203.0.113.7", agent=BROWSER, **headers):
    """What a page sends once it has been looked at. `article` may be anything that claims to be an id."""
    data = {"article": getattr(article, "pk", article)}
    return client.post(reverse("read"), data, REMOTE_ADDR=address, headers={"User-Agent": agent, **headers})


def reads_of(article):
    """How often the article has been read, with what still waits."""
    readership.flush()
    return sum(HourlyReads.objects.filter(article=article).values_list("reads", flat=True))


def was_read(article, reads, hours_ago=0):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    HourlyReads.objects.create(article=article, hour=hour, reads=reads)
