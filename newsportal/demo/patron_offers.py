"""What the demo newsroom offers on its support page, in both editions."""

from patrons.models import (
    BankAccount,
    Currency,
    Goal,
    GoalWords,
    Perk,
    PerkWords,
    Price,
    Question,
    Rhythm,
    SpendingLine,
    Tier,
    TierWords,
)
from patrons.money import Money

EDITIONS = ("en", "uk")


class Offers:
    """What can be given: `tiers` by slug, and for each currency the price lists."""

    def __init__(self, tiers, prices, once):
        self.tiers, self.prices, self.once = tiers, prices, once

    def price(self, tier, currency, rhythm):
        return self.prices[tier, currency, str(rhythm)]

    def gift(self, currency, months):
        """A year at the price of a year, less by the month."""
        first = next(iter(self.tiers))
        if months == 12:
            return self.price(first, currency, Rhythm.YEARLY)
        return Money(self.price(first, currency, Rhythm.MONTHLY).minor * months, currency)


def make(text, now):
    tiers = make_tiers(text)
    prices, once = {}, {}
    for order, (code, row) in enumerate(text["currency"].items()):
        once[code] = make_currency(code, order, row, tiers, prices)
    make_page(text, now)
    return Offers(tiers, prices, once)


def make_tiers(text):
    perks = {}
    for order, (name, words) in enumerate(text["perk"].items()):
        perks[name] = Perk.objects.create(order=order, key=words.get("key", ""))
        PerkWords.objects.bulk_create(
            PerkWords(perk=perks[name], language=edition, text=words[edition]) for edition in EDITIONS
        )
    tiers = {}
    for order, row in enumerate(text["tier"]):
        tier = tiers[row["slug"]] = Tier.objects.create(slug=row["slug"], order=order)
        tier.perks.set([perks[name] for name in row["perks"]])
        TierWords.objects.bulk_create(TierWords(tier=tier, language=edition, **row[edition]) for edition in EDITIONS)
    return tiers


def make_currency(code, order, row, tiers, prices):
    """A currency with its price lists, and the sums suggested for once."""
    least, most = (Money.parse(row[limit], code).minor for limit in ("least", "most"))
    currency = Currency.objects.create(code=code, order=order, minimum=least, maximum=most)
    lines = []
    for rhythm in (Rhythm.MONTHLY, Rhythm.YEARLY):
        for tier, written in zip(tiers.values(), row[str(rhythm)], strict=True):
            money = prices[tier.slug, code, str(rhythm)] = Money.parse(written, code)
            lines.append(Price(tier=tier, currency=currency, rhythm=rhythm, minor=money.minor))
    once = [Money.parse(written, code) for written in row["once"]]
    lines += [Price(currency=currency, rhythm=Rhythm.ONCE, minor=money.minor) for money in once]
    Price.objects.bulk_create(lines)
    if "account" in row:
        BankAccount.objects.create(currency=currency, **row["account"])
    return once


def make_page(text, now):
    """The goal, where the money goes, and the questions."""
    row = text["goal"]
    goal = Goal.objects.create(measure=row["measure"], target=row["target"])
    GoalWords.objects.bulk_create(GoalWords(goal=goal, language=edition, **row[edition]) for edition in EDITIONS)
    spending = text["spending"]
    for edition in EDITIONS:
        SpendingLine.objects.bulk_create(
            SpendingLine(language=edition, year=now.year - 1, order=order, label=label, percent=percent)
            for order, (label, percent) in enumerate(zip(spending[edition], spending["percents"], strict=True))
        )
        Question.objects.bulk_create(
            Question(language=edition, order=order, question=row[edition][0], answer=row[edition][1])
            for order, row in enumerate(text["question"])
        )
