"""Where providers tell us what happened."""

import logging

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from patrons import providers
from patrons.providers.interface import Forged
from patrons.taking import take_in

log = logging.getLogger(__name__)
LARGEST = 256 * 1024  # bytes; no provider sends more than some 40 KB


@csrf_exempt  # providers have no cookie of ours; each signs what it sends
@require_POST
def hear(request, provider):
    """Answer 200 once a message is in the books, also the second time it comes and of kinds that say nothing to us, so
    that nobody sends it again; 400 to what is not the provider's."""
    try:
        gateway = providers.named(provider)
    except providers.NotOffered as error:
        raise Http404 from error
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            raise Forged("too large")
        event = gateway.hear(request.headers, request.body)
    except (Forged, ValueError) as error:
        log.warning("A callback for %s was refused: %s", provider, error)
        return HttpResponse(status=400)
    take_in(gateway, event, request.body.decode("utf-8", "replace"))
    return HttpResponse(status=200)
