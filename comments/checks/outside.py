"""Services outside that may be asked about a comment. None is, unless COMMENT_CHECKS names some."""

import logging
import threading
import time

from django.conf import settings
from django.utils.module_loading import import_string

from .rules import holds

log = logging.getLogger(__name__)
SECONDS = 2  # for all of them together


def ask(draft):
    """What they say against a draft. One that fails or is slow says nothing, and a comment never waits for long.

    They are asked side by side and are given the text, the edition and nothing else. A thread that is late ends by
    itself, when its service has answered at last.
    """
    said = {}
    threads = [
        threading.Thread(target=hear, args=(name, draft.text, draft.article.language, said), daemon=True)
        for name in settings.COMMENT_CHECKS
    ]
    for thread in threads:
        thread.start()
    ends = time.monotonic() + SECONDS
    for thread in threads:
        thread.join(max(ends - time.monotonic(), 0))
    for name in settings.COMMENT_CHECKS:
        if name not in said:
            log.warning("The comment check %s did not answer within %s seconds.", name, SECONDS)
    return [words for name in settings.COMMENT_CHECKS for words in said.get(name, ())]


def hear(name, text, language, said):
    try:
        said[name] = list(import_string(name)(text, language))
    except Exception:  # whatever somebody else's program does
        log.exception("The comment check %s failed.", name)
        said[name] = []


@holds
def answers(draft):
    yield from draft.said_outside
