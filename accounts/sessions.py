"""How long one stays logged in, counted from logging in: thirty days, and twelve hours for staff."""

import time

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

BEGAN = "began"
READERS = 30 * 24 * 3600  # seconds
STAFF = 12 * 3600


def note_beginning(request, **_signal):
    request.session[BEGAN] = int(time.time())


def is_over(session, user):
    """Whatever does not say when it began is over, too."""
    return time.time() - session.get(BEGAN, 0) > (STAFF if user.is_staff else READERS)


def user_of(request):
    if not hasattr(request, "_cached_user"):
        user = get_user(request)
        if user.is_authenticated and is_over(request.session, user):
            request.session.flush()
            user = AnonymousUser()
        request._cached_user = user
    return request._cached_user


class SessionsEnd(AuthenticationMiddleware):
    """Django's, which asks no question before somebody asks for the user; nor does this."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))
