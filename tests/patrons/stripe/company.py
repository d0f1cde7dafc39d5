"""localstripe, a stateful fake of Stripe, with what it lacks: Checkout, the Customer Portal, pauses, changes without
proration, disputes, idempotency keys, and a calendar. Run as a program of its own; it prints its port.

Customers, cards, subscriptions, invoices, charges, refunds, and the signed webhooks are localstripe's own. Its
invoices are put into the shape of today's API, in which they do not name the payment intent.
"""

import asyncio
import socket
import time
from email.utils import formatdate
from types import SimpleNamespace

from aiohttp import web
from localstripe import resources, server, webhooks
from localstripe.errors import UserError
from localstripe.resources import Customer, Event, Invoice, PaymentIntent, PaymentMethod, Plan, Subscription

say = webhooks.schedule_webhook
BASE = ""


async def at_once(seconds):
    await asyncio.sleep(0)


webhooks.asyncio = SimpleNamespace(sleep=at_once, ensure_future=asyncio.ensure_future)  # instead of after a second
resources.Store.dump_to_disk = lambda store: None
seconds_on = 0
resources.time = SimpleNamespace(time=lambda: time.time() + seconds_on)


# --- Objects as today's API shows them


def price(item):
    plan = item.plan
    recurring = {"interval": plan.interval, "interval_count": plan.interval_count}
    known = {"id": plan.id, "unit_amount": plan.amount, "currency": plan.currency, "product": plan.product}
    return {**known, "recurring": recurring}


def period_end(item):
    subscription = item._subscription and Subscription._api_retrieve(item._subscription)
    return (subscription and subscription.trial_end) or item._current_period()["end"]


def parent(invoice):
    metadata = Subscription._api_retrieve(invoice.subscription).metadata
    details = {"subscription": invoice.subscription, "metadata": metadata}
    return {"type": "subscription_details", "subscription_details": details}


def payments(invoice):
    payment = {"type": "payment_intent", "payment_intent": invoice.payment_intent}
    rows = [{"object": "invoice_payment", "payment": payment, "status": "paid"}] if invoice.status == "paid" else []
    return {"object": "list", "data": rows}


resources.SubscriptionItem.price = property(price)
resources.SubscriptionItem.current_period_end = property(period_end)
Subscription.pause_collection = None
Subscription.default_payment_method = property(
    lambda subscription: Customer._api_retrieve(subscription.customer).invoice_settings["default_payment_method"]
)
Invoice.parent = property(parent)
Invoice.payments = property(payments)
resources.Charge.payment_method_details = property(
    lambda charge: {"type": "card", "card": PaymentMethod._api_retrieve(charge.payment_method).card}
)
resources.Charge.disputed = property(lambda charge: bool(Dispute._of(charge.id)))
first_made = Event.__init__


def without_what_is_gone(event, type, data):
    first_made(event, type, data)
    if data.object == "invoice":
        for gone in ("payment_intent", "charge", "payments", "subscription"):
            event.data["object"].pop(gone, None)


Event.__init__ = without_what_is_gone


class InvoicePayment(resources.StripeObject):
    object = "invoice_payment"
    _id_prefix = "inpay_"

    def __init__(self, invoice):
        super().__init__()
        self.invoice, self.status = invoice.id, "paid"
        self.payment = {"type": "payment_intent", "payment_intent": invoice.payment_intent}


class Dispute(resources.StripeObject):
    object = "dispute"
    _id_prefix = "dp_"

    def __init__(self, charge, status):
        super().__init__()
        self.charge, self.payment_intent = charge.id, charge.payment_intent
        self.amount, self.currency, self.status = charge.amount, charge.currency, status

    @classmethod
    def _of(cls, charge):
        return [row for row in resources.store.values() if isinstance(row, cls) and row.charge == charge]


paid_before = Invoice._on_payment_success


def on_payment_success(invoice):
    paid_before(invoice)
    say(Event("invoice_payment.paid", InvoicePayment(invoice)))


Invoice._on_payment_success = on_payment_success
refund_before = resources.Refund._api_create.__func__


def refund(cls, **data):
    made = refund_before(cls, **data)
    made.payment_intent = resources.Charge._api_retrieve(made.charge).payment_intent
    say(Event("refund.created", made))
    say(Event("charge.refunded", resources.Charge._api_retrieve(made.charge)))
    return made


resources.Refund._api_create = classmethod(refund)


# --- Changes of a subscription


def update(cls, id, items=None, pause_collection=None, cancel_at_period_end=None, trial_end=None, **more):
    subscription = cls._api_retrieve(id)
    if subscription.status == "canceled":
        raise UserError(400, "A canceled subscription can only update its cancellation_details.")
    if more.pop("proration_behavior", "none") != "none" or more:
        raise UserError(400, "Not known here: " + ", ".join(more))
    if pause_collection is not None:
        subscription.pause_collection = pause_collection and {
            "behavior": pause_collection["behavior"],
            "resumes_at": int(pause_collection["resumes_at"]),
        }
        subscription.pause_collection = subscription.pause_collection or None
    if cancel_at_period_end is not None:
        subscription.cancel_at_period_end = cancel_at_period_end in ("true", "True")
    if items:
        asked = items[0]["price_data"]
        subscription.items._list[0].plan = Plan(
            amount=asked["unit_amount"],
            currency=asked["currency"],
            interval=asked["recurring"]["interval"],
            product=asked["product"],
        )
    if trial_end is not None:
        subscription.trial_end, subscription.status = int(trial_end), "trialing"
    say(Event("customer.subscription.updated", subscription))
    return subscription


Subscription._api_update = classmethod(update)


async def next_month(request):
    """What happens when the period of a subscription is over."""
    global seconds_on
    subscription = Subscription._api_retrieve(request.match_info["id"])
    item = subscription.items._list[0]
    subscription.start_date, subscription.trial_end = item.current_period_end, None
    paused = subscription.pause_collection
    if subscription.cancel_at_period_end:
        Subscription._api_delete(subscription.id)
    elif not (paused and paused["resumes_at"] > subscription.start_date):
        seconds_on += 1  # later than the payment before, by the smallest step
        subscription.status = "active"
        subscription._create_invoice()
        invoice = Invoice._api_retrieve(subscription.latest_invoice)
        if invoice.status != "paid":
            say(Event("invoice.payment_failed", invoice))
    return web.Response(text=subscription.latest_invoice)


async def try_again(request):
    subscription = Subscription._api_retrieve(request.match_info["id"])
    Invoice._api_pay_invoice(subscription.latest_invoice)
    return web.Response()


# --- Checkout and Portal


class Session(resources.StripeObject):
    object = "checkout.session"
    _id_prefix = "cs_test_"

    def __init__(self, mode, line_items, metadata, success_url, cancel_url, customer_email=None, **more):
        super().__init__()
        self._data = more
        price = line_items[0]["price_data"]
        self._price = price
        self.mode, self.metadata, self.customer_email = mode, metadata, customer_email
        self.success_url, self.cancel_url = success_url, cancel_url
        self.client_reference_id = more["client_reference_id"]
        self.amount_total, self.currency = int(price["unit_amount"]), price["currency"]
        self.status, self.payment_status = "open", "unpaid"
        self.customer = self.subscription = self.payment_intent = None

    @property
    def url(self):
        return f"{BASE}/_config/checkout/{self.id}" if self.status == "open" else None

    def _pay(self, number):
        method = card(number)
        customer = Customer._api_create(email=self.customer_email)
        PaymentMethod._api_attach(method.id, customer=customer.id)
        Customer._api_update(customer.id, invoice_settings={"default_payment_method": method.id})
        if self.mode == "payment":
            known = {"metadata": self._data["payment_intent_data"]["metadata"], "customer": customer.id}
            intent = PaymentIntent._api_create(
                amount=self.amount_total, currency=self.currency, payment_method=method.id, confirm=True, **known
            )
            self.payment_intent = intent.id
        else:
            if method._charging_is_declined():
                raise UserError(402, "Your card was declined.", {"code": "card_declined"})
            self.subscription = self._subscribe(customer).id
        self.customer, self.status, self.payment_status = customer.id, "complete", "paid"
        say(Event("checkout.session.completed", self))

    def _subscribe(self, customer):
        plan = Plan(
            amount=self.amount_total,
            currency=self.currency,
            interval=self._price["recurring"]["interval"],
            product={"name": self._price["product_data"]["name"]},
        )
        metadata = self._data["subscription_data"]["metadata"]
        return Subscription._api_create(customer=customer.id, items=[{"plan": plan.id}], metadata=metadata)


def card(number):
    known = {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    return PaymentMethod._api_create(type="card", card=known)


async def begin_checkout(request):
    global seconds_on
    seconds_on = 0
    return shown(Session(**await server.get_post_data(request)))


async def see_checkout(request):
    return shown(Session._api_retrieve(request.match_info["id"]))


async def page(request):
    """Where one looks at it with a browser."""
    Session._api_retrieve(request.match_info["id"])
    field = '<label>Card <input name="card" value="4242424242424242"></label>'
    return web.Response(text=f'<form method="post">{field} <button>Pay</button></form>', content_type="text/html")


async def pay(request):
    session = Session._api_retrieve(request.match_info["id"])
    session._pay((await request.post())["card"])
    raise web.HTTPSeeOther(session.success_url)


async def expire(request):
    session = Session._api_retrieve(request.match_info["id"])
    session.status = "expired"
    say(Event("checkout.session.expired", session))
    return shown(session)


async def open_portal(request):
    asked = await server.get_post_data(request)
    Customer._api_retrieve(asked["customer"])
    url = f"{BASE}/_config/portal/{asked['customer']}"
    return web.json_response({"id": "bps_1", "object": "billing_portal.session", "url": url})


async def new_card(request):
    customer, method = request.match_info["id"], card((await request.post())["card"])
    PaymentMethod._api_attach(method.id, customer=customer)
    Customer._api_update(customer, invoice_settings={"default_payment_method": method.id})
    return web.Response()


async def payments_of_invoice(request):
    return web.json_response({**Invoice._api_retrieve(request.query["invoice"]).payments, "has_more": False})


async def disputes(request):
    rows = [row._export() for row in Dispute._of(request.query["charge"])]
    return web.json_response({"object": "list", "data": rows, "has_more": False, "url": "/v1/disputes"})


async def dispute(request):
    """The giver's bank asks for a charge back, or decides."""
    charge, status = PaymentIntent._api_retrieve(request.match_info["id"]).latest_charge, request.match_info["status"]
    if known := Dispute._of(charge.id):
        known[0].status = status
        say(Event("charge.dispute.closed", known[0]))
    else:
        say(Event("charge.dispute.created", Dispute(charge, status)))
    return web.Response()


def shown(thing):
    return web.json_response(thing._export())


# --- The same key is the same request

answers, under_way = {}, {}


@web.middleware
async def idempotency(request, handler):
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    asked = (request.path, await request.read())
    async with under_way.setdefault(key, asyncio.Lock()):
        if key in answers and answers[key][0] != asked:
            error = {"type": "idempotency_error", "message": "Keys can only be used with the same parameters."}
            return web.json_response({"error": error}, status=400)
        if key not in answers:
            answers[key] = (asked, (await handler(request)).body)
        return web.Response(body=answers[key][1], content_type="application/json")


async def tell_the_time(request, response):
    response.headers["Date"] = formatdate(resources.time.time(), usegmt=True)


server.app.middlewares.append(idempotency)
server.app.on_response_prepare.append(tell_the_time)
for method, path, handler in (
    ("POST", "/v1/checkout/sessions", begin_checkout),
    ("GET", "/v1/checkout/sessions/{id}", see_checkout),
    ("POST", "/v1/checkout/sessions/{id}/expire", expire),
    ("POST", "/v1/billing_portal/sessions", open_portal),
    ("GET", "/v1/invoice_payments", payments_of_invoice),
    ("GET", "/v1/disputes", disputes),
    ("GET", "/_config/checkout/{id}", page),
    ("POST", "/_config/checkout/{id}", pay),
    ("POST", "/_config/portal/{id}", new_card),
    ("POST", "/_config/next/{id}", next_month),
    ("POST", "/_config/again/{id}", try_again),
    ("POST", "/_config/dispute/{id}/{status}", dispute),
):
    server.app.router.add_route(method, path, handler)

if __name__ == "__main__":
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(50)  # before anybody knows the port
    BASE = f"http://127.0.0.1:{listening.getsockname()[1]}"
    print(BASE, flush=True)  # noqa: T201 - whoever started it reads it
    web.run_app(server.app, sock=listening, print=None, access_log=None)
