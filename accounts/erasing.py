"""Erasing an account: with all that belongs to it, once, and again when a backup brings it back."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, belongings, erasure_list
from accounts.audit import Act, AuditEntry
from accounts.models import Erasure, Leaving, User

logger = logging.getLogger(__name__)


def carry_out_due() -> None:
    """Erase everyone whose day to change their mind is over. One who cannot be erased does not keep the others."""
    trouble: Exception | None = None
    for number in Leaving.objects.due().order_by("due_at").values_list("pk", flat=True):
        try:
            carry_out(number)
        except Exception as error:
            trouble = error
    if trouble:
        raise trouble


@transaction.atomic
def carry_out(number: int) -> bool:
    """Erase a member who asked for it. False when another process was faster, or the member has come back."""
    leaving = Leaving.objects.due().select_for_update(of=["self"]).filter(pk=number).first()
    if leaving is None:
        return False
    erase(leaving.member, leaving.wish)
    return True


@transaction.atomic
def erase(member: User, wish: str, by: User | None = None, note: str = "") -> None:
    """Delete an account and what belongs to it. Nothing that names it stays, except on what the newsroom published.

    `by` is the administrator who does it on request, None for the clock.
    """
    number = member.pk
    User.objects.select_for_update().get(pk=number)
    belongings.erase(member, wish)
    AuditEntry.objects.forget(User, [number])
    Erasure.objects.update_or_create(number=number, defaults={"wish": wish})
    audit.record(by, Act.MEMBER_LEFT, _("Account %(number)d") % {"number": number}, note=note)
    member.delete()
    transaction.on_commit(erasure_list.write_down)


def erase_again() -> int:
    """Erase anew whoever a restored backup has brought back. How many there were.

    Numbers can be given anew after a restore; who joined later than somebody of this number went is somebody else.
    """
    erasure_list.write_down()
    listed = {erasure.number: erasure for erasure in erasure_list.everybody()}
    back = [user for user in User.objects.in_bulk(list(listed)).values() if user.joined_at < listed[user.pk].at]
    for user in back:
        erase(user, listed[user.pk].wish)
    return len(back)
