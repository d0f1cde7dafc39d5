"""Letters leave: oldest first, one connection for as many as a few seconds hold, each claimed before it is sent.

No letter is sent by two senders, and none is lost. One can be sent twice when the process dies between the server's
"accepted" and our noting it; both copies then have the same Message-ID.
"""

import logging
import smtplib
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection

from accounts.models import Letter

BATCH_LASTS = 5  # seconds; less than a process has to end in, and than the lease of the post
BATCH = 200
PAUSE = timedelta(seconds=30)  # until a mail server that is not there is asked again
CLOSING_DOWN = 421  # what a mail server says before it hangs up

logger = logging.getLogger(__name__)


class MailServerIsDown(Exception):
    """There is nobody to hand letters to."""


class Sender:
    def __init__(self):
        self.is_down = False

    def send_due(self):
        """Send what is due, for a few seconds. Without a mail server it all waits a little, and nobody waits here."""
        numbers = list(Letter.objects.due().order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not numbers:
            return
        try:
            hand_over(numbers)
        except MailServerIsDown as error:
            Letter.objects.put_off(PAUSE, str(error))
            if not self.is_down:  # said once, not twice a minute
                logger.warning("The mail server cannot be reached: %s", error)
            self.is_down = True
        else:
            self.is_down = False


def hand_over(numbers):
    until = time.monotonic() + BATCH_LASTS
    server = get_connection(settings.DELIVERY_BACKEND)
    try:
        server.open()
    except OSError as error:  # all of smtplib's errors are
        raise MailServerIsDown(answer(error)[1]) from error
    try:
        for number in numbers:
            letter = Letter.objects.claim(number)
            if letter:
                hand_over_one(letter, server)
            if time.monotonic() > until:
                break
    finally:
        with suppress(OSError):
            server.close()


def hand_over_one(letter, server):
    """Send it, or note why not. Raises MailServerIsDown when there is no sense in trying the next."""
    try:
        server.send_messages([letter.as_message()])
    except Exception as error:
        code, words = answer(error)
        refused_for_good = isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 500
        letter.note_failure(words, refused_for_good)
        if has_hung_up(error, code):
            raise MailServerIsDown(words) from error
        if not isinstance(error, smtplib.SMTPException):
            logger.exception("Letter %d cannot be sent.", letter.pk)
    else:
        letter.note_sent()


def has_hung_up(error, code):
    lost = isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)  # a broken or silent line
    return lost or code == CLOSING_DOWN or isinstance(error, smtplib.SMTPServerDisconnected)


def answer(error):
    """What the mail server said, its code (0: nothing) and words, as far as there is room for them."""
    code, said = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        (code, said), *_ = error.recipients.values()
    said = said.decode(errors="replace") if isinstance(said, bytes) else str(said) or type(error).__name__
    words = f"{code} {said}" if code > 0 else said
    return code, words.replace("\0", "")[: Letter._meta.get_field("trouble").max_length]
