"""What staff can do about a refused payment: ask for it again where we ask ourselves, or write to the giver."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from patrons import letters, renewals
from patrons.models import DunningStep


@dataclass(frozen=True)
class Act:
    label: Any
    press: Any


def acts_on(payment):
    """[(name, Act)] of what can be done about it."""
    found = []
    if renewals.we_renew(payment.provider):
        found.append(("try", TRY))
    if payment.patron.email:
        found.append(("letter", LETTER))
    return found


def try_now(payment, by):
    renewals.try_now(payment.pledge)
    record(by, "payment.tried", payment)
    return _("It is tried again within a minute.")


def send_letter(payment, by):
    """The words of the first letter about it, whatever was sent before."""
    step = DunningStep.objects.prefetch_related("words").order_by("day").first()
    if step is None:
        return _("There are no words for such a letter yet: write them under “letters about refused cards”.")
    letters.late(payment, step)
    record(by, "payment.written_about", payment)
    return _("The letter is on its way.")


TRY = Act(gettext_lazy("Try now"), try_now)
LETTER = Act(gettext_lazy("Send a letter"), send_letter)
