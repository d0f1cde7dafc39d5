"""What belongs to an article and is edited in place: authors, sources, quotes, background.

The rows of these forms are not the rows of the database: they begin as what was saved last, which for a live article
is its working copy, and end as lists of the article's content.
"""

import datetime

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import content as contents
from articles.ids import id_of
from articles.models import ArticleSource, BackgroundFact, Byline, Quote

from .desk import DeskInline

MOST_ROWS = 300  # of one list; a forged number of rows must not keep anybody waiting


class RowForm(forms.ModelForm):
    """One row. Whether it is the only one of its kind is asked of the rows beside it, not of those readers see."""

    def clean(self):
        return self.cleaned_data


class Rows(forms.BaseInlineFormSet):
    """Rows in order: those that leave their number empty stand behind those before them."""

    refused = None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["id"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if "order" in form.fields:
            form.fields["order"] = forms.IntegerField(
                required=False, label=pgettext_lazy("number of a row", "Order"), min_value=0, max_value=32_767
            )
            form.fields["order"].widget.attrs["class"] = "nd-order"

    def clean(self):
        super().clean()
        if self.refused:
            raise forms.ValidationError(self.refused)

    def content(self):
        """The rows as a list of the article's content. Call it when the formset is valid."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        numbered, last = [], 0
        for row in kept:
            last = last + 1 if row.get("order") is None else row["order"]
            numbered.append((last, row))
        columns = contents.LISTS[self.prefix]
        rows = [row for _number, row in sorted(numbered, key=lambda pair: pair[0])]
        return [{name: plain(row.get(name)) for name in columns} for row in rows]


def plain(value):
    """A cleaned value as JSON holds it."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, datetime.date) else value


class PartInline(DeskInline):
    formset = Rows
    form = RowForm
    max_num = MOST_ROWS

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **{**kwargs, "absolute_max": MOST_ROWS + 1})
        for name in self.autocomplete_fields:
            self.look_up_at_once(formset.form.base_fields[name], request.desk.rows_of(obj, self.opts_name), name)
        return formset

    @staticmethod
    def look_up_at_once(field, rows, name):
        """What all rows of the list have chosen in this field, in one question."""
        chosen = {id_of(row.get(name)) for row in rows}
        widget = getattr(field.widget, "widget", field.widget)
        widget.named = field.queryset.in_bulk(chosen)

    def get_queryset(self, request):
        return self.model.objects.none()

    def get_extra(self, request, obj=None, **kwargs):
        return self.extra + len(request.desk.rows_of(obj, self.opts_name))

    @property
    def opts_name(self):
        """The name the list has in the article, which is the prefix of its fields too."""
        return self.model._meta.get_field("article").remote_field.related_name


class BylineInline(PartInline, admin.TabularInline):
    model = Byline
    fields = ["order", "author", "role"]
    autocomplete_fields = ["author"]
    note = _("in printed order")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "role":
            field.widget.attrs["placeholder"] = db_field.verbose_name.capitalize()
        return field


class SourceInline(PartInline, admin.TabularInline):
    model = ArticleSource
    fields = ["order", "name", "kind", "organisation", "link", "date"]
    autocomplete_fields = ["organisation"]
    note = _("printed as “Source:”")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "date":
            kwargs["widget"] = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class QuoteInline(PartInline, admin.StackedInline):
    model = Quote
    fields = ["text", ("speaker", "role"), ("original_language", "translator", "order")]


class BackgroundForm(RowForm):
    """A row that was taken from the story goes on following its fact until it is put into words of its own."""

    fact = forms.IntegerField(label=_("fact"), required=False, widget=forms.HiddenInput)
    saved_rows = ()

    def has_changed(self):
        return bool(set(self.changed_data) - {"fact"})

    def clean(self):
        cleaned = super().clean()
        cleaned["fact"] = self.followed(cleaned.get("fact"), (cleaned.get("date"), cleaned.get("text")))
        return cleaned

    def followed(self, number, words):
        """The fact, when the row says it in its own words, or in those of the article as it was saved last."""
        for row in self.saved_rows:
            follows = row.fact_id and row.fact_id == number
            if follows and words in ((row.date, row.text), (row.fact.date, row.fact.text)):
                return row.fact
        return None


class BackgroundInline(PartInline, admin.TabularInline):
    model = BackgroundFact
    form = BackgroundForm
    fields = ["date", "text", "fact"]
    note = _("dated facts, oldest first")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        saved = obj.background.all() if obj else ()
        formset.form = type("BackgroundFormOfRequest", (formset.form,), {"saved_rows": saved})
        return formset
