"""What all forms and lists of the newsroom share."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from accounts.admin.lists import BoundedList
from articles.body import CleanHTMLField
from articles.dates import HistoricalDate
from articles.ids import id_of

DATE_EXAMPLES = "1875-05-20, 1875, 1450~"
# The markup of articles/body.py, and nothing else.
MARKUP = {
    "Bold": True,
    "Italic": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Superscript": True,
    "Subscript": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "History": True,
}


class Suggested:
    """Shown again with a choice that was refused, or is no id at all, it shows none. (Django's would break.)

    Widgets of one list may share `named`, the rows they have looked up already, so that a list of twenty asks once.
    """

    named = None

    def optgroups(self, name, value, attrs=None):
        empty = [] if self.is_required or self.allow_multiple_selected else [("", "", False)]
        label = self.choices.field.label_from_instance
        options = [*empty, *((row.pk, label(row), True) for row in self.rows(value))]
        return [(None, [self.create_option(name, *option, place) for place, option in enumerate(options)], 0)]

    def rows(self, value):
        named = {} if self.named is None else self.named
        chosen = [number for number in map(id_of, value) if number]
        if unknown := set(chosen) - set(named):
            named |= self.choices.queryset.in_bulk(unknown)
        return [named[number] for number in chosen if number in named]


class SuggestedOne(Suggested, AutocompleteSelect):
    pass


class SuggestedMany(Suggested, AutocompleteSelectMultiple):
    def value_from_datadict(self, *args):
        return [chosen for chosen in super().value_from_datadict(*args) if id_of(chosen)]


class ProseWidget(AdminProseEditorWidget):
    """The editor, as a textarea that works without it too."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 12, **(attrs or {})}, config={"extensions": MARKUP}, preset="configurable")


class GrowingTextarea(AdminTextareaWidget):
    """A textarea of two rows that grows with its text. It cuts nothing off: what is too long is said, not lost."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 2, **(attrs or {})})

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("maxlength", None)
        return attrs


class MeteredText(GrowingTextarea):
    """With a meter under it that warns when the text gets long, and never stops anybody."""

    def __init__(self, advised, attrs=None):
        self.advised = advised
        super().__init__(attrs)

    def render(self, name, value, attrs=None, renderer=None):
        textarea = super().render(name, value, attrs, renderer)
        context = {"textarea": textarea, "of": attrs["id"], "advised": self.advised, "length": len(value or "")}
        return render_to_string("admin/widgets/metered_text.html", context)


class HistoricalDateField(forms.CharField):
    """A date as history gives it, in whichever of the known ways it is typed."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return text
        try:
            return str(HistoricalDate.parse(text))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DeskForms:
    """For model admins and inlines: our widgets in place of Django's."""

    formfield_overrides = {
        CleanHTMLField: {"widget": ProseWidget},
        models.TextField: {"widget": GrowingTextarea},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "date" and isinstance(db_field, models.CharField):
            shown = forms.TextInput({"class": "vTextField", "placeholder": DATE_EXAMPLES})
            return HistoricalDateField(label=db_field.verbose_name, help_text=db_field.help_text, widget=shown)
        if isinstance(db_field, models.URLField):
            # Django's own widget prints the link a second time.
            return db_field.formfield(assume_scheme="https", widget=forms.URLInput({"class": "vTextField"}))
        if db_field.name in self.get_autocomplete_fields(request):
            widget = SuggestedMany if db_field.many_to_many else SuggestedOne
            kwargs["widget"] = widget(db_field, self.admin_site)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = field.widget.can_delete_related = False
        return field


class DeskAdmin(DeskForms, BoundedList, admin.ModelAdmin):
    save_on_top = True

    def view_on_site(self, thing):
        """Its address for readers. A thing that comes back with its slug refused has none."""
        try:
            return thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else None
        except NoReverseMatch:
            return None

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"], nonce=getattr(request, "csp_nonce", ""))
        rows = [form for part in context["inline_admin_formsets"] for form in part.formset.forms]
        for form in [context["adminform"].form, *rows]:
            form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)


class DeskInline(DeskForms):
    extra = 1
    note = ""  # a word beside the heading
