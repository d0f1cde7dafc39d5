"""Bank transfers: what givers were asked to transfer, what has come, and what a person has to decide about."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from patrons.models import BankAccount, BankLine, Currency, Order, Statement
from patrons.money import BadAmount, Money
from patrons.providers.manual import bank_files
from patrons.providers.manual.bank_files import Line, NoStatement
from patrons.providers.manual.confirming import NotTaken, confirm_by_hand, set_aside, take
from patrons.providers.manual.matching import AGAIN, MATCHED, ODD, match, take_statement
from patrons.providers.manual.references import references_in

from .access import MONEY, may_see_names, only

SHOWN = 50
EARLIEST = timedelta(days=730)


def addresses(site):
    """The addresses of these pages, for an admin site."""

    def page(address, view, name, method):
        def asked(request, **kwargs):
            return view(request, site, **kwargs)

        return path(f"patrons/transfers/{address}", site.admin_view(only(MONEY)(method(asked))), name=name)

    return [
        page("", transfers, "patron_transfers", require_safe),
        page("confirm/", confirm, "patron_transfer_confirm", require_POST),
        page("upload/", upload, "patron_statement_upload", require_POST),
        page("statement/<int:pk>/", statement, "patron_statement", require_http_methods(["GET", "HEAD", "POST"])),
        page("line/<int:pk>/", decide, "patron_bank_line", require_POST),
    ]


def order_of(reference):
    """The order of a reference as somebody typed it, or a sentence that says why there is none."""
    names = references_in(f"{reference} ")
    orders = list(Order.objects.filter(provider="manual", provider_id__in=names)[:2]) if names else []
    if len(orders) != 1:
        raise forms.ValidationError(_("There is no transfer with this reference. It looks like TN-K7QM2R."))
    if orders[0].state in (Order.State.HELD, Order.State.REFUSED):
        raise forms.ValidationError(_("This order is held or was refused. Decide about it first."))
    return orders[0]


class ConfirmForm(forms.Form):
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=60)
    amount = forms.CharField(
        label=gettext_lazy("Sum that came"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Empty: exactly what was asked for."),
    )
    day = forms.DateField(
        label=gettext_lazy("Day in the statement"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial = {"key": uuid.uuid4().hex, "day": timezone.localdate(), **self.initial}

    def clean_reference(self):
        return order_of(self.cleaned_data["reference"])

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today - EARLIEST <= day <= today:
            raise forms.ValidationError(_("Write the day on which it came: not in the future, and not years ago."))
        return day

    def clean(self):
        found = super().clean()
        order = found.get("reference")
        if order:
            asked = Money(getattr(getattr(order, "pledge", None), "minor", order.minor), order.currency)
            try:
                found["money"] = Money.parse(found["amount"], order.currency) if found.get("amount") else asked
                if found["money"].minor < 1:
                    raise BadAmount(_("Nothing came, then."))
            except BadAmount as error:
                self.add_error("amount", str(error))
        return found


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Statement as CSV"), max_length=200)
    currency = forms.ModelChoiceField(
        Currency.objects.all(),
        label=gettext_lazy("Currency of the account"),
        help_text=gettext_lazy("For lines that do not say it themselves."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        account = BankAccount.objects.first()
        self.fields["currency"].initial = account.currency_id if account else None

    def clean(self):
        found = super().clean()
        if found.get("file") and found.get("currency"):
            if found["file"].size > bank_files.LARGEST_FILE:
                self.add_error("file", _("The file is larger than 2 MB. Export a shorter time."))
                return found
            try:
                found["read"] = bank_files.read(found["file"].read(), found["currency"].code)
            except NoStatement as error:
                self.add_error("file", str(error))
        return found


def transfers(request, site, confirming=None, uploading=None, line_problem=None, status=200):
    awaited = Order.objects.filter(provider="manual", state=Order.State.OPEN).exclude(provider_id="")
    context = {
        **site.each_context(request),
        "title": _("Bank transfers"),
        "confirming": confirming or ConfirmForm(initial={"reference": request.GET.get("reference", "")[:60]}),
        "uploading": uploading or UploadForm(),
        "awaited": awaited.select_related("patron")[:SHOWN],
        "odd": BankLine.objects.filter(state=BankLine.State.ODD).select_related("order")[:SHOWN],
        "lately": BankLine.objects.exclude(state=BankLine.State.ODD).select_related("order", "decided_by")[:SHOWN],
        "unfinished": Statement.objects.filter(taken_at=None)[:SHOWN],
        "accounts": BankAccount.objects.filter(is_offered=True),
        "line_problem": line_problem or {},
        "sees_names": may_see_names(request),
    }
    return TemplateResponse(request, "admin/patrons/transfers.html", context, status=status)


def confirm(request, site):
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return transfers(request, site, confirming=form, status=422)
    said = form.cleaned_data
    order, money, day = said["reference"], said["money"], said["day"]
    again = alike(order, money, day)
    if again and "sure" not in request.POST:
        form.needs_sure = True
        form.add_error(
            None,
            _("%(sum)s of %(day)s with this reference is in the books already. Confirm once more if it came twice.")
            % {"sum": again.money.coded, "day": again.booked_on},
        )
        return transfers(request, site, confirming=form, status=422)
    try:
        line = confirm_by_hand(order, money, day, request.user, said["note"], said["key"])
    except NotTaken as error:
        form.add_error(None, str(error))
        return transfers(request, site, confirming=form, status=422)
    record(request.user, "transfer.confirmed", line, {}, {"reference": order.provider_id, "sum": money.coded})
    messages.success(
        request, _("%(sum)s is in the books: %(reference)s.") % {"sum": money, "reference": order.provider_id}
    )
    return redirect("admin:patron_transfers")


def alike(order, money, day):
    """The same transfer, as far as one can tell, taken in before."""
    rows = BankLine.objects.filter(order=order, state=BankLine.State.TAKEN, minor=money.minor, currency=money.currency)
    return rows.filter(booked_on__range=(day - timedelta(days=4), day + timedelta(days=4))).first()


def upload(request, site):
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return transfers(request, site, uploading=form, status=422)
    read = form.cleaned_data["read"]
    kept = Statement.objects.create(
        name=form.cleaned_data["file"].name[:200],
        currency=form.cleaned_data["currency"].code,
        lines=[line.as_json() for line in read.lines],
        unread=read.unread,
        spent=read.spent,
        uploaded_by=request.user,
    )
    return redirect("admin:patron_statement", kept.pk)


@dataclass
class Shown:
    """One line of the preview."""

    match: object
    verdict: str


VERDICTS = {
    MATCHED: gettext_lazy("Will be taken in"),
    ODD: gettext_lazy("A person decides"),
    AGAIN: gettext_lazy("Known already"),
}


def statement(request, site, pk):
    found = Statement.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("no such statement")
    if request.method == "POST":
        return take_or_discard(request, found)
    matches = [] if found.taken_at else match([Line.from_json(said) for said in found.lines])
    counted = {verdict: sum(one.verdict == verdict for one in matches) for verdict in VERDICTS}
    context = {
        **site.each_context(request),
        "title": found.name,
        "statement": found,
        "matches": [Shown(one, VERDICTS[one.verdict]) for one in matches],
        "counted": counted,
        "rows": found.rows.select_related("order") if found.taken_at else [],
        "sees_names": may_see_names(request),
    }
    return TemplateResponse(request, "admin/patrons/statement.html", context)


def take_or_discard(request, found):
    if "discard" in request.POST:
        Statement.objects.filter(pk=found.pk, taken_at=None).delete()
        messages.success(request, _("The file is forgotten; nothing of it was taken in."))
        return redirect("admin:patron_transfers")
    told = take_statement(found, request.user)
    if told is None:
        messages.warning(request, _("This statement was taken in before."))
        return redirect("admin:patron_statement", found.pk)
    taken, odd, again = told
    record(request.user, "statement.taken", found, {}, {"taken": taken, "odd": odd, "again": again})
    messages.success(
        request,
        _("Taken in: %(taken)d. Left for you to decide: %(odd)d. Known before: %(again)d.")
        % {"taken": taken, "odd": odd, "again": again},
    )
    return redirect("admin:patron_transfers")


def decide(request, site, pk):
    """About a line that could not be matched: it belongs to this reference after all, or it is no support."""
    line = BankLine.objects.filter(pk=pk).first()
    if line is None:
        raise Http404("no such transfer")
    note = request.POST.get("note", "")[:300]
    if "aside" in request.POST:
        if set_aside(line, request.user, note):
            record(request.user, "transfer.set_aside", line, note=note)
        messages.success(request, _("Set aside: it is not support."))
        return redirect("admin:patron_transfers")
    typed = request.POST.get("reference", "")[:60]
    try:
        order = order_of(typed)
        taken = take(line, order, request.user, note)
    except (forms.ValidationError, NotTaken) as error:
        problem = {"pk": pk, "words": " ".join(getattr(error, "messages", [str(error)])), "typed": typed, "note": note}
        return transfers(request, site, line_problem=problem, status=422)
    if taken:
        record(request.user, "transfer.confirmed", line, {}, {"reference": order.provider_id, "sum": line.money.coded})
        messages.success(
            request, _("%(sum)s is in the books: %(reference)s.") % {"sum": line.money, "reference": order.provider_id}
        )
    else:
        messages.warning(request, _("Somebody has decided about it already."))
    return redirect("admin:patron_transfers")
