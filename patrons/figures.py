"""What the patron desk counts, of one currency at a time: sums of several are never added up. A fixed number of
queries, counted by the database, whatever the number of patrons and payments."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import BigIntegerField, Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from patrons.models import Payment, Pledge, PledgeMove, Rhythm, Tier
from patrons.money import Money

State = Pledge.State
GIVING = (State.ACTIVE, State.PAST_DUE, State.ENDING)  # who pays, or is about to; who pauses stays and does not count
MONTHS, BARS = 12, 6
REASONS_OF = 6  # months of which the reasons are counted
SHOWN = 20  # cards to try again

EACH_MONTH = Case(When(rhythm=Rhythm.YEARLY, then=F("minor") / 12), default=F("minor"), output_field=BigIntegerField())
WORTH = Case(When(after__in=GIVING, then=EACH_MONTH), default=Value(0), output_field=BigIntegerField())


def this_month():
    return timezone.localdate().replace(day=1)


def months_before(month, number):
    at = month.year * 12 + month.month - 1 - number
    return date(at // 12, at % 12 + 1, 1)


def months_until(month, number):
    """So many months, oldest first, the given one last."""
    return [months_before(month, back) for back in range(number - 1, -1, -1)]


def beginning(month):
    return timezone.make_aware(datetime.combine(month, time.min))


def by_month(rows):
    """{month: sum} of rows grouped by TruncMonth."""
    return {timezone.localtime(month).date(): count or 0 for month, count in rows}


@dataclass
class Now:
    """How it stands: of those who give in one currency."""

    currency: str
    active: int
    pausing: int
    each_month: Money
    joined: int
    left: int
    once: Money
    once_count: int

    @property
    def average(self):
        return Money(self.each_month.minor // self.active, self.currency) if self.active else None


class Figures:
    def __init__(self, currency):
        self.currency = currency
        self.month = this_month()
        self.moves = PledgeMove.objects.filter(pledge__currency=currency)
        self.pledges = Pledge.objects.filter(currency=currency)

    def money(self, minor):
        return Money(minor or 0, self.currency)

    def now(self):
        standing = self.pledges.aggregate(
            active=Count("patron", distinct=True, filter=Q(state__in=GIVING)),
            pausing=Count("patron", distinct=True, filter=Q(state=State.PAUSED)),
            each_month=Sum(EACH_MONTH, filter=Q(state__in=GIVING)),
        )
        once = self.once()
        joined, left = self.joined(1), self.left(1)
        return Now(
            self.currency,
            standing["active"],
            standing["pausing"],
            self.money(standing["each_month"]),
            joined[self.month],
            left[self.month],
            self.money(once["sum"]),
            once["count"],
        )

    def once(self):
        """Given once this month, what was given back already taken off."""
        found = Payment.objects.paid().filter(
            pledge=None, currency=self.currency, paid_at__gte=beginning(self.month), net__gt=0
        )
        return found.aggregate(sum=Sum("net"), count=Count("pk"))

    # --- Over time

    def each_month(self):
        """[(month, sum)] of what was given each month, at the end of each of twelve months and the year before them;
        the last is now."""
        months = months_until(self.month, 2 * MONTHS)
        earlier = self.moves.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
        before = earlier.filter(pledge=OuterRef("pledge")).order_by("-at", "-pk").values(worth=WORTH)[:1]
        change = WORTH - Coalesce(Subquery(before), Value(0), output_field=BigIntegerField())
        changes = self.moves.annotate(month=TruncMonth("at"), change=change).order_by()
        sums = by_month(changes.values("month").annotate(sum=Sum("change")).values_list("month", "sum"))
        total = sum(change for month, change in sums.items() if month < months[0])
        found = []
        for month in months:
            total += sums.get(month, 0)
            found.append((month, total))
        return found

    def first_joined(self):
        """The move by which each pledge came to be paid for the first time."""
        paid = self.moves.filter(after=State.ACTIVE)
        earlier = paid.filter(pledge=OuterRef("pledge")).filter(
            Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
        )
        return paid.filter(~Exists(earlier))

    def last_left(self):
        """The move by which a pledge that was paid at least once ended."""
        was_paid = PledgeMove.objects.filter(pledge=OuterRef("pledge"), after=State.ACTIVE)
        return self.moves.filter(Exists(was_paid), after=State.ENDED)

    def joined(self, months=BARS):
        return self.count(self.first_joined(), months)

    def left(self, months=BARS):
        return self.count(self.last_left(), months)

    def count(self, moves, number):
        months = months_until(self.month, number)
        since = moves.filter(at__gte=beginning(months[0])).annotate(month=TruncMonth("at")).order_by()
        found = by_month(since.values("month").annotate(count=Count("pk")).values_list("month", "count"))
        return {month: found.get(month, 0) for month in months}

    def who_stays(self):
        """Of who joined in each of the last months: [(month, how many, [per cent still giving as each later month
        began])]."""
        joined = self.joined()
        since = self.first_joined().filter(at__gte=beginning(min(joined))).annotate(month=TruncMonth("at")).order_by()
        ended = Subquery(
            PledgeMove.objects.filter(pledge=OuterRef("pledge"), after=State.ENDED)
            .values("pledge")
            .annotate(last=Max("at"))
            .values("last")
        )
        gone = Counter()
        rows = since.annotate(gone=TruncMonth(ended)).values("month", "gone").annotate(count=Count("pk"))
        for month, over, count in rows.values_list("month", "gone", "count"):
            if over:
                gone[timezone.localtime(month).date(), timezone.localtime(over).date()] += count
        return [(month, count, self.staying(month, count, gone)) for month, count in joined.items()]

    def staying(self, month, joined, gone):
        cells, later = [100], month
        left = 0
        while joined and later < self.month:
            left += gone[month, later]
            cells.append(round(100 * (joined - left) / joined))
            later = months_before(later, -1)
        return cells if joined else []

    def reasons(self):
        """[(why, how many)] of who left in the last months, most first."""
        since = beginning(months_before(self.month, REASONS_OF - 1))
        rows = self.last_left().filter(at__gte=since).order_by().values("pledge__reason").annotate(count=Count("pk"))
        found = dict(rows.values_list("pledge__reason", "count"))
        return sorted(
            ((Pledge.Reason(reason).label, count) for reason, count in found.items()), key=lambda row: -row[1]
        )

    # --- Parts

    def tiers(self):
        """[(tier, patrons, sum a month)], most first; None is a sum of their own."""
        rows = self.pledges.filter(state__in=GIVING).order_by().values("tier")
        counted = {
            tier: (count, self.money(minor))
            for tier, count, minor in rows.annotate(count=Count("pk"), sum=Sum(EACH_MONTH)).values_list(
                "tier", "count", "sum"
            )
        }
        names = {tier.pk: tier for tier in Tier.objects.filter(pk__in=counted).prefetch_related("words")}
        found = [(names.get(tier), *row) for tier, row in counted.items()]
        return sorted(found, key=lambda row: -row[1])


def currencies():
    """[(currency, patrons, sum a month)] of all that were ever given in, most patrons first."""
    giving = Q(state__in=GIVING)
    rows = Pledge.objects.order_by().values("currency")
    rows = rows.annotate(count=Count("patron", distinct=True, filter=giving), sum=Sum(EACH_MONTH, filter=giving))
    found = {
        code: (count, Money(minor or 0, code)) for code, count, minor in rows.values_list("currency", "count", "sum")
    }
    for code in Payment.objects.order_by().values_list("currency", flat=True).distinct():
        found.setdefault(code, (0, Money(0, code)))
    return sorted(((code, *row) for code, row in found.items()), key=lambda row: -row[1])


def to_try_again():
    """Payments of pledges that were refused and not paid since, the next try first."""
    late = Payment.objects.filter(state=Payment.State.FAILED, pledge__state=State.PAST_DUE)
    return late.select_related("pledge", "patron").order_by(F("next_try_at").asc(nulls_last=True), "pk")
