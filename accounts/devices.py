"""Where one is logged in: which device, since when, from what network; and ending it there."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.network import network_of, parse
from accounts.sessions import is_over

# The first that a browser names; most name others as well.
BROWSERS = {r"Edg(e|A|iOS)?/": "Edge", r"OPR/|Opera": "Opera", r"Firefox/|FxiOS": "Firefox"}
BROWSERS |= {r"SamsungBrowser": "Samsung Internet", r"Chrome/|CriOS": "Chrome", r"Safari/": "Safari"}
SYSTEMS = {r"iPhone": "iPhone", r"iPad": "iPad", r"Android": "Android", r"Windows": "Windows"}
SYSTEMS |= {r"Mac OS X|Macintosh": "macOS", r"CrOS": "ChromeOS", r"Linux|X11": "Linux"}


@dataclass(frozen=True)
class Device:
    pk: int
    name: str
    place: str
    since: datetime
    is_this: bool


def devices_of(request):
    """Every session that would still open the account, this one first, then the newest. Two questions."""
    known = UserSession.objects.filter(user=request.user).order_by("-created_at")
    keys = [session.session_key for session in known]
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = {row.session_key for row in rows if opens(row.get_decoded(), request.user)}
    this = request.session.session_key
    devices = [
        Device(row.pk, name_of(row.user_agent), place_of(row.ip), row.created_at, row.session_key == this)
        for row in known
        if row.session_key in alive
    ]
    return sorted(devices, key=lambda device: not device.is_this)


def opens(session, user):
    same = constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return same and not is_over(session, user)


def name_of(agent):
    """ "Firefox, Linux": as little as it takes to know one's devices apart."""
    names = [next((name for mark, name in of.items() if re.search(mark, agent)), None) for of in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or _("An unknown browser")


def place_of(ip):
    """The network, roughly: nobody else is asked where it lies."""
    address = parse(ip)
    return str(network_of(address, ipv4=16, ipv6=32).network_address) if address else ""


def tidy():
    """Forget the address and the browser of a session that is no more."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request):
    """The list, and the buttons that end a session elsewhere, or all of them."""
    if request.method == "POST":
        return end(request)
    return render(request, "usersessions/usersession_list.html", {"devices": devices_of(request)})


def end(request):
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    one = request.POST.get("device", "")
    chosen = others if "others" in request.POST else others.filter(pk=int(one)) if one.isdecimal() else others.none()
    ended = [device.end() for device in chosen]
    if ended:
        words = ngettext("Logged out there.", "Logged out on {number} devices.", len(ended)).format(number=len(ended))
        messages.success(request, words)
    return redirect("usersessions_list")
