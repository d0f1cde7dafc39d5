"""Which order each line of a bank statement is for: by the reference in its words, and its sum.

Only what leaves no doubt is taken in by itself; the rest is kept for a person, with the reason."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from patrons.models import BankLine, Order, Pledge, Statement
from patrons.money import Money

from .bank_files import Line
from .confirming import NEAR, NotTaken, mark_of, take
from .gateway import Manual
from .references import plain, references_in

AGAIN, MATCHED, ODD = "again", "matched", "odd"


@dataclass
class Match:
    line: Line
    mark: str
    verdict: str  # AGAIN: known already; MATCHED; ODD: a person decides
    order: Order | None = None
    why: str = ""
    by_hand: BankLine | None = None  # the same transfer, as a member of staff confirmed it before

    @property
    def money(self):
        return Money(self.line.minor, self.line.currency)


def match(lines):
    """A Match for each line, in a fixed number of queries."""
    marks = marks_of(lines)
    known = set(BankLine.objects.filter(mark__in=marks).values_list("mark", flat=True))
    wanted = [references_in(f"{line.purpose} ") for line in lines]
    names = {name for names in wanted for name in names}
    orders = {order.provider_id: order for order in Order.objects.filter(provider=Manual.key, provider_id__in=names)}
    pledges = {pledge.order_id: pledge for pledge in Pledge.objects.filter(order__in=orders.values())}
    by_hand = list(
        BankLine.objects.filter(by_hand=True, statement=None, order__in=orders.values()).order_by("booked_on", "pk")
    )
    found, promised = [], Counter()
    for line, mark, names in zip(lines, marks, wanted, strict=True):
        mine = {orders[name].pk: orders[name] for name in names if name in orders}
        order = next(iter(mine.values()), None) if len(mine) == 1 else None
        one = Match(line, mark, ODD, order)
        if mark in known:
            one.verdict = AGAIN
        elif twin := twin_of(line, order, by_hand):
            by_hand.remove(twin)
            one.verdict, one.by_hand = AGAIN, twin
        else:
            one.why = doubt(line, order, pledges.get(order.pk) if order else None, bool(mine), promised)
            one.verdict = ODD if one.why else MATCHED
            if order and not one.why:
                promised[order.pk] += 1
        found.append(one)
    return found


def marks_of(lines):
    """Two alike lines of one file are two transfers; the same line in two files is one."""
    seen, marks = Counter(), []
    for line in lines:
        parts = (line.booked_on, line.minor, line.currency, plain(line.payer), plain(line.purpose), line.number)
        seen[parts] += 1
        marks.append(mark_of("bank", *parts, seen[parts]))
    return marks


def twin_of(line, order, by_hand):
    """What staff confirmed by hand of this very transfer."""
    if not order:
        return None
    for one in by_hand:
        same = (one.order_id, one.minor, one.currency) == (order.pk, line.minor, line.currency)
        if same and abs(one.booked_on - line.booked_on) <= NEAR:
            return one
    return None


def doubt(line, order, pledge, has_several, promised):
    """Why a person has to look; nothing if all is clear."""
    if has_several and not order:
        return _("It names several references.")
    if not order:
        return _("No reference of ours is in its words.")
    asked = pledge.money if pledge else order.money
    if order.state in (Order.State.HELD, Order.State.REFUSED):
        return _("This order is held or was refused.")
    if not order.comes_again and (order.state == Order.State.DONE or promised[order.pk]):
        return _("This order is paid already.")
    if pledge and pledge.is_over:
        return _("This support has ended.")
    if line.currency != asked.currency or line.minor != asked.minor:
        return _("Asked for was %(sum)s.") % {"sum": asked.coded}
    return ""


@transaction.atomic
def take_statement(statement, by):
    """All lines of a statement, each once: (taken in, left to a person, known before). None if it was done before."""
    statement = Statement.objects.select_for_update(of=["self"]).get(pk=statement.pk)
    if statement.taken_at:
        return None
    told = Counter()
    for one in match([Line.from_json(said) for said in statement.lines]):
        told[one.verdict if keep(one, statement, by) else AGAIN] += 1
    statement.taken_at, statement.lines = timezone.now(), []
    statement.save(update_fields=["taken_at", "lines"])
    return told[MATCHED], told[ODD], told[AGAIN]


def keep(one, statement, by):
    """Its row, and into the books if it is clear. False if somebody else was faster."""
    if one.by_hand:
        BankLine.objects.filter(pk=one.by_hand.pk).update(
            statement=statement, payer=one.line.payer, purpose=one.line.purpose
        )
        # The line gets a row too, so that the next file with it says nothing new.
    if one.verdict == AGAIN and not one.by_hand:
        return False
    row, is_new = BankLine.objects.get_or_create(
        mark=one.mark,
        defaults={
            "statement": statement,
            "booked_on": one.line.booked_on,
            "minor": one.line.minor,
            "currency": one.line.currency,
            "payer": one.line.payer,
            "purpose": one.line.purpose,
            "state": BankLine.State.ASIDE if one.by_hand else BankLine.State.ODD,
            "order": one.order,
            "why": str(one.why) or (_("Confirmed by hand before.") if one.by_hand else ""),
        },
    )
    if not is_new:
        return False
    if one.verdict == MATCHED:
        try:
            return take(row, one.order, by)
        except NotTaken as error:
            row.why = str(error)[:200]
            row.save(update_fields=["why"])
            one.verdict = ODD
    return True
