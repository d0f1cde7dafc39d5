"""Those who give to the demo newsroom: fourteen months of invented support in every state it can be in.

Nothing is taken in one by one, which would take minutes and write letters: the rows are made as `patrons.taking` would
have left them, and a test has the books prove it.
"""

import random
import uuid
from datetime import UTC, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import User
from newsportal.demo import patron_offers
from newsportal.demo.patron_books import Books
from newsportal.demo.texts import HERE, read
from patrons.models import Gift, Order, Patron, Pledge, Rhythm
from patrons.months import months_later
from patrons.providers.demo.models import Card, DemoCheckout
from patrons.providers.manual.references import reference_of

DAY = timedelta(days=1)
HISTORY = 425  # days, about fourteen months
GRACE = 14
CURRENCIES = {"uk": ("UAH", "UAH", "UAH", "UAH", "EUR"), "en": ("EUR", "EUR", "EUR", "USD")}
WORDS = ("I shall be back in autumn.", "I have lost my job.", "Too much about trams.", "Thank you for all of it!")
State = Pledge.State


def give(loader):
    """Let readers give. `loader` has the articles and the moment of loading."""
    text = read(HERE / "patrons.toml")
    offers = patron_offers.make(text, loader.now)
    giving = Giving(loader, text, offers)
    for about in text["known"]:
        giving.known(**about)
    for fate, count in text["fates"].items():
        for _one in range(count):
            getattr(giving, f"who_is_{fate}")()
    giving.gifts()
    giving.not_paid()
    giving.books.keep()
    giving.wait_for_transfers()


class Giving:
    def __init__(self, loader, text, offers):
        self.now = loader.now.astimezone(UTC)
        self.random = random.Random(1991)  # noqa: S311 - the same patrons on every run is the point
        self.books = Books(self.now, self.random)
        self.text, self.offers = text, offers
        self.languages = list(loader.texts)
        self.articles = {
            language: [a for (of, _slug), a in sorted(loader.articles.items()) if of == language and a.is_published]
            for language in self.languages
        }
        self.reasons = [reason for reason, count in text["reasons"].items() for _one in range(count)]
        self.random.shuffle(self.reasons)
        self.number = 0

    # --- Who

    def person(self, has_account=True, since=None):
        """Somebody new: “Оксана П.”, with an account if they give more than once."""
        self.number += 1
        language = self.random.choice(self.languages)
        letter = self.random.choice(self.text["names"][f"letters_{language}"])
        name = f"{self.random.choice(self.text['names'][language])} {letter}."
        email = f"patron{self.number}@readers.example.org"
        user = None
        if has_account:
            user = User(email=email, display_name=name, password=make_password(None), joined_at=since - DAY)
            self.books.users.append(user)
        return self.patron(user, email, name, language, since)

    def patron(self, user, email, name, language, since):
        made = Patron(
            user=user,
            email=email,
            language=language,
            name=name if self.random.random() < 0.8 else "",
            is_listed=self.random.random() < 0.7,
            shows_badge=self.random.random() < 0.4,
            wants_reminders=False,  # nobody reads what is sent to those who do not exist
            created_at=since,
        )
        self.books.patrons.append(made)
        return made

    def known(self, email, name, tier, currency, months, fate="going", rhythm=Rhythm.MONTHLY, refused_once=False):
        """A patron who can be met elsewhere in the demonstration, named and with a badge."""
        user = User.objects.filter(email=email).first()
        if user is None:
            return
        since = months_later(self.now - 6 * DAY, -months)
        language = "uk" if currency == "UAH" and "uk" in self.languages else self.languages[0]
        patron = self.patron(user, email, name, language, since)
        patron.name, patron.is_listed, patron.shows_badge = name, True, True
        pledge = self.pledge(patron, since, currency, rhythm, tier, Card.LATER if fate == "late" else Card.GOOD)
        getattr(self, fate)(pledge)
        if refused_once:
            self.books.refuse_at_first(pledge, self.books.payments_of(pledge)[-4])

    # --- What they asked for

    def order(self, patron, at, rhythm, money, **more):
        """Paid through the checkout of the demonstration, unless said otherwise."""
        language = patron.language
        order = Order(
            key=uuid.UUID(int=self.random.getrandbits(128), version=4),
            patron=patron,
            rhythm=rhythm,
            minor=money.minor,
            currency=money.currency,
            language=language,
            **{"provider": "demo", "state": Order.State.DONE, "done_at": at} | more,
            created_at=at - timedelta(minutes=3),
        )
        before = [article for article in self.articles[language] if article.published_at < at]
        if before and self.random.random() < 0.6:
            order.article = self.random.choice(before)
        return order

    def pledge(self, patron, since, currency=None, rhythm=None, tier=None, card=Card.GOOD):
        currency = currency or self.random.choice(CURRENCIES[patron.language])
        rhythm = rhythm or self.random.choices([Rhythm.MONTHLY, Rhythm.YEARLY], [82, 18])[0]
        tier = tier or self.random.choices(list(self.offers.tiers), [55, 30, 15])[0]
        money = self.offers.price(tier, currency, rhythm)
        order = self.order(patron, since, rhythm, money, tier=self.offers.tiers[tier])
        return self.books.pledge(order, since, card)

    def somebody_since(self, since, **more):
        return self.pledge(self.person(since=since), since, **more)

    def days_ago(self, least, most):
        return self.now - DAY * self.random.uniform(least, most)

    # --- How they fare

    def who_is_going(self):
        self.going(self.somebody_since(self.now - DAY * (0.5 + HISTORY * self.random.random() ** 1.25)))

    def going(self, pledge):
        self.books.pay(pledge, until=self.now)

    def who_is_late(self):
        """Since some days, so that letters have gone out and the grace is not over."""
        began = months_later(self.days_ago(1, GRACE - 3), -self.random.randint(2, 9))
        self.late(self.somebody_since(began, rhythm=Rhythm.MONTHLY, card=Card.LATER))

    def late(self, pledge):
        self.books.pay(pledge, until=self.now, last_is_refused=True)

    def who_is_paused(self):
        pledge, at = self.somebody_since(self.days_ago(90, HISTORY), rhythm=Rhythm.MONTHLY), self.days_ago(2, 20)
        self.books.pay(pledge, until=at)
        pledge.paused_until = pledge.next_due_at = self.now + DAY * self.random.uniform(20, 70)
        self.books.move(pledge, State.PAUSED, at)

    def who_is_ending(self):
        pledge = self.somebody_since(self.days_ago(40, 300), rhythm=Rhythm.MONTHLY)
        self.books.pay(pledge, until=self.now)
        last = self.books.payments_of(pledge)[-1]
        self.leave(pledge, self.random.choice([Pledge.Reason.MONEY, Pledge.Reason.MOVED, ""]))
        pledge.ends_at, pledge.next_due_at = last.covers_until, None
        self.books.move(pledge, State.ENDING, last.paid_at + (self.now - last.paid_at) * self.random.random())

    def who_is_ended(self):
        since, reason = self.days_ago(60, HISTORY), self.reasons.pop()
        is_unpaid = reason == Pledge.Reason.UNPAID
        card = Card.LATER if is_unpaid else Card.GOOD
        pledge = self.somebody_since(since, rhythm=Rhythm.MONTHLY, card=card)
        over = since + (self.now - since) * self.random.uniform(0.15, 0.97)
        self.leave(pledge, reason)
        if is_unpaid:
            began = months_later(since, max(1, (over - since).days // 31 - 1))
            over = began + GRACE * DAY
            self.books.pay(pledge, until=began, last_is_refused=True)
        else:
            self.books.pay(pledge, until=over)
        pledge.ended_at, pledge.next_due_at = over, None
        self.books.move(pledge, State.ENDED, over)

    def leave(self, pledge, reason):
        pledge.reason = reason
        if reason in (Pledge.Reason.MONEY, Pledge.Reason.OTHER) and self.random.random() < 0.3:
            pledge.reason_words = self.random.choice(WORDS)

    def who_is_once(self):
        """Without an account; of every eighth something went back."""
        at = self.days_ago(0.2, HISTORY)
        patron = self.person(has_account=False, since=at)
        currency = self.random.choice(CURRENCIES[patron.language])
        money = self.random.choice(self.offers.once[currency])
        payment = self.books.pay_once(self.order(patron, at, Rhythm.ONCE, money), at)
        if self.number % 8 == 0:
            minor = payment.minor if self.number % 16 == 0 else payment.minor // 2
            self.books.give_back(payment, minor, min(at + 2 * DAY, self.now), "Asked for by e-mail.")
        elif self.number % 13 == 0:
            self.books.dispute(payment, min(at + 30 * DAY, self.now))

    # --- Gifts, and what was not paid

    def gifts(self):
        """Not redeemed yet, running, soon over, and over."""
        for months, days_ago, is_redeemed in (
            (12, 3, False), (3, 20, False), (12, 40, True), (6, 90, True), (12, 200, True), (6, 170, True),
            (12, 356, True), (3, 130, True), (6, 250, True),
        ):  # fmt: skip
            at = self.now - days_ago * DAY
            patron = self.person(since=at)
            currency = self.random.choice(CURRENCIES[patron.language])
            money = self.offers.gift(currency, months)
            more = {"purpose": Order.Purpose.GIFT, "gift_months": months}
            order = self.order(patron, at, Rhythm.ONCE, money, **more)
            self.books.pay_once(order, at)
            code = "-".join("".join(self.random.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=4)) for _group in "123")
            gift = Gift(order=order, months=months, made_at=at, claim_before=at + 365 * DAY, code=code)
            if is_redeemed:
                gift.redeemed_by, gift.redeemed_at = self.person(since=at + DAY), at + DAY
                gift.until = months_later(at + DAY, months)
                gift.reminded_at = self.now  # nothing is written to them, as above
            self.books.gifts.append(gift)

    def not_paid(self):
        """Checkouts that nobody went through, and two that look like a try of stolen cards."""
        for number in range(7):
            at = self.days_ago(0.05, 20)
            patron = self.person(has_account=False, since=at)
            money = self.offers.once[CURRENCIES[patron.language][0]][0]
            held = {"state": Order.State.HELD, "network": "0" * 64, "note": "5 cards were refused."}
            more = held if number < 2 else {"state": Order.State.LAPSED}
            order = self.order(patron, at, Rhythm.ONCE, money, done_at=None, **more)
            if number < 2:
                self.books.orders.append(order)
            else:
                self.books.checkout(order, at, DemoCheckout.State.OVER)

    def wait_for_transfers(self):
        """Two transfers that are on their way. Their references are made of what is kept already."""
        for days in (1, 4):
            at = self.now - days * DAY
            patron = Patron.objects.create(
                email=f"transfer{days}@readers.example.org", language=self.languages[0], created_at=at
            )
            money = self.offers.once["EUR"][2]
            more = {"provider": "manual", "state": Order.State.OPEN, "done_at": None}
            order = self.order(patron, at, Rhythm.ONCE, money, **more)
            order.provider_id = reference_of(order)
            order.save()
