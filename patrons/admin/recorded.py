"""What the forms of offers share: their changes are in the audit list, and their words stand in rows of editions."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote

from accounts.audit import record
from articles.admin.desk import DeskAdmin, DeskInline
from patrons.models import Currency, Tier

from .access import FewPages


class Recorded(FewPages, DeskAdmin):
    """Every change of what is offered is in the audit list, with before and after."""

    pages = ("changelist", "add", "change", "delete")
    in_menu = False  # or reached from the foot of the patron desk

    def has_module_permission(self, request):
        return self.in_menu and super().has_module_permission(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        thing = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        request.offer_before = said_of(thing) if thing else {}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        now = said_of(type(form.instance).objects.get(pk=form.instance.pk))
        if now != request.offer_before:
            record(request.user, "offer.changed", form.instance, request.offer_before, now)

    def delete_model(self, request, obj):
        record(request.user, "offer.deleted", obj, said_of(obj))
        super().delete_model(request, obj)


def said_of(thing):
    """What an offer says, in words that can be read years later."""
    told = {field.attname: field.value_from_object(thing) for field in thing._meta.fields if field.attname != "id"}
    if isinstance(thing, Currency):
        told |= {"minimum": thing.least.coded, "maximum": thing.most.coded}
    if hasattr(thing, "words"):
        told |= {row.language: said_words(row) for row in thing.words.all()}
    for price in thing.prices.all() if hasattr(thing, "prices") else []:
        told[f"{price.currency_id} {price.rhythm} {'' if price.tier_id else price.pk}".strip()] = price.money.coded
    if isinstance(thing, Tier):
        told["perks"] = sorted(str(perk) for perk in thing.perks.all())
    return told


def said_words(row):
    names = [field.name for field in row._meta.fields if field.name not in ("id", "language", "tier", "perk", "step")]
    return ": ".join(str(getattr(row, name)) for name in names)


class WordsInline(DeskInline, admin.TabularInline):
    extra = 0

    def get_extra(self, request, obj=None, **kwargs):
        return max(len(settings.LANGUAGES) - (obj.words.count() if obj else 0), 0)

    def get_max_num(self, request, obj=None, **kwargs):
        return len(settings.LANGUAGES)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return edition(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)


def edition(db_field):
    """The choice of an edition, for the column that holds one."""
    if db_field.name != "language":
        return None
    return forms.ChoiceField(label=db_field.verbose_name, choices=[("", "---------"), *settings.LANGUAGES])
