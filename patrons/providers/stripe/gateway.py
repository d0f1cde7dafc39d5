"""Stripe as a provider: Checkout takes the first payment, Billing the others, the Customer Portal a new card."""

import json
import time

import stripe
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrons.providers.interface import Checkout, Declined, Event, Forged, Provider

from . import facts
from .asking import asking, said_at
from .sums import amount_of

TOLERANCE = 300  # seconds between Stripe's clock and ours, in either direction
LARGEST = 256 * 1024  # bytes of a callback
UNHURRIED = 20  # seconds for all that is read of one order, while nobody waits
INTERVALS = {"monthly": "month", "yearly": "year"}


class Stripe(Provider):
    key = "stripe"
    name = gettext_lazy("Card")

    def takes(self, money):
        return amount_of(money) is not None

    # --- The checkout

    def begin(self, order, back_url, gave_up_url):
        with asking() as api:
            if order.provider_id:
                session = api.checkout.sessions.retrieve(order.provider_id)
            else:
                session = api.checkout.sessions.create(
                    params=self.session(order, back_url, gave_up_url), options={"idempotency_key": str(order.key)}
                )
            if not session.url:
                raise Declined(_("This checkout is over. Please begin again."))
            return Checkout(session.id, session.url)

    @staticmethod
    def session(order, back_url, gave_up_url):
        """The same for the same order, whenever it is asked for: Stripe refuses another under the same key."""
        known = {"order": str(order.key)}
        with translation.override(order.language):
            name = _("Support for %(site)s") % {"site": settings.SITE_NAME}
        price = {
            "currency": order.currency.lower(),
            "unit_amount": amount_of(order.money),
            "product_data": {"name": name},
        }
        session = {
            "mode": "payment",
            "client_reference_id": str(order.key),
            "metadata": known,
            "line_items": [{"quantity": 1, "price_data": price}],
            "adaptive_pricing": {"enabled": False},  # the sum and currency that were chosen, and no other
            "success_url": back_url,
            "cancel_url": gave_up_url,
        }
        if order.patron.email:
            session["customer_email"] = order.patron.email
        if order.comes_again:
            price["recurring"] = {"interval": INTERVALS[order.rhythm]}
            session |= {"mode": "subscription", "subscription_data": {"metadata": known}}
        else:
            session["payment_intent_data"] = {"metadata": known}
        return session

    # --- What it tells us

    def hear(self, headers, body):
        if len(body) > LARGEST:
            raise Forged("too large")
        self.check(headers.get("Stripe-Signature", ""), body)
        try:
            event = json.loads(body)
            if event["livemode"] != self.is_live:
                raise Forged("of the other mode, test or live")
            at = facts.moment(event["created"])
            told = facts.told(event["type"], event["data"]["object"], at)
            return Event(event["id"], event["type"], at, told)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Signed, and not as documented: refused, so that Stripe keeps it and sends it again.
            raise Forged(f"cannot be read: {error!r}") from error

    def check(self, signature, body):
        """One of our secrets signed these very bytes, just now."""
        refused = "no secret is set"
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            if not secret.strip():
                continue
            try:
                stripe.Webhook.construct_event(body, signature, secret, TOLERANCE)
            except stripe.SignatureVerificationError as error:
                refused = error.user_message or str(error)
            except (AttributeError, TypeError, ValueError) as error:
                raise Forged("no event") from error
            else:
                if stamp_of(signature) > time.time() + TOLERANCE:  # the library looks back only
                    raise Forged("from the future")
                return
        raise Forged(str(refused))

    @property
    def is_live(self):
        return "_live_" in settings.STRIPE_SECRET_KEY

    def read(self, order):
        if not order.provider_id:
            return ()
        with asking(UNHURRIED) as api:
            session = api.checkout.sessions.retrieve(order.provider_id)
            at, said = said_at(session), session.to_dict()
            if said["status"] == "expired":
                return tuple(facts.lapsed(said, at))
            if said["status"] != "complete":
                return ()
            if said["mode"] == "payment":
                return tuple(self.read_once(api, said, at))
            return tuple(self.read_pledge(api, said, at))

    def read_once(self, api, said, at):
        began = facts.moment(said["created"])
        intent = facts.number_of(said.get("payment_intent"))
        if not intent:
            yield from facts.completed(said, began)
            return
        whole = api.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).to_dict()
        charge = whole.get("latest_charge") or {}
        card = facts.card_of(charge.get("payment_method_details"))
        for fact in facts.completed(said, facts.moment(charge.get("created")) or began):
            is_payment = hasattr(fact, "money")
            yield facts.paid_once(said, fact.order, fact.at, card) if is_payment else fact
        yield from self.read_back(api, charge, intent, at)

    def read_pledge(self, api, said, at):
        yield from facts.completed(said, facts.moment(said["created"]))
        number, customer = facts.number_of(said["subscription"]), facts.number_of(said["customer"])
        charges = api.charges.list({"customer": customer, "limit": 100}).auto_paging_iter()
        by_intent = {
            facts.number_of(charge["payment_intent"]): charge for charge in (row.to_dict() for row in charges)
        }
        bills = api.invoices.list({"subscription": number, "limit": 100, "expand": ["data.payments"]})
        for bill in (row.to_dict() for row in bills.auto_paging_iter()):
            intent = next(iter(facts.intents_of(bill)), "")
            charge = by_intent.get(intent) or {}
            if bill["status"] == "paid":
                yield from facts.invoice_paid(bill, at, facts.card_of(charge.get("payment_method_details")))
                yield from self.read_back(api, charge, bill["id"], at)
            elif bill["status"] == "open" and bill["attempt_count"]:
                tried = facts.moment(bill["status_transitions"]["finalized_at"]) or facts.moment(bill["created"])
                yield from facts.invoice_not_paid(bill, tried)
        subscription = api.subscriptions.retrieve(number, {"expand": ["default_payment_method"]})
        yield from facts.standing(subscription.to_dict(), said_at(subscription))

    @staticmethod
    def read_back(api, charge, payment, at):
        """What was given or taken back of a charge. Most had nothing, which the charge itself says."""
        if charge.get("amount_refunded"):
            for refund in api.refunds.list({"charge": charge["id"], "limit": 100}).auto_paging_iter():
                yield from facts.refunded(refund.to_dict(), at, payment)
        if charge.get("disputed"):
            for dispute in api.disputes.list({"charge": charge["id"], "limit": 100}).auto_paging_iter():
                yield from facts.disputed(dispute.to_dict(), at, payment)

    # --- What we ask for

    def change(self, pledge, money, rhythm):
        if money.currency != pledge.currency:
            raise Declined(_("To give in another currency, end this support and begin a new one."))
        if (amount := amount_of(money)) is None:
            raise Declined(_("This sum cannot be paid by card. Please choose another."))
        with asking() as api:
            now = api.subscriptions.retrieve(pledge.provider_id).to_dict()
            item = now["items"]["data"][0]
            price = {
                "currency": money.currency.lower(),
                "product": facts.number_of(item["price"]["product"]),
                "unit_amount": amount,
                "recurring": {"interval": INTERVALS[rhythm]},
            }
            asked = {"items": [{"id": item["id"], "price_data": price}], "proration_behavior": "none"}
            if item["price"]["recurring"]["interval"] != INTERVALS[rhythm]:
                # Stripe would take the first payment of another rhythm at once, but for a trial until it is due.
                asked["trial_end"] = item.get("current_period_end") or now["current_period_end"]
            return self.updated(api, pledge, asked)

    def pause(self, pledge, until):
        with asking() as api:
            paused = {"behavior": "void", "resumes_at": int(until.timestamp())}
            return self.updated(api, pledge, {"pause_collection": paused})

    def resume(self, pledge):
        with asking() as api:
            return self.updated(api, pledge, {"pause_collection": "", "cancel_at_period_end": False})

    def stop(self, pledge, at_once):
        with asking() as api:
            if not at_once:
                return self.updated(api, pledge, {"cancel_at_period_end": True})
            now = api.subscriptions.retrieve(pledge.provider_id)
            if now.status not in facts.OVER:
                now = api.subscriptions.cancel(pledge.provider_id, {"prorate": False, "invoice_now": False})
            return tuple(facts.standing(now.to_dict(), said_at(now)))

    @staticmethod
    def updated(api, pledge, asked):
        now = api.subscriptions.update(pledge.provider_id, {**asked, "expand": ["default_payment_method"]})
        return tuple(facts.standing(now.to_dict(), said_at(now)))

    def refund(self, payment, money, key):
        if (amount := amount_of(money)) is None:  # without an amount, Stripe would give back all of it
            raise Declined(_("This sum cannot be given back by card. Please choose another."))
        with asking() as api:
            asked = {"payment_intent": self.intent_of(api, payment), "amount": amount}
            refund = api.refunds.create(asked, {"idempotency_key": key}).to_dict()
        if refund["status"] in ("failed", "canceled"):
            raise Declined(_("The bank refused to take this money back."))
        return tuple(facts.refunded(refund, None, payment.provider_id))

    @staticmethod
    def intent_of(api, payment):
        """Stripe gives back intents, not invoices."""
        for number in (payment.provider_id, payment.other_id):
            if number.startswith("pi_"):
                return number
        paid = api.invoice_payments.list({"invoice": payment.provider_id, "status": "paid", "limit": 1}).to_dict()
        if not paid["data"]:
            raise Declined(_("The payment company does not know this payment or support any more."))
        return facts.number_of(paid["data"][0]["payment"]["payment_intent"])

    def card_url(self, pledge, back_url):
        if not pledge.customer_id:
            return ""
        with asking() as api:
            portal = {
                "customer": pledge.customer_id,
                "return_url": back_url,
                "flow_data": {"type": "payment_method_update"},
            }
            return api.billing_portal.sessions.create(portal).url


def stamp_of(signature):
    """The time in a signature that the library has found good."""
    return int(next(part[2:] for part in signature.split(",") if part.startswith("t=")))
