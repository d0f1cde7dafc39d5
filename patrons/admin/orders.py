"""Orders: what people asked to give. Those that were held wait here for a person."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.audit import record
from patrons.card_testing import refuse, release
from patrons.models import Order

from .access import FIGURES, MONEY, only
from .lists import BookList


@admin.register(Order)
class OrderAdmin(BookList, admin.ModelAdmin):
    in_menu = True
    list_display = ["money", "rhythm", "state", "giver", "provider", "reference", "refusals", "created_at"]
    list_filter = ["state", "provider", "purpose", "rhythm", "currency", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["=provider_id"]
    search_help_text = gettext_lazy("The whole reference, or the provider’s number")
    fields = [
        "money", "rhythm", "purpose", "state", "giver", "tier", "article", "provider", "reference", "refusals",
        "gift_months", "gift_to", "gift_words", "created_at", "done_at", "decided_by", "note",
    ]  # fmt: skip
    change_form_template = "admin/patrons/order.html"

    @admin.display(description=gettext_lazy("reference"))
    def reference(self, order):
        return order.provider_id

    def get_urls(self):
        decide = only(FIGURES, MONEY)(require_POST(self.decide_view))
        return [
            path("<int:pk>/decide/", self.admin_site.admin_view(decide), name="patrons_order_decide"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        more = {"handles_money": request.user.has_perm(MONEY), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, more)

    def decide_view(self, request, pk):
        """Let a held order go on to its checkout, or refuse it. Whoever is second changes nothing."""
        order = Order.objects.filter(pk=pk).first()
        if order is None:
            raise Http404("no such order")
        note = request.POST.get("note", "").strip()[:300]
        lets_go = request.POST.get("do") == "release"
        if not lets_go and request.POST.get("do") != "refuse":
            messages.error(request, _("Choose what becomes of it."))
            return redirect("admin:patrons_order_change", pk)
        if (release if lets_go else refuse)(order, request.user, note):
            act = "order.released" if lets_go else "order.refused"
            record(request.user, act, order, {"state": "held"}, note=note)
            words = (
                _("It may be paid now; the giver gets a letter with the way there.")
                if lets_go
                else _("It is refused.")
            )
            messages.success(request, words)
        else:
            messages.warning(request, _("Somebody has decided about it already."))
        return redirect("admin:patrons_order_changelist")
