"""The patrons by name: a list, a page for each with all that was given, and what staff do for them."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.lists import BoundedList
from accounts.audit import record
from articles.admin.figures import as_file
from patrons import steering
from patrons.models import LookUp, Patron, Pledge
from patrons.money import BadAmount, Money
from patrons.providers.interface import Declined, Silent

from .access import MONEY, NAMES, look, numbered, only

LONGEST_FILE = 20_000  # rows
SHOWN = 100


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For the record; the patron does not see it."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Write why, so that it can be understood later.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class RefundForm(NoteForm):
    amount = forms.CharField(label=gettext_lazy("Sum"), max_length=30)

    field_order = ("amount", "note")

    def __init__(self, *args, payment, **kwargs):
        super().__init__(*args, initial={"amount": payment.remaining.plain}, **kwargs)
        self.payment = payment

    def clean_amount(self):
        try:
            money = Money.parse(self.cleaned_data["amount"], self.payment.currency)
        except BadAmount as error:
            raise forms.ValidationError(str(error)) from error
        if not 1 <= money.minor <= self.payment.remaining.minor:
            raise forms.ValidationError(
                _("Give back more than nothing and at most %(sum)s.") % {"sum": self.payment.remaining.coded}
            )
        return money


class StopForm(NoteForm):
    at_once = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("", gettext_lazy("At the end of what is paid")), ("yes", gettext_lazy("At once"))],
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("at_once", "note")


class HandOverForm(NoteForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the account"),
        help_text=gettext_lazy("All that this patron gives and has given belongs to that account then."),
    )
    field_order = ("email", "note")

    def clean_email(self):
        users = get_user_model().objects.filter(email__iexact=self.cleaned_data["email"], is_active=True)
        self.user = users.first()
        if self.user is None:
            raise forms.ValidationError(_("There is no account with this e-mail."))
        if Patron.objects.filter(user=self.user).exists():
            raise forms.ValidationError(_("This account is a patron already; two patrons cannot be made one."))
        return self.user.email


@admin.register(Patron)
class PatronAdmin(BoundedList, admin.ModelAdmin):
    """Everything here needs the right to see names, and each look is written down."""

    list_display = ["__str__", "email", "created_at", "is_listed"]
    list_filter = ["is_listed"]
    search_fields = ["email__iexact", "name__istartswith"]
    search_help_text = gettext_lazy("The whole e-mail, or how the name begins")
    ordering = ["-pk"]

    def has_module_permission(self, request):
        return request.user.has_perm(NAMES)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(NAMES)

    def has_add_permission(self, request):
        return False

    has_delete_permission = has_change_permission = lambda self, request, obj=None: False

    def get_urls(self):
        def page(address, view, name, *permissions, method=None):
            checked = only(NAMES, *permissions)(method(view) if method else view)
            return path(address, self.admin_site.admin_view(checked), name=f"patrons_patron_{name}")

        return [
            page("", self.changelist_view, "changelist"),
            page("file/", self.file_view, "file", method=require_safe),
            page("<int:pk>/", self.person_view, "change", method=require_safe),
            page("<int:pk>/refund/<int:payment>/", self.refund_view, "refund", MONEY),
            page("<int:pk>/stop/<int:pledge>/", self.stop_view, "stop", MONEY),
            page("<int:pk>/hand-over/", self.hand_over_view, "hand_over", MONEY),
            page("<int:pk>/letter/<int:entry>/", self.letter_view, "letter", MONEY, method=require_POST),
        ]

    def changelist_view(self, request, extra_context=None):
        look(request, LookUp.Kind.LIST, words=request.GET.get("q", ""))
        return super().changelist_view(request, {"title": _("Patrons"), **(extra_context or {})})

    def file_view(self, request):
        """All who are patrons now, with how to write to them."""
        look(request, LookUp.Kind.FILE)
        pledges = Pledge.objects.not_over().exclude(state=Pledge.State.STARTED).select_related("patron")
        rows = [
            (
                pledge.patron_id,
                pledge.patron.name,
                pledge.patron.email,
                pledge.patron.language,
                pledge.started_at.date().isoformat(),
                str(pledge.get_state_display()),
                pledge.money.plain,
                pledge.currency,
                str(pledge.get_rhythm_display()),
            )
            for pledge in pledges.order_by("-started_at")[:LONGEST_FILE]
        ]
        head = [_("Number"), _("Name"), _("E-mail"), _("Language"), _("Since"), _("State"), _("Sum"), _("Currency")]
        return as_file(f"patrons-{timezone.localdate()}", [*head, _("How often")], rows)

    def patron(self, pk):
        patron = Patron.objects.select_related("user").filter(pk=pk).first()
        if patron is None:
            raise Http404("no such patron")
        return patron

    def person_view(self, request, pk):
        patron = self.patron(pk)
        look(request, LookUp.Kind.PERSON, patron)
        payments = patron.payments.select_related("pledge").prefetch_related("entries__receipt", "entries__by")
        context = {
            "pledges": patron.pledges.select_related("tier").prefetch_related("tier__words"),
            "payments": payments[:SHOWN],
            "orders": patron.orders.select_related("gift")[:SHOWN],
            "gifts": patron.gifts.all(),
            "is_patron": patron.is_entitled(),
            "handles_money": request.user.has_perm(MONEY),
        }
        return self.page(request, patron, "person", str(patron), **context)

    def page(self, request, patron, template, title, status=200, **context):
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "patron": patron,
        }
        return TemplateResponse(request, f"admin/patrons/{template}.html", context, status=status)

    def asked(self, request, patron, title, form, press, **more):
        """A page with one form and one button; `press` does it, and says what it did."""
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, press(form.cleaned_data))
                return redirect("admin:patrons_patron_change", patron.pk)
            except Silent:
                form.add_error(None, _("The provider does not answer. Nothing has changed; try again in a while."))
            except Declined as error:
                form.add_error(None, str(error) or _("The provider refused. Nothing has changed."))
        status = 422 if form.errors else 200
        return self.page(request, patron, "act", title, status, form=form, **more)

    def refund_view(self, request, pk, payment):
        patron = self.patron(pk)
        payment = patron.payments.filter(pk=payment).first()
        if payment is None or payment.net <= 0:
            raise Http404("nothing of it can be given back")
        form = RefundForm(request.POST if request.method == "POST" else None, payment=payment)

        def press(said):
            steering.refund(payment, said["amount"].minor, request.user, said["note"])
            record(request.user, "payment.refunded", payment, {}, {"sum": said["amount"].coded}, note=said["note"])
            return _("%(sum)s is given back.") % {"sum": said["amount"]}

        by_hand = payment.provider == "manual"
        words = _("You transfer the money back yourself; this writes down that you did.") if by_hand else ""
        return self.asked(request, patron, _("Give back"), form, press, words=words, button=_("Give back"))

    def stop_view(self, request, pk, pledge):
        patron = self.patron(pk)
        pledge = patron.pledges.not_over().filter(pk=pledge).first()
        if pledge is None:
            raise Http404("it has ended")
        form = StopForm(request.POST if request.method == "POST" else None)

        def press(said):
            at_once = said["at_once"] == "yes"
            steering.stop(pledge, at_once, Pledge.Reason.STAFF, by=request.user)
            record(request.user, "pledge.stopped", pledge, {}, {"at once": at_once}, note=said["note"])
            return _("Nothing more is taken.")

        words = _("No further payment is taken. What was paid is not given back by this.")
        return self.asked(request, patron, _("End this support"), form, press, words=words, button=_("End it"))

    def hand_over_view(self, request, pk):
        patron = self.patron(pk)
        if patron.pseudonym and not patron.email:
            raise Http404("erased")
        form = HandOverForm(request.POST if request.method == "POST" else None)

        def press(said):
            with transaction.atomic():
                before = {"account": patron.user_id}
                Patron.objects.filter(pk=patron.pk).update(user=form.user, email=form.user.email)
                record(
                    request.user,
                    "patron.handed_over",
                    numbered(patron.pk),
                    before,
                    {"account": form.user.pk},
                    note=said["note"],
                )
            return _("It belongs to that account now.")

        return self.asked(request, patron, _("Hand over to an account"), form, press, button=_("Hand over"))

    def letter_view(self, request, pk, entry):
        """The receipt once more, by mail."""
        from patrons import letters
        from patrons.models import LedgerEntry

        patron = self.patron(pk)
        entry = LedgerEntry.objects.filter(pk=entry, payment__patron=patron, receipt__isnull=False).first()
        if entry is None:
            raise Http404("no such receipt")
        if not patron.email:
            raise PermissionDenied
        (letters.paid if entry.minor > 0 else letters.refunded)(entry)
        messages.success(request, _("The receipt is on its way again."))
        return redirect("admin:patrons_patron_change", patron.pk)
