"""A job of the post: what somebody gave who was erased is stopped at the provider, who is asked until it is.

Nothing has to be marked for it: a pledge that is not over and whose patron is nobody is to be stopped. So it is also
found when its first payment came in after the erasing, or when a backup was restored.
"""

from accounts import limits
from patrons import steering
from patrons.models import Difference, Pledge
from patrons.providers.interface import Declined, Silent

BATCH = 20
PAUSE = 600  # seconds until a provider is asked again that did not answer


def nobodys():
    """Pledges that run on for somebody who was erased."""
    return Pledge.objects.not_over().exclude(patron__pseudonym="").order_by("pk")


def stop_due():
    """Whoever cannot be asked keeps no other waiting."""
    asked = 0
    for pledge in nobodys().select_related("order", "patron"):
        if limits.take("stopping", pledge.pk, 1, PAUSE):
            continue
        stop(pledge)
        asked += 1
        if asked == BATCH:
            return


def stop(pledge):
    try:
        steering.stop(pledge, at_once=True, reason=pledge.reason)
    except Silent:
        return  # asked again later
    except Declined as error:
        Difference.objects.get_or_create(
            order=pledge.order, kind=Difference.Kind.STATE, ours=str(pledge.patron), theirs=str(error)[:300]
        )
