"""Which order a number or key leads to, that a provider's fact names."""

import uuid

from patrons.models import Order, Payment, Pledge


def order_by_key(provider, key):
    orders = Order.objects.filter(key=key, provider=provider) if is_key(key) else Order.objects.none()
    return orders.values_list("pk", flat=True).first()


def order_by_payment(provider, number):
    payment = Payment.objects.known_as(provider, number)
    return payment and payment.order_id


def order_by_subscription(provider, number):
    return Pledge.objects.filter(provider=provider, provider_id=number).values_list("order", flat=True).first()


# Where a fact names several, the first that we know leads to the order.
FINDERS = {"payment": order_by_payment, "order": order_by_key, "subscription": order_by_subscription}
WAITED_FOR = ("order", "subscription", "payment")  # where it names none that we know: what it waits for


def is_key(text):
    """Whether it may be one of our keys: other shops of the same account have theirs."""
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def is_known(provider, subject):
    what, _colon, number = subject.partition(":")
    return bool(number and FINDERS[what](provider, number))
