from django.contrib import admin

from articles.models import Source

from .desk import DeskAdmin


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    """The register of organisations."""

    list_display = ["name", "link"]
    search_fields = ["name"]
    fields = ["name", "link"]
