from django.contrib import admin

from articles.models import Page

from .desk import DeskAdmin


@admin.register(Page)
class PageAdmin(DeskAdmin):
    list_display = ["title", "language", "in_footer", "order", "modified_at"]
    list_filter = ["language"]
    search_fields = ["title"]
    fields = ["title", "language", "slug", "body", "in_footer", "order"]
