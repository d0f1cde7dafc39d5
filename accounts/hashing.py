"""Hashes of passwords, one at a time: a flood of log-ins leaves the other cores and threads to readers."""

import threading
from contextlib import contextmanager

from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.contrib.auth.hashers import PBKDF2PasswordHasher

QUEUE = 3  # hashes begun or waited for in one process: more would hold the threads that serve readers
WAIT = 2  # seconds

hashing = threading.BoundedSemaphore(1)
queue = threading.BoundedSemaphore(QUEUE)


class OneAtATime(PBKDF2PasswordHasher):
    """Django's own hashes, in turn."""

    def encode(self, *args, **kwargs):
        with turn():
            return super().encode(*args, **kwargs)


@contextmanager
def turn():
    """Wait for the hash of others, but not long, and not with many: then the answer is “too many attempts”."""
    if current.request is None:  # the command line has time
        yield
        return
    if not queue.acquire(blocking=False):
        raise ImmediateHttpResponse(respond_429(current.request))
    try:
        if not hashing.acquire(timeout=WAIT):
            raise ImmediateHttpResponse(respond_429(current.request))
        try:
            yield
        finally:
            hashing.release()
    finally:
        queue.release()
