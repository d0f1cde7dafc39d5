from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from articles.models import Article, Correction

from .desk import DeskAdmin


class Moment(AdminSplitDateTime):
    """Django writes “Date:” and “Time:” beside the two inputs and ties neither to its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


@admin.register(Correction)
class CorrectionAdmin(DeskAdmin):
    """The ledger. A correction is written on the page "Correct…" of its article; here its words are put right. None is
    ever removed, as the public page promises."""

    formfield_overrides = {**DeskAdmin.formfield_overrides, models.DateTimeField: {"widget": Moment}}
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

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        was = said(Correction.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)
        if said(obj) != was:
            record(request.user, "correction.changed", obj.article, before=was, after=said(obj))

    @admin.display(description=_("article"))
    def of_article(self, correction):
        return correction.article


def said(correction):
    return {name: getattr(correction, name) for name in ("kind", "date", "wrong", "right")}
