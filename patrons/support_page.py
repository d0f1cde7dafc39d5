"""What the support page offers: currencies, rhythms and sums, the goal, where the money goes, who gives."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Page
from patrons import providers
from patrons.models import Currency, Goal, Patron, Payment, Pledge, Price, Question, Rhythm, SpendingLine, Tier
from patrons.money import Money

PAGE = "support"  # the standing page in which the desk writes of other ways to give
OTHER = "other"
HOME_CURRENCY = {"uk": "UAH"}  # of an edition; the others begin with the first that is offered
NAMES_HERE, READS, NAMES = 16, 4, 120  # names on the support page, articles there, names on a page of their own
REMEMBERED = timedelta(days=365)  # how long somebody who gave once is named
GIFT_MONTHS = (3, 6, 12)


def tier_of(money, rhythm):
    """The tier that a sum reaches: the dearest offered one that costs no more; None below all of them."""
    reached = Price.objects.filter(
        tier__is_offered=True, currency=money.currency, rhythm=rhythm, minor__lte=money.minor
    )
    price = reached.order_by("-minor", "-tier__order").select_related("tier").first()
    return price.tier if price else None


def gift_price(currency, months):
    """What so many months cost at the first tier, by the year where that is offered; at least the smallest sum."""
    prices = Price.objects.filter(tier__is_offered=True, currency=currency).order_by("minor")
    first = {price.rhythm: price.minor for price in reversed(prices)}
    minor = first.get(Rhythm.MONTHLY, currency.minimum) * months
    if months == 12:
        minor = first.get(Rhythm.YEARLY, minor)
    return Money(max(minor, currency.minimum), currency.code)


def ways_to_pay(money, rhythm):
    """The providers that take this sum in this rhythm, the preselected one first."""
    return [one for one in providers.offered() if rhythm in one.takes_rhythms and one.takes(money)]


def named(at=None):
    """Those who wish to be named and give now, or gave within a year."""
    at = at or timezone.now()
    gave = Payment.objects.paid().filter(patron=OuterRef("pk"), net__gt=0, paid_at__gt=at - REMEMBERED)
    wish = Patron.objects.filter(is_listed=True).exclude(name="")
    return wish.filter(Q(pk__in=Patron.objects.entitled(at).values("pk")) | Exists(gave))


@dataclass
class Amount:
    money: Money
    value: str
    tier: Tier | None = None
    is_chosen: bool = False

    @property
    def pays_for(self):
        return self.tier.in_words("pays_for")


@dataclass
class Choice:
    """One rhythm with its sums."""

    rhythm: str
    label: str
    legend: str
    amounts: list
    is_chosen: bool
    typed: str = ""

    @property
    def has_other(self):
        """Whether another sum than those offered is chosen."""
        return not any(amount.is_chosen for amount in self.amounts)


class Offer:
    """The form of the support page, in one currency. `said` is what was chosen before, if it has to be shown again."""

    def __init__(self, code="", said=None):
        self.code, self.said = code, said or {}
        self.begins_with = Rhythm.MONTHLY

    @cached_property
    def currencies(self):
        return list(Currency.objects.filter(is_offered=True))

    @cached_property
    def currency(self):
        """The one asked for, else that of the edition, else the first; None if nothing is offered yet."""
        offered = {currency.code: currency for currency in self.currencies}
        home = HOME_CURRENCY.get(get_language(), "")
        return offered.get(self.code) or offered.get(home) or next(iter(self.currencies), None)

    @cached_property
    def prices(self):
        rows = Price.objects.filter(Q(tier=None) | Q(tier__is_offered=True), currency=self.currency)
        return list(rows.order_by("rhythm", "tier__order", "minor"))

    @cached_property
    def tiers(self):
        return {tier.pk: tier for tier in Tier.objects.offered()}

    @cached_property
    def choices(self):
        legends = {
            Rhythm.MONTHLY: _("How much every month"),
            Rhythm.YEARLY: _("How much every year"),
            Rhythm.ONCE: _("How much once"),
        }
        chosen = self.said.get("rhythm") if self.said.get("rhythm") in Rhythm.values else self.begins_with
        return [self.choice(rhythm, legends[rhythm], rhythm == chosen) for rhythm in Rhythm]

    def choice(self, rhythm, legend, is_chosen):
        amounts = [
            Amount(price.money, price.money.plain, self.tiers.get(price.tier_id))
            for price in self.prices
            if price.rhythm == rhythm
        ]
        choice = Choice(rhythm, rhythm.label, legend, amounts, is_chosen)
        said = self.said.get("amount", "") if is_chosen else ""
        same = next((amount for amount in amounts if amount.value == said), None)
        if same or not self.said or not is_chosen:
            for amount in [same] if same else amounts[:1]:
                amount.is_chosen = True
        else:
            choice.typed = said
        return choice

    @cached_property
    def perks(self):
        """What patrons get, each with the first tier that has it unless all have."""
        tiers = list(self.tiers.values())
        found = {}
        for tier in tiers:
            for perk in tier.perks.all():
                found.setdefault(perk.pk, (perk, []))[1].append(tier)
        shown = sorted(found.values(), key=lambda pair: (pair[0].order, pair[0].pk))
        return [{"perk": perk, "since": None if len(having) == len(tiers) else having[0]} for perk, having in shown]


class SupportPage:
    """What stands around the form."""

    def __init__(self, language):
        self.language, self.now = language, timezone.now()

    @cached_property
    def page(self):
        """The standing page in which the desk writes of other ways to give."""
        return Page.objects.in_edition(self.language).filter(slug=PAGE).first()

    @cached_property
    def figures(self):
        """How many patrons there are, and how many of them without a name."""
        unnamed = Count("pk", filter=Q(is_listed=False) | Q(name=""))
        return Patron.objects.entitled(self.now).aggregate(patrons=Count("pk"), unnamed=unnamed)

    @cached_property
    def progress(self):
        goal = Goal.objects.filter(is_shown=True).prefetch_related("words").first()
        return goal and Progress(goal, self.measured(goal), timezone.localdate(self.now))

    def measured(self, goal):
        """How far it is in its own measure: patrons, or what comes in each month in its currency."""
        if goal.measure == Goal.Measure.PATRONS:
            return self.figures["patrons"]
        running = Pledge.objects.entitling(self.now).filter(currency=goal.currency)
        return sum(
            (total or 0) // (12 if rhythm == Rhythm.YEARLY else 1)
            for rhythm, total in running.order_by().values_list("rhythm").annotate(Sum("minor"))
        )

    @cached_property
    def spending(self):
        """The lines of the latest year, as shares of a hundred."""
        lines = list(SpendingLine.objects.filter(language=self.language))
        return [line for line in lines if line.year == lines[0].year]

    @cached_property
    def spent(self):
        return sum(line.percent for line in self.spending)

    @cached_property
    def questions(self):
        return list(Question.objects.filter(language=self.language))

    @cached_property
    def reads(self):
        """What takes long to make: the latest long reads."""
        long_reads = Article.objects.published(self.language).filter(kind=Article.Kind.LONG_READ)
        return list(long_reads.cards().latest_first()[:READS])

    @cached_property
    def names(self):
        return list(named(self.now).order_by("-created_at", "-pk").values_list("name", flat=True)[:NAMES_HERE])


class Progress:
    """How far the goal that is shown has come. Reached stays reached, whoever leaves afterwards."""

    def __init__(self, goal, now, today):
        self.goal, self.now, self.today = goal, now, today

    @property
    def is_money(self):
        return self.goal.measure == Goal.Measure.MONTHLY

    @property
    def has(self):
        return Money(self.now, self.goal.currency).short if self.is_money else self.now

    @property
    def wants(self):
        return Money(self.goal.target, self.goal.currency).short if self.is_money else self.goal.target

    @property
    def what_for(self):
        return self.goal.in_words("what_for")

    @property
    def sentence(self):
        return self.goal.in_words("sentence")

    @property
    def shown(self):
        """As far as a bar can be full."""
        return self.goal.target if self.is_reached else self.now

    @property
    def percent(self):
        """Rounded down, so that it never says 100 before it is reached."""
        return self.now * 100 // self.goal.target

    @property
    def is_reached(self):
        return self.goal.reached_on is not None or self.now >= self.goal.target

    @property
    def is_over(self):
        return self.goal.ends_on is not None and self.goal.ends_on < self.today


def note_reached():
    """Write down the day on which the goal was reached: a job's work, since reading a page writes nothing."""
    progress = SupportPage(get_language()).progress
    if progress and progress.is_reached and not progress.is_over:
        Goal.objects.filter(pk=progress.goal.pk, reached_on=None).update(reached_on=progress.today)
