"""Letters to those who give: in the language they gave in, written within the transaction that they are about.

The first line of a template is the subject. The outbox dresses the text as HTML, so that both say the same.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.letters.looks import site
from patrons import signed_links
from patrons.models import Order, PatronRules, Payment, Pledge
from patrons.providers import named

State = Pledge.State
BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


# --- About money


def paid(entry):
    """Thanks, and the receipt; for a gift also its code, and a letter to whoever gets it."""
    payment = entry.payment
    order = payment.order
    if order.purpose == Order.Purpose.GIFT:
        return gift(entry, order)
    others = payment.pledge and payment.pledge.payments.filter(state=Payment.State.PAID).exclude(pk=payment.pk)
    is_first = bool(payment.pledge and not others.exists())
    said = {"pledge": payment.pledge, "is_first": is_first, "next_due_at": next_due_at(payment)}
    return send(payment.patron, "paid", entry=entry, payment=payment, **said)


def next_due_at(payment):
    """When the next payment comes after this one, as far as is known: how the pledge stands may be told a moment
    later. None if none comes."""
    pledge = payment.pledge
    if not pledge or pledge.ends_at or pledge.ended_at:
        return None
    return max(filter(None, [pledge.next_due_at, payment.covers_until]), default=None)


def gift(entry, order):
    giver = order.patron
    send(giver, "gift_giver", entry=entry, payment=entry.payment, order=order, gift=order.gift)
    if order.gift_to and order.gift_to != address_of(giver):
        to_the_given(order)


def to_the_given(order):
    """To whom a gift is for. Of the giver it holds a name and some words, marked as theirs."""
    context = {"order": order, "gift": order.gift, "giver": name_of(order.patron)}
    post(order.gift_to, order.language, "gift_given", context)


def refunded(entry):
    send(entry.payment.patron, "refunded", entry=entry, payment=entry.payment, sum=-entry.money)


# --- About a pledge


def moved(pledge, before):
    """A pledge came into another state. Of those a patron should hear of, they do: what brings money in has a letter
    of its own, and so has what is late (patrons/dunning.py)."""
    letter = {State.PAUSED: "paused", State.ENDING: "ending", State.ENDED: "ended"}.get(pledge.state)
    if pledge.state == State.ACTIVE and before in (State.PAUSED, State.ENDING):
        letter = "resumed"
    if letter and pledge.payments.filter(state=Payment.State.PAID).exists():
        send(pledge.patron, letter, pledge=pledge, before=before, months=months_of(pledge))


def months_of(pledge):
    """For how many months somebody has given, one at least."""
    since, until = pledge.started_at, pledge.ended_at or pledge.ends_at or pledge.started_at
    return max(1, (until.year - since.year) * 12 + until.month - since.month)


def card_failed(payment, step):
    """One of the letters after a refused payment, with the words of the paper."""
    pledge = payment.pledge
    with translation.override(pledge.patron.language):
        said = {"subject": step.in_words("subject"), "words": step.in_words("text")}
        card_url = address("patrons:card_by_letter", signed_links.card(pledge))
    send(pledge.patron, "card_failed", payment=payment, card_url=card_url, grace_ends=grace_ends(pledge), **said)


def transfer_late(payment, step):
    """The same of a transfer, which nobody has refused."""
    pledge = payment.pledge
    with translation.override(pledge.patron.language):
        transfer_url = address("patrons:transfer", pledge.order.key)
    said = {"pledge": pledge, "payment": payment, "grace_ends": grace_ends(pledge)}
    send(pledge.patron, "transfer_late", transfer_url=transfer_url, **said)


def late(payment, step):
    """One of the letters while a payment does not come, as it was to be paid."""
    write = card_failed if named(payment.provider).asks_for_cards else transfer_late
    write(payment, step)


def grace_ends(pledge):
    """When a pledge that stays unpaid ends (see `renewals.unpaid`)."""
    late_since = max(filter(None, [pledge.paid_until, pledge.paused_until]), default=pledge.started_at)
    return late_since + timedelta(days=PatronRules.current().grace_days)


def renewal(pledge):
    """Before a yearly payment: what will be taken, when, and how to have it not taken."""
    send(pledge.patron, "renewal", pledge=pledge)


def gift_ending(gift):
    send_sparable(gift.redeemed_by, "gift_ending", gift=gift)


def statement(patron, year, sums, entries):
    """What somebody gave in a year. `sums` has a Money for each currency."""
    send_sparable(patron, "statement", year=year, sums=sums, entries=entries)


def released(order):
    """A person has let an order go on that was held."""
    with translation.override(order.patron.language):
        checkout_url = address("patrons:checkout", order.key)
    send(order.patron, "released", order=order, checkout_url=checkout_url)


# --- Sending


def send_sparable(patron, letter, **context):
    """One of those that can be turned off: by its reader, or by the mail program with one press (RFC 8058)."""
    if not patron.wants_reminders:
        return
    with translation.override(patron.language):
        off_url = address("patrons:letters_off", signed_links.letters_off(patron))
    headers = {"List-Unsubscribe": f"<{off_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    send(patron, letter, headers=headers, off_url=off_url, **context)


def send(patron, letter, headers=None, **context):
    context |= {"patron": patron, "name": name_of(patron), "has_account": bool(patron.user_id)}
    post(address_of(patron), patron.language, letter, context, headers)


def post(to, language, letter, context, headers=None):
    if not to:
        return  # erased: nobody to write to
    with translation.override(language):
        text = render_to_string(f"emails/patrons/{letter}.txt", site() | context)
        subject, _line, text = text.strip().partition("\n")
        EmailMessage(subject, BLANK_LINES.sub("\n\n", text).strip(), to=[to], headers=headers).send()


def address(name, *args):
    return settings.SITE_URL + reverse(name, args=args)


def address_of(patron):
    """A member's address of today, or the one that somebody without an account gave."""
    return patron.user.email if patron.user_id else patron.email


def name_of(patron):
    return patron.user.display_name if patron.user_id else patron.name
