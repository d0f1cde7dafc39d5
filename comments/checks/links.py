"""Where a comment leads. Nothing is fetched; an address is what looks like one to a reader."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import holds, refuses

ADDRESS = re.compile(r"https?://([^\s/?#<>\"')\]]+)", re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9-]{1,63}")
ENDING = re.compile(r"[a-z]{2,24}")
AROUND = "([{<«„“\"'.,;:!?*_>)]}»”…"


@refuses
def links_of_new(draft):
    most, number = draft.rules.links_of_new, len(draft.hosts)
    if draft.standing.is_new and number > most:
        words = ngettext(
            "A new member may post %(most)d link in a comment; this one has %(number)d.",
            "A new member may post %(most)d links in a comment; this one has %(number)d.",
            most,
        )
        yield words % {"most": most, "number": number}


@holds
def many_links(draft):
    number = len(draft.hosts)
    if number >= draft.rules.links_held:
        words = ngettext("It has %(number)d link.", "It has %(number)d links.", number)
        yield words % {"number": number}


@holds
def hosts_of_new(draft):
    """New members all lead to the same place."""
    if not draft.standing.is_new:
        return
    since = draft.now - draft.rules.new_for
    for host in foreign(draft.hosts):
        comments = draft.author.comments.model.objects.filter(posted_at__gt=since, author__joined_at__gt=since)
        others = comments.filter(text__icontains=host)
        if draft.is_edit:
            others = others.exclude(pk=draft.comment.pk)
        earlier = sum(hosts_in(text).count(host) for text in others.values_list("text", flat=True)[:100])
        if earlier >= draft.rules.hosts_of_new:
            yield _("New members have posted %(number)d links to %(host)s.") % {"number": earlier, "host": host}


def foreign(hosts):
    return sorted(set(hosts) - {"", host_of(urlsplit(settings.SITE_URL).netloc)})


def hosts_in(text):
    """The host of each address in a text: of those with a scheme, and of those one would type, like t.me/name."""
    hosts = [host_of(host) for host in ADDRESS.findall(text)]
    for word in text.split():
        if "://" not in word:
            host, slash, _path = word.strip(AROUND).partition("/")
            if (slash or host.lower().startswith("www.")) and is_host(host):
                hosts.append(host_of(host))
    return hosts


def host_of(written):
    """The bare host: without a name in front, a port behind, “www.”, or the case it was typed in."""
    host = written.rpartition("@")[2].partition(":")[0].lower().rstrip(".,;!")
    return host.removeprefix("www.")


def is_host(text):
    *labels, ending = text.lower().split(".")
    return bool(labels and ENDING.fullmatch(ending) and all(LABEL.fullmatch(label) for label in labels))
