"""The patron desk: how support stands, who came and went, what needs a hand, and the goal."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from articles.admin.figures import as_file
from patrons import figures, providers
from patrons.models import (
    BankAccount,
    BankLine,
    Currency,
    Difference,
    DunningStep,
    Gift,
    Goal,
    LedgerEntry,
    LookUp,
    Order,
    Patron,
    PatronRules,
    Payment,
    PaymentEvent,
    Perk,
    Pledge,
    Question,
    Receipt,
    Reconciliation,
    SpendingLine,
    Tier,
)
from patrons.money import Money, digits_of

from . import goal as goals
from .access import FIGURES, MONEY, NAMES, look, may_see_names, only
from .drawing import columns, lines
from .trying_again import acts_on

CHANGE_GOAL = "patrons.change_goal"


def addresses(site):
    """The addresses of these pages, for an admin site."""

    def page(address, view, name, *permissions, method=require_safe):
        def asked(request, **kwargs):
            return view(request, site, **kwargs)

        return path(f"patrons/desk/{address}", site.admin_view(only(*permissions)(method(asked))), name=name)

    return [
        page("", desk, "patron_desk", FIGURES),
        page("goal/", save_goal, "patron_goal", FIGURES, CHANGE_GOAL, method=require_POST),
        page("goal/preview/", preview_goal, "patron_goal_preview", FIGURES, CHANGE_GOAL, method=require_POST),
        page("find/", find, "patron_find", NAMES, method=require_POST),
        page("again/<int:pk>/", again, "patron_again", FIGURES, MONEY, method=require_POST),
    ]


def desk(request, site, form=None, found=None, asked="", status=200):
    """One currency at a time; with `form` the goal as it was typed, with `found` who was looked for."""
    known = figures.currencies()
    codes = [code for code, _count, _sum in known]
    currency = request.GET.get("currency", "")
    currency = currency if currency in codes else next(iter(codes), "EUR")
    if file := FILES.get(request.GET.get("csv", "")):
        return file(figures.Figures(currency))
    counted = figures.Figures(currency)
    goal = goals.current()
    form = form or goals.GoalForm(instance=goal)
    late = list(figures.to_try_again()[: figures.SHOWN])
    context = {
        **site.each_context(request),
        **charts(counted, goal),
        "title": _("Patron desk"),
        "currencies": known,
        "books": books(request, site),
        "currency": currency,
        "now": counted.now(),
        "month": counted.month,
        "tiers": counted.tiers(),
        "reasons": counted.reasons(),
        "cohorts": counted.who_stays(),
        "steps": range(2, figures.BARS),
        "late": [(payment, acts_on(payment)) for payment in late],
        "held": held(),
        "waiting": waiting(),
        "differences": differences(),
        "goal": goal,
        "form": form,
        "preview": goals.preview(form),
        "sees_names": may_see_names(request),
        "handles_money": request.user.has_perm(MONEY),
        "changes_goal": request.user.has_perm(CHANGE_GOAL),
        "found": found,
        "asked": asked,
    }
    return TemplateResponse(request, "admin/patrons/desk.html", context, status=status)


def books(request, site):
    """The lists behind the figures, and the forms of what is offered: [(name, address)]."""
    models = [Pledge, Payment, LedgerEntry, Receipt, Gift, PaymentEvent, Reconciliation, Difference]
    models += [Tier, Perk, Currency, BankAccount, SpendingLine, Question, DunningStep, PatronRules]
    return [
        (model._meta.verbose_name_plural, reverse(f"admin:patrons_{model._meta.model_name}_changelist"))
        for model in models
        if site._registry[model].has_view_permission(request)
    ]


def held():
    return Order.objects.filter(state=Order.State.HELD).count()


def waiting():
    """Transfers that a person has to decide about."""
    return BankLine.objects.filter(state=BankLine.State.ODD).count()


def differences():
    return Difference.objects.filter(settled_at=None).count()


def charts(counted, goal):
    by_month = counted.each_month()
    before, now = by_month[: figures.MONTHS], by_month[figures.MONTHS :]
    unit = 10 ** digits_of(counted.currency)
    target = None
    if goal and goal.is_shown and goal.measure == Goal.Measure.MONTHLY and goal.currency == counted.currency:
        target = goal.target
    joined, left = counted.joined(), counted.left()
    return {
        "line": lines(
            [sum // unit for _month, sum in now],
            [sum // unit for _month, sum in before],
            [date_format(month, "M") for month, _sum in now],
            target // unit if target else None,
        ),
        "target": target and Money(target, counted.currency),
        "months": [
            (month, counted.money(sum), counted.money(ago))
            for (month, sum), (_month, ago) in zip(now, before, strict=True)
        ][::-1],
        "columns": columns(list(joined.values()), list(left.values()), [date_format(month, "M") for month in joined]),
        "joined_and_left": [(month, joined[month], left[month]) for month in reversed(joined)],
    }


# --- Files


def months_file(counted):
    rows = [(month.isoformat(), counted.money(sum).plain) for month, sum in counted.each_month()]
    return as_file(f"monthly-support-{counted.currency}", [_("Month"), counted.currency], rows)


def joined_file(counted):
    joined, left = counted.joined(2 * figures.MONTHS), counted.left(2 * figures.MONTHS)
    rows = [(month.isoformat(), joined[month], left[month]) for month in joined]
    return as_file(f"joined-and-left-{counted.currency}", [_("Month"), _("Joined"), _("Left")], rows)


def tiers_file(counted):
    rows = [(str(tier or _("Their own sum")), count, sum.plain) for tier, count, sum in counted.tiers()]
    return as_file(f"tiers-{counted.currency}", [_("Tier"), _("Patrons"), counted.currency], rows)


def cohorts_file(counted):
    rows = [(month.isoformat(), joined, *cells) for month, joined, cells in counted.who_stays()]
    return as_file(f"who-stays-{counted.currency}", [_("Joined"), _("Patrons"), *range(figures.BARS)], rows)


def reasons_file(counted):
    rows = [(str(reason), count) for reason, count in counted.reasons()]
    return as_file(f"why-they-left-{counted.currency}", [_("Reason"), _("Patrons")], rows)


FILES = {
    "months": months_file,
    "joined": joined_file,
    "tiers": tiers_file,
    "cohorts": cohorts_file,
    "reasons": reasons_file,
}


# --- The goal


def save_goal(request, site):
    goal = goals.current()
    if "hide" in request.POST:
        if goal and goal.is_shown:
            before = goals.said_of(goal)
            goal.is_shown = False
            goal.save(update_fields=["is_shown"])
            record(request.user, "goal.changed", goal, before, goals.said_of(goal))
        messages.success(request, _("The goal is not shown any more."))
        return redirect("admin:patron_desk")
    form = goals.GoalForm(request.POST, instance=goal)
    if not form.is_valid() or "look" in request.POST:
        return desk(request, site, form, status=422 if form.errors else 200)
    form.keep(request.user, is_new="new" in request.POST)
    messages.success(request, _("The goal is saved."))
    return redirect("admin:patron_desk")


def preview_goal(request, site):
    """The part of the page that shows it, for the script that asks while somebody types."""
    form = goals.GoalForm(request.POST, instance=goals.current())
    return TemplateResponse(request, "admin/patrons/_goal_preview.html", {"preview": goals.preview(form)})


# --- Finding somebody


def find(request, site):
    """By the whole e-mail, or the number of a receipt: whoever has neither has no business with a patron."""
    asked = request.POST.get("q", "").strip()[:200]
    if not asked:
        return desk(request, site, found=[], asked="", status=422)
    look(request, LookUp.Kind.SEARCH, words=asked)
    found = list(known_by(asked)[:20])
    if len(found) == 1:
        return redirect("admin:patrons_patron_change", found[0].pk)
    return desk(request, site, found=found, asked=asked)


def known_by(asked):
    parts = asked.upper().split("-")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts[1:]):
        entries = Receipt.objects.filter(year=int(parts[1][:4]), number=int(parts[2]))
        return Patron.objects.filter(pk__in=entries.values("entry__payment__patron"))
    by_reference = Patron.objects.filter(orders__provider_id=asked.upper(), orders__provider="manual")
    by_email = Patron.objects.filter(email__in={asked, asked.lower()})
    of_member = Patron.objects.filter(user__email__in={asked, asked.lower()})
    return (by_email | of_member).distinct() if "@" in asked else by_reference.distinct()


# --- Cards to try again


def again(request, site, pk):
    payment = Payment.objects.select_related("pledge", "patron").filter(pk=pk, state=Payment.State.FAILED).first()
    acts = dict(acts_on(payment)) if payment else {}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        messages.warning(request, _("There is nothing to be done about this payment any more."))
    else:
        try:
            messages.success(request, act.press(payment, request.user))
        except (providers.interface.Silent, providers.interface.Declined) as error:
            messages.error(request, str(error) or _("The provider does not answer. Try again later."))
    return redirect(f"{reverse('admin:patron_desk')}#late")
