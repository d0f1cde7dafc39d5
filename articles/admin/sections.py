from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Section, Topic

from .desk import DeskAdmin
from .in_use import KeptWhileUsed


@admin.register(Section)
class SectionAdmin(KeptWhileUsed, DeskAdmin):
    list_display = ["name", "language", "slug", "order", "in_nav"]
    list_filter = ["language", "in_nav"]
    search_fields = ["name"]
    fields = ["name", "language", "slug", "description", "order", "in_nav"]

    def save_model(self, request, obj, form, change):
        """A new address of the section is a new address of all its articles; the old ones lead there."""
        super().save_model(request, obj, form, change)
        if change and form.initial["slug"] != obj.slug:
            obj.leave_addresses(form.initial["slug"])


@admin.register(Topic)
class TopicAdmin(KeptWhileUsed, DeskAdmin):
    list_display = ["name", "language", "slug"]
    list_filter = ["language"]
    search_fields = ["name"]
    search_help_text = _("Words of the name.")
    fields = ["name", "language", "slug", "description"]
