"""Browsers in which somebody has logged in before: whoever guesses at an account from elsewhere cannot lock it there.

The signed cookie names no account. It says by a digest whose browser this is, and has a number of its own for each.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

PURPOSE = "known browser"
KEPT_FOR = 365 * 24 * 3600
ACCOUNTS = 5  # of one browser: a family, or somebody with an address for work


def number_of(request, email):
    """The number of this browser for an account, or None where nobody has logged in to it for a year."""
    return known(request).get(whose(email))


def remember(request, response, user):
    """Let the browser know that this account has been logged in to here."""
    numbers = known(request)
    number = numbers.pop(whose(user.email), None) or secrets.token_urlsafe(9)
    newest = {whose(user.email): number, **numbers}
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(dict(list(newest.items())[:ACCOUNTS]), salt=PURPOSE),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request):
    try:
        said = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=PURPOSE, max_age=KEPT_FOR)
    except signing.BadSignature:
        return {}
    return said


def whose(email):
    return salted_hmac(PURPOSE, email.strip().lower()).hexdigest()[:16]
