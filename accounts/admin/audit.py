"""The audit list, to be read and searched."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.lists import ReadOnlyList
from accounts.audit import AuditEntry


def in_words(value):
    """A recorded value as a person reads it."""
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, map(in_words, value))) or "—"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(part)}" for name, part in value.items()) or "—"
    return "—" if value in (None, "") else value


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyList, admin.ModelAdmin):
    list_display = ["at", "act", "who", "thing_name", "note"]
    list_display_links = ["at", "act"]
    list_filter = ["act"]
    date_hierarchy = "at"
    search_fields = ["by_name", "thing_name", "note"]
    search_help_text = _("Person, thing or reason")
    fields = ["at", "act", "who", "thing", "note", "changes"]

    @admin.display(description=_("who"), ordering="by_name")
    def who(self, entry):
        return entry.by_name or _("The clock")

    @admin.display(description=_("on what"))
    def thing(self, entry):
        """Its name, which leads to its page in the newsroom if it has one. Who may not see it is told so there."""
        try:
            page = reverse(f"admin:{entry.thing_type.replace('.', '_')}_change", args=[entry.thing_id])
        except NoReverseMatch:
            return entry.thing_name
        return format_html('<a href="{}">{}</a>', page, entry.thing_name)

    @admin.display(description=_("before and after"))
    def changes(self, entry):
        changes = [(name, in_words(before), in_words(after)) for name, before, after in entry.differences]
        return render_to_string("admin/accounts/auditentry/_changes.html", {"changes": changes})
