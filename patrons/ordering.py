"""From a confirmed wish to the provider's checkout: one order and one checkout, however often the form is sent.

The form carries the key of its order, signed. The order is made once for each key; the provider is asked with that
key, by one process at a time, and answers the same however often it is asked.
"""

import time
import uuid
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import limits
from patrons import card_testing, providers
from patrons.models import Order, Patron

FORM_LIVES = 2 * 3600  # seconds
ASKING_TAKES = 10  # seconds after which whoever asked the provider is taken for dead
WAITS = 1.0  # seconds for what another click of the same giver has begun
KEY = signing.TimestampSigner(salt="patrons.order")


class NotPlaced(Exception):
    """There is no order. The message is for the giver, whose form comes back with a fresh key and all they typed."""


def new_key():
    return KEY.sign(uuid.uuid4().hex)


def key_in(text):
    """The key of a form, and whether the form is too old to begin anything."""
    try:
        key = uuid.UUID(KEY.unsign(text))
    except (signing.BadSignature, ValueError) as error:
        raise NotPlaced(_("This page could not be read. Look at it again, and send it once more.")) from error
    try:
        KEY.unsign(text, max_age=FORM_LIVES)
    except signing.SignatureExpired:
        return key, True
    return key, False


def place(request, said):
    """The order of a form; `said` is the cleaned data of a ConfirmForm. Sent again, it is the order that there is."""
    key, is_old = key_in(said["key"])
    order = Order.objects.filter(key=key).first()
    if order:
        return same(order, said)
    if is_old:
        raise NotPlaced(_("This page was open for a long time. Look at it again, and send it once more."))
    with first_to_send(key) as is_first:
        if is_first:
            return make(request, key, said)
    order = wait_for(lambda: Order.objects.filter(key=key).first())
    if not order:
        raise NotPlaced(_("Your wish is just being prepared. Wait a moment, and send it once more."))
    return same(order, said)


@contextmanager
def first_to_send(key):
    """Of many clicks at one moment one makes the order, and is counted; what came to nothing may be sent again."""
    is_first = limits.take("order", key, 1, FORM_LIVES) is None
    try:
        yield is_first
    except Exception:
        if is_first:
            limits.give_back("order", key)
        raise


def make(request, key, said):
    try:
        card_testing.count(request)
    except card_testing.TooMany as error:
        raise NotPlaced(str(error)) from error
    network = card_testing.network_of(request)
    is_held = providers.named(said["provider"]).asks_for_cards and card_testing.is_doubtful(network)
    user = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            patron = Patron.objects.giving_as(user, said.get("email", ""), said["language"])
            show_as(patron, user, said)
            return Order.objects.create(
                key=key,
                patron=patron,
                purpose=said["purpose"],
                rhythm=said["rhythm"],
                tier=said["tier"],
                minor=said["money"].minor,
                currency=said["money"].currency,
                gift_months=said["months"],
                gift_to=said.get("gift_to", ""),
                gift_words=said.get("gift_words", ""),
                article=said["article"],
                language=said["language"],
                provider=said["provider"],
                state=Order.State.HELD if is_held else Order.State.OPEN,
                network=network,
            )
    except IntegrityError as error:  # a tier or article was deleted between looking and writing
        raise NotPlaced(_("Something has just changed here. Look at it again, and send it once more.")) from error


def show_as(patron, user, said):
    """How the giver wishes to be shown. Without an account only who has given nothing before can say so: whoever
    knows the address of a patron could else rename them."""
    if not user and patron.payments.exists():
        return
    wishes = {name: said[name] for name in ("name", "is_listed", "shows_badge") if name in said}
    for name, value in wishes.items():
        setattr(patron, name, value)
    patron.save(update_fields=list(wishes) or None)


def same(order, said):
    """The order of this form, if the form still says the same and the order is not over."""
    wanted = (said["money"], said["rhythm"], said["provider"], said["purpose"])
    if wanted != (order.money, order.rhythm, order.provider, order.purpose) and order.state != Order.State.DONE:
        raise NotPlaced(_("You changed your mind after a payment was begun. Send it once more to begin a new one."))
    if order.state == Order.State.LAPSED:
        raise NotPlaced(_("The payment that was begun here is over, and nothing was taken. Send it once more."))
    return order


# --- The checkout


def begin(order):
    """The address of the order's checkout; empty while another click asks for it. Raises Silent or Declined, and then
    the same can be asked again."""
    open_order = Order.objects.filter(pk=order.pk, state=Order.State.OPEN)
    if order.checkout_url:
        return order.checkout_url
    if not open_order.lease(timezone.now(), ASKING_TAKES):
        return wait_for(lambda: open_order.values_list("checkout_url", flat=True).first())
    try:
        gateway = providers.named(order.provider)
        checkout = gateway.begin(order, page_of(order, "thanks"), settings.SITE_URL + again(order))
    except Exception:
        Order.objects.filter(pk=order.pk).update(asked_at=None)
        raise
    Order.objects.filter(pk=order.pk).update(provider_id=checkout.id, checkout_url=checkout.url)
    return checkout.url


def page_of(order, name):
    """A page of the order, with our own address before it whatever the request said ours was."""
    with translation.override(order.language):
        return f"{settings.SITE_URL}{reverse(f'patrons:{name}', args=[order.key])}"


def again(order):
    """The address at which the same can be asked for anew."""
    wish = {"rhythm": order.rhythm, "amount": order.money.plain, "currency": order.currency}
    if order.purpose == Order.Purpose.GIFT:
        wish |= {"purpose": order.purpose, "months": order.gift_months}
    if order.article_id:
        wish["article"] = order.article_id
    with translation.override(order.language):
        return f"{reverse('patrons:confirm')}?{urlencode(wish)}"


def wait_for(found):
    """What another process is about to write; whatever there is when the patience is over."""
    ends = time.monotonic() + WAITS
    while not (there := found()) and time.monotonic() < ends:
        time.sleep(0.05)
    return there or ""
