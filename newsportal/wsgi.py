"""The WSGI entry point: what gunicorn and Django's own server serve."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")

django = get_wsgi_application()

from articles import clock  # noqa: E402 - not before Django is set up


def application(environ, start_response):
    """Answer a request. The first one starts the clock of its process, so that no server can forget it."""
    clock.start()
    return django(environ, start_response)
