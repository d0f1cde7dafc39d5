"""Comparing our books with a provider's, order by order.

What we missed is taken in by the same door as everything, and listed; where the two contradict each other it is listed
for a person, and nothing is mended.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from patrons import providers
from patrons.models import Difference, LedgerEntry, Order, Payment, Pledge, Reconciliation
from patrons.money import Money
from patrons.providers.interface import Declined, Disputed, DisputeWon, Paid, Refunded, Silent, Standing
from patrons.settling import end_as_planned
from patrons.taking import take_in_answer

EVERY = timedelta(days=1)
RETRY = timedelta(hours=1)  # where some of it got no answer
RECENT = timedelta(days=120)  # in which a bank may still take money back
LASTS = 3  # seconds a round may take before others of the post have their turn
PAUSE = timedelta(minutes=10)  # until a provider that did not answer is asked again
AT_ONCE = 50
Kind = Difference.Kind
ENTERED_AS = {
    Paid: (LedgerEntry.Kind.RECEIVED, "payment"),
    Refunded: (LedgerEntry.Kind.REFUNDED, "refund"),
    Disputed: (LedgerEntry.Kind.DISPUTED, "dispute"),
    DisputeWon: (LedgerEntry.Kind.DISPUTE_WON, "dispute"),
}


def reconcile(provider, by=None, lasts=None, progress=None):
    """Compare all orders that may still move, from where an unfinished comparison got to. `lasts`: seconds after which
    the rest is left to the next call. `progress` is told after each order."""
    until = time.monotonic() + lasts if lasts else None
    run = Reconciliation.objects.filter(provider=provider.key, finished_at=None).first()
    run = run or Reconciliation.objects.create(provider=provider.key, by=by)
    # By the handful, as an answer of SQLite that is read while others write lets nobody write who reads it.
    while orders := list(to_compare(provider).filter(pk__gt=run.reached)[:AT_ONCE]):
        for order in orders:
            compare(run, provider, order)
            run.save(update_fields=["reached", "compared", "unanswered"])
            if progress:
                progress(run)
            if until and time.monotonic() > until:
                return run
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    return run


def to_compare(provider):
    """Orders that the provider was asked about, and of which there may be news."""
    recent = timezone.now() - RECENT
    moving = ~Q(pledge=None) & (~Q(pledge__state=Pledge.State.ENDED) | Q(pledge__ended_at__gte=recent))
    asked = Order.objects.filter(~Q(provider_id="") | ~Q(asked_at=None) | ~Q(state=Order.State.OPEN))
    return asked.filter(moving | Q(created_at__gte=recent), provider=provider.key).order_by("pk")


def compare(run, provider, order):
    run.reached = order.pk
    asked_at = timezone.now()
    try:
        facts = provider.read(order)
    except Silent:
        run.unanswered += 1
        return
    except Declined:
        facts = ()
    run.compared += 1
    take_in_missed(run, provider, order, facts)
    for difference in contradictions(order, facts, asked_at):
        note(run, order, *difference)


def take_in_missed(run, provider, order, facts):
    """Take in all that the provider knows, and list what that changed; if nothing, it leaves no trace."""
    if not facts:
        return
    with transaction.atomic():
        Order.objects.select_for_update(of=["self"]).get(pk=order.pk)
        before, noted = picture(order), set(order.differences.values_list("pk", flat=True))
        take_in_answer(provider, "read", facts, by=run.by)
        after = picture(order)
        new = order.differences.exclude(pk__in=noted)
        if before == after and not new:
            transaction.set_rollback(True)
            return
        new.update(reconciliation=run)
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                note(run, order, Kind.MISSED, told(name, before), told(name, after))


def picture(order):
    """What a message of the provider may change, in words of the office."""
    seen = {"order": Order.objects.values_list("state", flat=True).get(pk=order.pk)}
    for entry in LedgerEntry.objects.filter(payment__order=order):
        seen[f"{entry.kind} {entry.key.rpartition(':')[2]}"] = entry.money.coded
    for number, failed_at in order.payments.exclude(failed_at=None).values_list("provider_id", "failed_at"):
        seen[f"refused {number}"] = f"{failed_at:%Y-%m-%d %H:%M}"
    if pledge := Pledge.objects.filter(order=order).first():
        seen["pledge"] = f"{pledge.money.coded} {pledge.rhythm}"
        seen |= {name: getattr(pledge, name) for name in ("provider_id", "card") if getattr(pledge, name)}
        seen |= {"customer": "known"} if pledge.customer_id else {}
        for name in ("started_at", "next_due_at", "paused_until", "ends_at", "ended_at"):
            if moment := getattr(pledge, name):
                seen[name] = f"{moment:%Y-%m-%d %H:%M}"
    return seen


def told(name, seen):
    return f"{name}: {seen[name]}" if name in seen else ""


def contradictions(order, facts, asked_at):
    """What stands in our books and not in theirs, and what cannot be right in either."""
    payments = list(order.payments.all())
    theirs = {f"{order.provider}:{kind}:{getattr(fact, name)}" for fact, kind, name in entered(facts)}
    received = f"{order.provider}:{LedgerEntry.Kind.RECEIVED}:"
    theirs |= {received + payment.provider_id for payment in payments if received + payment.other_id in theirs}
    ours = LedgerEntry.objects.filter(payment__order=order, entered_at__lte=asked_at).exclude(key__in=theirs)
    for entry in ours:
        yield Kind.UNKNOWN_THERE, f"{entry.kind} {entry.key.rpartition(':')[2]}: {entry.money.coded}", ""
    for payment in payments:
        if payment.net < 0:
            yield Kind.SUM, payment.money.coded, f"net: {Money(payment.net, payment.currency).coded}"
    if pledge := Pledge.objects.filter(order=order).first():
        yield from contradictions_of(pledge, facts, [one for one in payments if one.state == Payment.State.PAID])


def entered(facts):
    """Those that stand in the ledger, of which kind, and the name of their number."""
    return [(fact, *ENTERED_AS[type(fact)]) for fact in facts if type(fact) in ENTERED_AS]


def contradictions_of(pledge, facts, paid):
    said = max((fact for fact in facts if isinstance(fact, Standing)), key=lambda fact: fact.at, default=None)
    end = said and (said.ended_at or said.ends_at)
    if said and pledge.ended_at and not (end and end <= timezone.now()):
        yield Kind.STATE, f"ended: {pledge.ended_at:%Y-%m-%d %H:%M}", "goes on"
    for payment in paid:
        if pledge.ended_at and payment.paid_at > pledge.ended_at:
            yield Kind.STATE, f"ended: {pledge.ended_at:%Y-%m-%d %H:%M}", f"paid: {payment.provider_id}"
    first = min(paid, key=lambda payment: payment.paid_at, default=None)
    if first and first.money != pledge.order.money:
        yield Kind.SUM, pledge.order.money.coded, f"first payment: {first.money.coded}"


def note(run, order, kind, ours, theirs):
    said = {"order": order, "kind": kind, "ours": ours[:300], "theirs": theirs[:300]}
    if kind == Kind.MISSED or not Difference.objects.filter(**said).exists():
        Difference.objects.create(reconciliation=run, **said)


# --- What is done by itself


def go_on():
    """A job: once a day compare with each provider, a few seconds at a time."""
    for provider in in_use():
        latest = Reconciliation.objects.filter(provider=provider.key).first()
        every = RETRY if latest and latest.unanswered else EVERY
        if not latest or not latest.finished_at or latest.started_at <= timezone.now() - every:
            reconcile(provider, lasts=LASTS)


def in_use():
    """Those through which somebody has given, whether or not they are still offered."""
    for key in Order.objects.order_by().values_list("provider", flat=True).distinct():
        try:
            yield providers.named(key)
        except providers.NotOffered:
            continue


def read_again():
    """A job: ask for a pledge again whose news could not be put in order."""
    until = time.monotonic() + LASTS
    doubtful = Pledge.objects.filter(read_again_at__lte=timezone.now()).select_related("order")
    for pledge in doubtful.order_by("read_again_at")[:AT_ONCE]:
        ask_again(pledge)
        if time.monotonic() > until:
            return


def end_due():
    """A job: pledges that were to end with what is paid, unless the provider says by now that they go on."""
    until = time.monotonic() + LASTS
    planned = Pledge.objects.not_over().filter(ends_at__lte=timezone.now()).select_related("order")
    for pledge in planned.order_by("ends_at", "pk")[:AT_ONCE]:
        if ask_again(pledge):
            end_as_planned(pledge.order_id)
        if time.monotonic() > until:
            return


def ask_again(pledge):
    """Whether the provider has answered; one that is gone will not contradict."""
    asked = Pledge.objects.filter(pk=pledge.pk, read_again_at=pledge.read_again_at)
    try:
        provider = providers.named(pledge.provider)
        facts = provider.read(pledge.order)
    except providers.NotOffered:
        asked.update(read_again_at=None)
        return True
    except (Silent, Declined):
        asked.update(read_again_at=timezone.now() + PAUSE)
        return False
    with transaction.atomic():
        Order.objects.select_for_update(of=["self"]).get(pk=pledge.order_id)
        is_asked = asked.exists()  # no further news came while we asked
        take_in_answer(provider, "read", facts)
        if is_asked:
            Pledge.objects.filter(pk=pledge.pk).update(read_again_at=None)
    return True
