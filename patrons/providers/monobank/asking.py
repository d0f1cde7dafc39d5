"""Asking monobank: within a time, with its token, refusals in our words; and its key, by which we know its voice."""

import base64
import http.client
import json
import logging
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from patrons.providers.interface import PATIENCE, Declined, Silent

log = logging.getLogger(__name__)
KEY, KEY_ASKED_FOR = "monobank-key", "monobank-key-asked-for"
ASK_AGAIN = 60  # seconds: however many callbacks are forged, the bank is asked for its key once in so many
KEY_IN = 1  # seconds in which it must come, since the bank waits for an answer to its callback
LARGEST = 1024 * 1024  # bytes of an answer


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None  # the token is for nobody else


opener = urllib.request.build_opener(StayHere)


@contextmanager
def asking(seconds: float | None = None):
    """The bank's API for one act. An answer that is not as documented is none."""
    try:
        yield Bank(seconds or PATIENCE)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        log.exception("monobank answered what we cannot read")
        raise Silent("cannot be read") from error


class Bank:
    """So many seconds are for all its requests together."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds

    def get(self, path, **query):
        return self.ask(f"{path}?{urllib.parse.urlencode(query)}")

    def post(self, path, said):
        return self.ask(path, json.dumps(said).encode())

    def ask(self, path, body=None):
        address = f"{settings.MONOBANK_API_BASE}/api/merchant/{path}"
        headers = {"X-Token": settings.MONOBANK_TOKEN, "X-Cms": "The-News", "Content-Type": "application/json"}
        request = urllib.request.Request(address, body, headers)  # noqa: S310 - our own setting
        try:
            with opener.open(request, timeout=max(self.until - time.monotonic(), 0.01)) as answer:
                said = json.loads(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            with error:
                raise refusal(error) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Silent(str(error)) from error
        if not isinstance(said, dict):
            raise Silent("no object")
        return said


def refusal(error):
    try:
        said = json.loads(error.read(LARGEST))
        code, text = said["errCode"], said.get("errText", "")
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        code, text = "", ""
    if code in ("WRONG_CANCEL_AMOUNT", "CANCEL_NOT_AVAILABLE"):
        return Declined(_("The bank cannot give this sum back, or has done so already."))
    if code == "TOKEN_NOT_FOUND":
        return Declined(_("The bank does not know the card any more."))
    if error.code == 429 or error.code >= 500:
        return Silent(f"{error.code} {code}")
    log.error("monobank refused a request: %s %s %s", error.code, code, text)
    return Declined(_("This way to pay does not work at the moment. Please choose another, or write to us."))


def is_signed(signature: bytes, body: bytes) -> bool:
    """Whether the bank signed these bytes. It asks for the key to be kept, and fetched again when it fits no more."""
    key = cache.get(KEY)
    if key and fits(key, signature, body):
        return True
    if not cache.add(KEY_ASKED_FOR, 1, ASK_AGAIN):
        return False
    try:
        new = Bank(KEY_IN).get("pubkey").get("key")
    except (Silent, Declined) as error:
        log.warning("monobank did not tell its key: %s", error)
        return False
    cache.set(KEY, new, None)
    return new != key and fits(new, signature, body)


def fits(key: str, signature: bytes, body: bytes) -> bool:
    try:
        public = serialization.load_pem_public_key(base64.b64decode(key))
        public.verify(signature, body, ec.ECDSA(hashes.SHA256()))
    except (AttributeError, InvalidSignature, TypeError, ValueError):
        return False
    return True
