"""Letters to those who give: in the language they gave in, sent within the transaction that they are about."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.letters.looks import site
from patrons.models import Pledge


def paid(entry):
    """Thanks, and the receipt."""
    payment = entry.payment
    subject = _("Thank you: receipt %(receipt)s")
    send(payment.patron, subject, "paid", entry=entry, payment=payment, receipt=entry.receipt)


def refunded(entry):
    subject = _("Given back: receipt %(receipt)s")
    send(entry.payment.patron, subject, "refunded", entry=entry, payment=entry.payment, receipt=entry.receipt)


def moved(pledge, before):
    """A pledge came into another state. Of those a patron should hear of, they do."""
    if pledge.state == Pledge.State.ENDED:
        send(pledge.patron, _("Your support has ended"), "ended", pledge=pledge, before=before)


def send(patron, subject, letter, **context):
    if not patron.email:
        return  # erased: nobody to write to
    with translation.override(patron.language):
        context = site() | context | {"patron": patron}
        text = render_to_string(f"emails/patrons/{letter}.txt", context)
        EmailMessage(subject % context, text.strip(), to=[patron.email]).send()
