"""The books, to be looked at: nothing in them is changed by hand. Names are there for those who may see them."""

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin.lists import ReadOnlyList
from accounts.audit import record
from patrons import providers
from patrons.models import (
    Difference,
    Gift,
    LedgerEntry,
    LookUp,
    Payment,
    PaymentEvent,
    Pledge,
    Receipt,
    Reconciliation,
)
from patrons.reconciling import reconcile

from .access import FIGURES, MONEY, NAMES, FewPages, may_see_names, numbered, only

LASTS = 8  # seconds that somebody waits for a comparison; the rest goes on by itself
PRIVATE = {"patron", "email", "gift_to", "gift_words", "body", "facts", "reason_words", "redeemed_by"}


class BookList(FewPages, ReadOnlyList):
    """Read-only, with the right to see figures; columns and fields that name somebody need the right to see names."""

    in_menu = False  # or reached from the foot of the patron desk

    def has_module_permission(self, request):
        return self.in_menu and self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(FIGURES)

    def get_list_display(self, request):
        return self.allowed(request, super().get_list_display(request))

    def get_fields(self, request, obj=None):
        return self.allowed(request, super().get_fields(request, obj))

    @staticmethod
    def allowed(request, names):
        return [name for name in names if name not in PRIVATE or may_see_names(request)]

    @admin.display(description=gettext_lazy("sum"))
    def money(self, row):
        return row.money

    @admin.display(description=gettext_lazy("patron"))
    def giver(self, row):
        """Their number, which leads to their page for those who may see it."""
        number = row.patron_id
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:patrons_patron_change", args=[number]), numbered(number)
        )


@admin.register(Pledge)
class PledgeAdmin(BookList, admin.ModelAdmin):
    list_display = ["money", "rhythm", "state", "giver", "provider", "started_at", "paid_until", "next_due_at"]
    list_filter = ["state", "rhythm", "currency", "provider"]
    search_fields = ["=provider_id"]
    fields = [
        "money", "rhythm", "state", "giver", "tier", "provider", "provider_id", "card", "started_at", "paid_until",
        "next_due_at", "paused_until", "ends_at", "ended_at", "reason", "reason_words", "moves",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("what became of it"))
    def moves(self, pledge):
        told = [
            f"{timezone.localtime(move.at):%Y-%m-%d %H:%M} {move.get_after_display()}" for move in pledge.moves.all()
        ]
        return "; ".join(told)


@admin.register(Payment)
class PaymentAdmin(BookList, admin.ModelAdmin):
    in_menu = True
    list_display = ["money", "state", "giver", "provider", "paid_at", "covers_until", "failure"]
    list_filter = ["state", "currency", "provider", ("paid_at", admin.DateFieldListFilter)]
    search_fields = ["=provider_id"]
    fields = [
        "money", "state", "giver", "provider", "provider_id", "card", "created_at", "paid_at", "covers_from",
        "covers_until", "tries", "failure", "failed_at", "next_try_at",
    ]  # fmt: skip


@admin.register(LedgerEntry)
class LedgerEntryAdmin(BookList, admin.ModelAdmin):
    in_menu = True
    list_display = ["at", "kind", "money", "receipt_name", "giver", "note"]
    list_filter = ["kind", "currency", ("at", admin.DateFieldListFilter)]
    list_select_related = ["payment", "receipt"]
    fields = ["at", "kind", "money", "receipt_name", "giver", "payment", "by", "note", "entered_at"]

    @admin.display(description=gettext_lazy("receipt"))
    def receipt_name(self, entry):
        return str(entry.receipt) if hasattr(entry, "receipt") else ""

    @admin.display(description=gettext_lazy("patron"))
    def giver(self, entry):
        return super().giver(entry.payment)


@admin.register(Receipt)
class ReceiptAdmin(BookList, admin.ModelAdmin):
    list_display = ["__str__", "money", "kind", "at"]
    list_filter = ["year"]
    list_select_related = ["entry"]
    ordering = ["-year", "-number"]
    fields = ["__str__", "money", "kind", "at", "giver"]

    @admin.display(description=gettext_lazy("sum"))
    def money(self, receipt):
        return receipt.entry.money

    @admin.display(description=gettext_lazy("what"))
    def kind(self, receipt):
        return receipt.entry.get_kind_display()

    @admin.display(description=gettext_lazy("when"))
    def at(self, receipt):
        return receipt.entry.at

    @admin.display(description=gettext_lazy("patron"))
    def giver(self, receipt):
        return super().giver(receipt.entry.payment)


@admin.register(Gift)
class GiftAdmin(BookList, admin.ModelAdmin):
    list_display = ["months", "made_at", "redeemed_at", "until", "claim_before", "withdrawn_at"]
    fields = [*list_display, "redeemed_by"]
    list_filter = [("redeemed_at", admin.EmptyFieldListFilter)]


@admin.register(PaymentEvent)
class PaymentEventAdmin(BookList, admin.ModelAdmin):
    list_display = ["received_at", "provider", "kind", "state", "occurred_at", "event_id"]
    list_filter = ["state", "provider"]
    search_fields = ["=event_id"]
    fields = ["received_at", "occurred_at", "provider", "event_id", "kind", "state", "facts", "body"]


@admin.register(LookUp)
class LookUpAdmin(BookList, admin.ModelAdmin):
    """Whom a look was about is told to those who may see names; that somebody looked, to all who see figures."""

    list_display = ["at", "by_name", "kind", "whom", "words"]
    list_filter = ["kind", ("at", admin.DateFieldListFilter)]
    fields = ["at", "by_name", "kind", "whom", "words"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(NAMES)

    @admin.display(description=gettext_lazy("patron"))
    def whom(self, entry):
        return numbered(entry.patron_id) if entry.patron_id else ""


@admin.register(Difference)
class DifferenceAdmin(BookList, admin.ModelAdmin):
    list_display = ["found_at", "kind", "ours", "theirs", "order", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["order"]
    fields = ["found_at", "kind", "ours", "theirs", "order", "settled_at", "settled_by", "note"]
    change_form_template = "admin/patrons/difference.html"

    def get_urls(self):
        settle = only(FIGURES, MONEY)(require_POST(self.settle_view))
        return [
            path("<int:pk>/settle/", self.admin_site.admin_view(settle), name="patrons_difference_settle"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        more = {"handles_money": request.user.has_perm(MONEY), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, more)

    def settle_view(self, request, pk):
        """A person has looked at it, and says what became of it. Nothing else is changed by this."""
        note = request.POST.get("note", "").strip()[:300]
        if not note:
            messages.error(request, _("Write what became of it."))
            return redirect("admin:patrons_difference_change", pk)
        mine = Difference.objects.filter(pk=pk, settled_at=None)
        if mine.update(settled_at=timezone.now(), settled_by=request.user, note=note):
            record(request.user, "difference.settled", Difference.objects.get(pk=pk), note=note)
            messages.success(request, _("Settled."))
        return redirect("admin:patrons_difference_changelist")


@admin.register(Reconciliation)
class ReconciliationAdmin(BookList, admin.ModelAdmin):
    list_display = ["started_at", "provider", "compared", "found", "unanswered", "finished_at", "by"]
    list_filter = ["provider"]
    list_select_related = ["by"]
    fields = ["started_at", "finished_at", "provider", "compared", "unanswered", "by"]
    change_list_template = "admin/patrons/reconciliations.html"

    def get_urls(self):
        now = only(FIGURES, MONEY)(require_POST(self.now_view))
        return [
            path("now/", self.admin_site.admin_view(now), name="patrons_reconciliation_now"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(found=Count("differences", filter=Q(differences__isnull=False)))

    @admin.display(description=gettext_lazy("differences"), ordering="found")
    def found(self, run):
        return run.found

    def changelist_view(self, request, extra_context=None):
        more = {"offered": providers.offered(), "handles_money": request.user.has_perm(MONEY), **(extra_context or {})}
        return super().changelist_view(request, more)

    def now_view(self, request):
        """Compare now, as long as somebody can wait for; a long comparison goes on by itself."""
        try:
            provider = providers.named(request.POST.get("provider", ""))
        except providers.NotOffered:
            messages.error(request, _("Choose a provider."))
            return redirect("admin:patrons_reconciliation_changelist")
        run = reconcile(provider, request.user, lasts=LASTS)
        if run.finished_at:
            found = run.differences.count()
            messages.success(
                request,
                _("Compared %(orders)d orders and found %(found)d differences.")
                % {"orders": run.compared, "found": found},
            )
        else:
            messages.info(
                request, _("Begun: %(orders)d orders so far. It goes on by itself.") % {"orders": run.compared}
            )
        return redirect("admin:patrons_reconciliation_changelist")
