from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Correction

from .desk import DeskAdmin


@admin.register(Correction)
class CorrectionAdmin(DeskAdmin):
    """The ledger. A correction is written in the form of its article."""

    list_display = ["wrong", "kind", "of_article", "date"]
    list_filter = ["kind", "article__language"]
    list_select_related = ["article"]
    search_fields = ["wrong", "right", "article__headline"]
    date_hierarchy = "date"
    fields = ["article", "kind", "date", "wrong", "right"]
    readonly_fields = ["article"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(article__in=Article.objects.readable_by(request.user))

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("article"))
    def of_article(self, correction):
        return correction.article
