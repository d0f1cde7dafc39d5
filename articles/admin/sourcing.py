from django.contrib import admin

from articles.models import Source

from .desk import DeskAdmin
from .in_use import KeptWhileUsed


@admin.register(Source)
class SourceAdmin(KeptWhileUsed, DeskAdmin):
    """The register of organisations."""

    list_display = ["name", "link"]
    search_fields = ["name"]
    fields = ["name", "link"]
