"""Which beacons count, and what is noted of them."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.network import client_address, network_of
from articles.ids import id_of

from . import waiting
from .counting import Read

# Machines that say so. What says nothing is a machine too; what lies is held by the count of one an address.
BOT = re.compile(
    r"(?<!cu)bot"  # Cubot makes telephones
    r"|crawl|spider|slurp|scrap(er|y)|archiver|feed(fetch|ly|burner)|mediapartners|google-|googleother|apis-google"
    r"|headless|phantomjs|puppeteer|playwright|selenium|webdriver|prerender|lighthouse|pagespeed|gtmetrix|ptst"
    r"|preview|externalhit|facebookcatalog|meta-external|embedly|whatsapp|skypeuri|snap url|iframely|validator"
    r"|monitor|uptime|pingdom|statuscake|site24x7|datadog|nagios|zabbix|check_http"
    r"|anthropic|claude-|chatgpt|openai|perplexity|cohere-|bytedance"
    r"|curl|wget|python|urllib|aiohttp|httpx|libwww|lwp::|perl|ruby|php/|guzzle|java/|okhttp|apache-http|go-http"
    r"|axios|\bnode|undici|deno/|bun/|postman|insomnia|httpie|nikto|sqlmap|nmap|masscan|zgrab",
    re.IGNORECASE,
)
AHEAD_OF_TIME = re.compile("prefetch|prerender|preview", re.IGNORECASE)


def record(request: HttpRequest) -> None:
    """Note a read, if a reader's browser reports one. It is counted within seconds, without a query here."""
    read = read_of(request)
    if read and not is_staff(request):
        waiting.reads.add(read)


def read_of(request: HttpRequest) -> Read | None:
    """What a beacon says, or None for one that does not count. Whether the article exists is asked when counting."""
    article = id_of(request.POST.get("article", ""))
    address = client_address(request)
    if not article or address is None or is_from_elsewhere(request) or is_ahead_of_time(request) or is_bot(request):
        return None
    return Read(
        article=article,
        hour=timezone.now().replace(minute=0, second=0, microsecond=0),
        address=str(network_of(address, ipv4=32, ipv6=64)),
        network=str(network_of(address, ipv4=24, ipv6=48)),
    )


def is_from_elsewhere(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"


def is_ahead_of_time(request: HttpRequest) -> bool:
    """A page that is fetched in case somebody wants it is not read."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any(AHEAD_OF_TIME.search(purpose) for purpose in purposes)


def is_bot(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").strip()
    return not agent or bool(BOT.search(agent))


def is_staff(request: HttpRequest) -> bool:
    """Asks the database only for those who are logged in."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(getattr(request.user, "is_staff", False))
