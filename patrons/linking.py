"""One person, one patron: what was given without an account comes to the account with the same, confirmed address."""

from django.db import transaction

from accounts.models import User
from patrons.models import Order, Patron, Payment


def patron_of(member):
    """The patron a member is, with whatever they gave before they had an account; None for who never gave."""
    found = given_without_account(member)
    if found.exists():
        link(member)
    return Patron.objects.filter(user=member).first()


def given_without_account(member):
    """Only by an address that is proved to be the member's: receipts name people."""
    confirmed = member.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    addresses = [address.lower() for address in confirmed]
    return Patron.objects.filter(user=None, email__in=addresses).exclude(email="")


@transaction.atomic
def link(member):
    """The member's row is held, so that two pages at once make one patron."""
    User.objects.select_for_update().get(pk=member.pk)
    for given in given_without_account(member).select_for_update(of=["self"]):
        patron = Patron.objects.filter(user=member).first()
        if patron is None:
            Patron.objects.filter(pk=given.pk).update(user=member)
        else:
            move(given, patron)


def move(given, patron):
    """All that one patron gave becomes another's. Orders are held first, as whoever takes payments in holds them."""
    orders = list(Order.objects.select_for_update(of=["self"]).filter(patron=given).order_by("pk"))
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(patron=patron)
    Payment.objects.filter(patron=given).update(patron=patron)
    given.pledges.update(patron=patron)
    given.gifts.update(redeemed_by=patron)
    given.look_ups.update(patron=patron)
    if given.created_at < patron.created_at:
        Patron.objects.filter(pk=patron.pk).update(created_at=given.created_at)
    given.delete()
