from django.contrib import admin

from articles.models import Author

from .desk import DeskAdmin
from .in_use import KeptWhileUsed


@admin.register(Author)
class AuthorAdmin(KeptWhileUsed, DeskAdmin):
    list_display = ["name", "title", "language", "user", "former"]
    list_filter = ["language", "former"]
    list_select_related = ["user"]
    search_fields = ["name"]
    autocomplete_fields = ["portrait", "user"]
    fields = ["name", "language", "slug", "title", "bio", "email", "portrait", "user", "former"]

    def get_autocomplete_fields(self, request):
        """Accounts are looked up by those who may see accounts."""
        sees = request.user.has_perm("accounts.view_user")
        return [name for name in self.autocomplete_fields if sees or name != "user"]

    def get_fields(self, request, obj=None):
        sees = request.user.has_perm("accounts.view_user")
        return [name for name in self.fields if sees or name != "user"]
