"""Asking Stripe with its official library: within a time, without tries of its own, refusals in our words."""

import logging
import time
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime

import stripe
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from patrons.providers.interface import PATIENCE, Declined, Silent

log = logging.getLogger(__name__)


class Patient(stripe.RequestsClient):
    """Gives all requests of one act so many seconds together."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.until = time.monotonic() + seconds

    def request(self, method, url, headers, post_data=None):
        left = max(self.until - time.monotonic(), 0.01)
        self._timeout = (left / 3, left * 2 / 3)  # to be connected; for each piece of the answer
        return super().request(method, url, headers, post_data)


@contextmanager
def asking(seconds: float | None = None):
    """Stripe's API for one act: its client, whose errors become Silent or Declined."""
    patient = Patient(seconds or PATIENCE)
    addresses = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else None
    client = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY, base_addresses=addresses, http_client=patient, max_network_retries=0
    )
    try:
        yield client.v1
    except stripe.CardError as error:
        raise Declined(error.user_message or _("The card was declined.")) from error
    except stripe.InvalidRequestError as error:
        raise refusal(error) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise not_working(error) from error
    except stripe.IdempotencyError as error:
        # 409: the same request is on its way already. Otherwise the key was used for something else.
        raise (Silent(str(error)) if error.http_status == 409 else not_working(error)) from error
    except stripe.StripeError as error:
        raise Silent(str(error)) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        log.exception("Stripe answered what we cannot read")
        raise Silent("cannot be read") from error
    finally:
        patient.close()


def refusal(error):
    """What somebody may have done before us, or what only the operator can mend."""
    if error.code == "charge_already_refunded":
        return Declined(_("This payment has been given back already."))
    if error.code == "amount_too_small":
        return Declined(_("This sum is smaller than can be paid by card. Please choose a larger one."))
    if error.code == "amount_too_large":
        return Declined(_("This sum is larger than can be paid by card. Please write to us."))
    if error.code == "resource_missing":
        return Declined(_("The payment company does not know this payment or support any more."))
    return not_working(error)


def not_working(error):
    log.error("Stripe refused a request: %s", error)
    return Declined(_("This way to pay does not work at the moment. Please choose another, or write to us."))


def said_at(answer) -> datetime:
    """When Stripe answered, by its own clock: what it tells us later carries times of the same clock."""
    headers = answer.last_response.headers if answer.last_response else {}
    try:
        return parsedate_to_datetime(headers["Date"])
    except (KeyError, TypeError, ValueError):
        return timezone.now()
