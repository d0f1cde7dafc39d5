"""The books of the demonstration, ours and those of its bank: they say the same, and a test compares them.

Everything is collected first and kept in a few inserts, parents before children.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from accounts.models import User
from patrons.models import (
    DunningStep,
    Gift,
    LedgerEntry,
    Order,
    Patron,
    Payment,
    Pledge,
    PledgeMove,
    Receipt,
    ReceiptBook,
    Rhythm,
    Told,
)
from patrons.months import months_later
from patrons.providers.demo import bank, facts
from patrons.providers.demo.models import Card, DemoCharge, DemoCheckout, DemoReturn, DemoSubscription

Kind, State = LedgerEntry.Kind, Pledge.State
AT_ONE_TIME = 1000  # rows of an insert


class Books:
    def __init__(self, now, dice):
        self.now, self.random = now, dice
        self.users, self.patrons, self.orders, self.pledges = [], [], [], []
        self.payments, self.entries, self.moves, self.gifts = [], [], [], []
        self.of_pledge = defaultdict(list)  # its payments, by the key of its order
        self.checkouts, self.subscriptions, self.charges, self.returns = {}, {}, {}, []

    def number(self, kind):
        return f"{kind}_{self.random.getrandbits(96):024x}"

    # --- Orders and pledges

    def checkout(self, order, at, state=DemoCheckout.State.PAID, card=Card.GOOD):
        """The bank's page of an order, as it was left."""
        order.provider_id = self.number("co")
        thanks = f"/support/thanks/{order.key}/"
        self.checkouts[order.key] = DemoCheckout(
            number=order.provider_id,
            order_key=order.key,
            minor=order.minor,
            currency=order.currency,
            rhythm=order.rhythm,
            state=state,
            card=card,
            back_path=thanks,
            gave_up_path=thanks,
            changed_at=at,
        )
        self.orders.append(order)
        return self.checkouts[order.key]

    def pledge(self, order, since, card=Card.GOOD):
        """A new one, paid for the first time in the moment in which it began."""
        checkout = self.checkout(order, since, card=card)
        pledge = Pledge(
            patron=order.patron,
            order=order,
            tier=order.tier,
            minor=order.minor,
            currency=order.currency,
            rhythm=order.rhythm,
            provider=order.provider,
            provider_id=self.number("sub"),
            customer_id=checkout.customer,
            card=Card(card).short,
            started_at=since,
            state="",
        )
        self.pledges.append(pledge)
        self.subscriptions[order.key] = DemoSubscription(
            number=pledge.provider_id,
            checkout=checkout,
            minor=order.minor,
            currency=order.currency,
            rhythm=order.rhythm,
            card=card,
            anchor_at=since,
        )
        self.move(pledge, State.STARTED, since)
        self.move(pledge, State.ACTIVE, since)
        return pledge

    def move(self, pledge, after, at):
        said = {"minor": pledge.minor, "rhythm": pledge.rhythm}
        self.moves.append(PledgeMove(pledge=pledge, before=pledge.state, after=after, at=at, **said))
        pledge.state, pledge.said_at = after, at

    def payments_of(self, pledge):
        return self.of_pledge[pledge.order.key]

    def pay(self, pledge, until, last_is_refused=False):
        """Every period that has begun by a moment; the last of them was refused, if so."""
        months, number, begins = (12 if pledge.rhythm == Rhythm.YEARLY else 1), 0, pledge.started_at
        while begins <= until:
            number += 1
            ends = months_later(pledge.started_at, number * months)
            payment = self.payment(pledge.order, begins, pledge, covers_from=begins, covers_until=ends)
            payment.period = begins.date()
            if last_is_refused and ends > until:
                self.refuse(pledge, payment)
            else:
                self.receive(payment, begins)
                pledge.paid_until = pledge.next_due_at = ends
            pledge.said_at = begins
            begins = ends

    def refuse(self, pledge, payment):
        """It was tried on the days of the bank's plan, up to now."""
        began, plan = payment.created_at, [*bank.RETRY_AFTER, bank.GIVES_UP_AFTER]
        tries = [began] + [began + after for after in bank.RETRY_AFTER if began + after <= self.now]
        payment.state, payment.tries, payment.failed_at = Payment.State.FAILED, len(tries), tries[-1]
        payment.failure, payment.next_try_at = facts.WHY_REFUSED, began + plan[len(tries) - 1]
        pledge.next_due_at = payment.next_try_at
        self.move(pledge, State.PAST_DUE, began)
        charge = self.charges[payment.provider_id]
        charge.state, charge.tries, charge.at = DemoCharge.State.REFUSED, payment.tries, payment.failed_at
        charge.next_try_at = payment.next_try_at

    def refuse_at_first(self, pledge, payment):
        """It was refused, and paid two days later."""
        refused_at, payment.paid_at = payment.paid_at, payment.paid_at + timedelta(days=2)
        payment.tries, payment.failed_at, payment.failure = 1, refused_at, facts.WHY_REFUSED
        charge = self.charges[payment.provider_id]
        charge.tries, charge.at = 2, payment.paid_at
        (entry,) = (entry for entry in self.entries if entry.payment is payment)
        entry.at = entry.entered_at = payment.paid_at
        said = {"pledge": pledge, "minor": pledge.minor, "rhythm": pledge.rhythm}
        self.moves.append(PledgeMove(before=State.ACTIVE, after=State.PAST_DUE, at=refused_at, **said))
        self.moves.append(PledgeMove(before=State.PAST_DUE, after=State.ACTIVE, at=payment.paid_at, **said))

    # --- Money

    def payment(self, order, at, pledge=None, **covers):
        money = {"minor": order.minor, "currency": order.currency}
        number = self.number("pay")
        payment = Payment(
            patron=order.patron,
            order=order,
            pledge=pledge,
            provider=order.provider,
            provider_id=number,
            created_at=at,
            **money,
            **covers,
        )
        self.payments.append(payment)
        self.of_pledge[order.key].append(payment)
        subscription = self.subscriptions.get(order.key)
        card = subscription.card if subscription else Card.GOOD
        self.charges[number] = DemoCharge(
            number=number,
            checkout=self.checkouts[order.key],
            subscription=subscription,
            state=DemoCharge.State.PAID,
            card=card,
            first_at=at,
            at=at,
            **money,
            **covers,
        )
        return payment

    def pay_once(self, order, at):
        self.checkout(order, at)
        payment = self.payment(order, at)
        self.receive(payment, at)
        return payment

    def receive(self, payment, at):
        payment.state, payment.paid_at = Payment.State.PAID, at
        payment.card = Card(self.charges[payment.provider_id].card).short
        self.enter(payment, Kind.RECEIVED, payment.minor, payment.provider_id, at)

    def give_back(self, payment, minor, at, note):
        back = self.went_back(payment, DemoReturn.Kind.REFUND, minor, at)
        self.enter(payment, Kind.REFUNDED, -minor, back.number, at, note)

    def dispute(self, payment, at):
        """The bank of the giver takes all of it back."""
        self.went_back(payment, DemoReturn.Kind.DISPUTE, payment.minor, at)
        self.enter(payment, Kind.DISPUTED, -payment.minor, f"dis_{payment.provider_id[4:]}", at)

    def went_back(self, payment, kind, minor, at):
        number = self.number("ret")
        charge = self.charges[payment.provider_id]
        back = DemoReturn(number=number, charge=charge, kind=kind, minor=minor, key=number, at=at)
        self.returns.append(back)
        return back

    def enter(self, payment, kind, minor, number, at, note=""):
        payment.net += minor
        key = f"{payment.provider}:{kind}:{number}"
        said = {"minor": minor, "currency": payment.currency, "at": at, "entered_at": at, "note": note}
        self.entries.append(LedgerEntry(payment=payment, kind=kind, key=key, **said))

    # --- Keeping

    def keep(self):
        self.moves.sort(key=attrgetter("at"))
        self.entries.sort(key=attrgetter("entered_at"))
        self.let_the_bank_agree()
        for model, rows in (
            (User, self.users), (Patron, self.patrons), (Order, self.orders), (Pledge, self.pledges),
            (Payment, self.payments), (LedgerEntry, self.entries), (PledgeMove, self.moves), (Gift, self.gifts),
            (DemoCheckout, self.checkouts.values()), (DemoSubscription, self.subscriptions.values()),
            (DemoCharge, self.charges.values()), (DemoReturn, self.returns),
        ):  # fmt: skip
            model.objects.bulk_create(rows, batch_size=AT_ONE_TIME)
        self.keep_receipts()
        self.keep_quiet()

    def let_the_bank_agree(self):
        """How a pledge stands, the bank has said."""
        for pledge in self.pledges:
            subscription = self.subscriptions[pledge.order.key]
            for name in ("paid_until", "next_due_at", "paused_until", "ends_at", "ended_at", "said_at"):
                setattr(subscription, name, getattr(pledge, name))

    def keep_receipts(self):
        """Numbered by the year without a gap, in the order in which the money came."""
        last, receipts = Counter(), []
        for entry in self.entries:
            if entry.kind in LedgerEntry.WITH_RECEIPT:
                year = timezone.localtime(entry.entered_at).year
                last[year] += 1
                receipts.append(Receipt(entry=entry, year=year, number=last[year]))
        Receipt.objects.bulk_create(receipts, batch_size=AT_ONE_TIME)
        ReceiptBook.objects.bulk_create(ReceiptBook(year=year, last=number) for year, number in last.items())

    def keep_quiet(self):
        """Write down every letter that is due as written: nobody is there to read it."""
        days = list(DunningStep.objects.values_list("day", flat=True))
        refused = [payment for payment in self.payments if payment.state == Payment.State.FAILED]
        told = [Told(kind=Told.Kind.CARD, number=payment.pk, part=day) for payment in refused for day in days]
        for pledge in self.pledges:
            if pledge.rhythm == Rhythm.YEARLY and pledge.next_due_at:
                due = timezone.localtime(pledge.next_due_at)
                told.append(Told(kind=Told.Kind.RENEWAL, number=pledge.pk, part=due.year * 100 + due.month))
        Told.objects.bulk_create(told)
