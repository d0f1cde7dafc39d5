from django.contrib import admin

from articles.models import Fact, Story

from .desk import DeskAdmin, DeskInline


class FactInline(DeskInline, admin.TabularInline):
    model = Fact
    fields = ["date", "text", "source_name", "source_link", "article", "pinned"]
    autocomplete_fields = ["article"]


@admin.register(Story)
class StoryAdmin(DeskAdmin):
    list_display = ["title", "language", "modified_at"]
    list_filter = ["language"]
    search_fields = ["title"]
    fields = ["title", "language", "slug", "summary"]
    inlines = [FactInline]
