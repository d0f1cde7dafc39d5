"""What belongs to an article and is edited in place: authors, sources, quotes, background, corrections."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleSource, BackgroundFact, Byline, Correction, Quote

from .desk import DeskInline, GrowingTextarea

LARGEST_ORDER = 32_767  # that PostgreSQL can keep; rows of one number stand in the order they were saved


class InOrder(forms.BaseInlineFormSet):
    """Rows that leave their number empty are put behind those before them."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "order" in form.fields:
            form.fields["order"].required = False
            form.fields["order"].widget.attrs["class"] = "nd-order"
            if not form.instance.pk:
                form.initial["order"] = form.fields["order"].initial = None

    def clean(self):
        super().clean()
        last = 0
        for form in self.forms:
            if "order" in form.fields and form.is_valid() and (form.instance.pk or form.has_changed()):
                given = form.cleaned_data.get("order")
                last = form.instance.order = min(last + 1, LARGEST_ORDER) if given is None else given


class Bylines(InOrder):
    refused = None

    def clean(self):
        super().clean()
        if self.refused:
            raise forms.ValidationError(self.refused)


class BylineInline(DeskInline, admin.TabularInline):
    model = Byline
    formset = Bylines
    fields = ["order", "author", "role"]
    autocomplete_fields = ["author"]
    note = _("in printed order")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "role":
            field.widget.attrs["placeholder"] = db_field.verbose_name.capitalize()
        return field


class SourceInline(DeskInline, admin.TabularInline):
    model = ArticleSource
    formset = InOrder
    fields = ["order", "name", "kind", "organisation", "link", "date"]
    autocomplete_fields = ["organisation"]
    note = _("printed as “Source:”")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "date":
            kwargs["widget"] = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class QuoteInline(DeskInline, admin.StackedInline):
    model = Quote
    formset = InOrder
    fields = ["text", ("speaker", "role"), ("original_language", "translator", "order")]


class BackgroundForm(forms.ModelForm):
    def save(self, commit=True):
        # In words of one's own it no longer follows the story's fact.
        if self.instance.fact_id and {"date", "text"} & set(self.changed_data):
            self.instance.fact = None
        return super().save(commit)


class BackgroundInline(DeskInline, admin.TabularInline):
    model = BackgroundFact
    form = BackgroundForm
    fields = ["date", "text"]
    note = _("dated facts, oldest first")


class CorrectionInline(DeskInline, admin.StackedInline):
    model = Correction
    extra = 0
    fields = ["kind", "wrong", "right"]
    verbose_name_plural = _("corrections")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("wrong", "right"):
            kwargs["widget"] = GrowingTextarea
        return super().formfield_for_dbfield(db_field, request, **kwargs)
