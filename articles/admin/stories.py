from django.contrib import admin

from articles.models import Fact, Story

from .desk import DeskAdmin, DeskInline
from .in_use import KeptWhileUsed


class FactInline(DeskInline, admin.TabularInline):
    model = Fact
    fields = ["date", "text", "source_name", "source_link", "article", "pinned"]
    autocomplete_fields = ["article"]

    def get_fields(self, request, obj=None):
        """Who only reads a story is not told of an article of it that may be anybody's draft."""
        return [name for name in self.fields if name != "article" or request.user.has_perm("articles.change_story")]


@admin.register(Story)
class StoryAdmin(KeptWhileUsed, DeskAdmin):
    list_display = ["title", "language", "modified_at"]
    list_filter = ["language"]
    search_fields = ["title"]
    fields = ["title", "language", "slug", "summary"]
    inlines = [FactInline]
