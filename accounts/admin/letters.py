"""The letters that went out or wait: to whom and whether they left, for those who look after the server.

Not what they say: they hold links and codes that open accounts.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.lists import ReadOnlyList
from accounts.models import Letter


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waits", _("Waits")), ("sent", _("Sent")), ("given-up", _("Given up"))]

    def queryset(self, request, letters):
        if self.value() == "sent":
            return letters.exclude(sent_at=None)
        if self.value() == "given-up":
            return letters.exclude(given_up_at=None)
        return letters.waiting() if self.value() == "waits" else letters


@admin.register(Letter)
class LetterAdmin(ReadOnlyList, admin.ModelAdmin):
    list_display = ["queued_at", "to", "subject", "state", "tries", "trouble"]
    list_display_links = ["queued_at", "to"]
    list_filter = [StateFilter]
    search_fields = ["to"]
    search_help_text = _("Address")
    ordering = ["-pk"]
    fields = ["to", "subject", "state", "queued_at", "sent_at", "given_up_at", "next_try_at", "tries", "trouble"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "html", "headers")

    @admin.display(description=_("state"))
    def state(self, letter):
        if letter.given_up_at:
            return _("Given up")
        return _("Sent") if letter.sent_at else _("Waits")
