"""What else patrons read and are ruled by, as forms: perks, bank accounts, letters about refused cards, spending,
questions, and the numbers of the rules."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from patrons.models import BankAccount, DunningStep, DunningWords, PatronRules, Perk, PerkWords, Question, SpendingLine

from .recorded import Recorded, WordsInline, edition


class PerkWordsInline(WordsInline):
    model = PerkWords


@admin.register(Perk)
class PerkAdmin(Recorded):
    list_display = ["__str__", "key", "order"]
    fields = ["key", "order"]
    inlines = [PerkWordsInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("words")


class DunningWordsInline(WordsInline):
    model = DunningWords


@admin.register(DunningStep)
class DunningStepAdmin(Recorded):
    list_display = ["__str__", "day"]
    fields = ["day"]
    inlines = [DunningWordsInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("words")


@admin.register(BankAccount)
class BankAccountAdmin(Recorded):
    list_display = ["__str__", "holder", "bank", "is_offered", "order"]
    fields = ["currency", "holder", "number", "bank", "bic", "register", "order", "is_offered"]


class InEdition(Recorded):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return edition(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SpendingLine)
class SpendingLineAdmin(InEdition):
    list_display = ["label", "percent", "year", "language", "order"]
    list_filter = ["language", "year"]
    fields = ["language", "year", "order", "label", "percent"]


@admin.register(Question)
class QuestionAdmin(InEdition):
    list_display = ["question", "language", "order"]
    list_filter = ["language"]
    fields = ["language", "order", "question", "answer"]


RULES = ["grace_days", "retry_days", "pause_months", "gift_claim_days"]
RULES += ["tries_an_hour", "network_tries_an_hour", "refusals_a_day"]


class RulesForm(forms.ModelForm):
    retry_days = forms.CharField(max_length=60)

    class Meta:
        model = PatronRules
        fields = RULES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        column = PatronRules._meta.get_field("retry_days")
        self.fields["retry_days"].label, self.fields["retry_days"].help_text = column.verbose_name, column.help_text
        self.initial["retry_days"] = ", ".join(map(str, self.instance.retry_days))

    def clean_retry_days(self):
        typed = [part.strip() for part in self.cleaned_data["retry_days"].replace(";", ",").split(",") if part.strip()]
        good = all(part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= 60 for part in typed)
        days = [int(part[:9]) for part in typed] if good else []
        if not days or days != sorted(set(days)):
            raise forms.ValidationError(_("Write the days in order, with commas: 3, 5, 7."))
        return days


@admin.register(PatronRules)
class PatronRulesAdmin(Recorded):
    pages = ("changelist", "change")
    form = RulesForm
    fields = RULES

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """One row: there is nothing to choose from."""
        return self.changeform_view(request, "1", extra_context=extra_context)

    def get_object(self, request, object_id, from_field=None):
        return PatronRules.current() if object_id == "1" else None

    def save_model(self, request, obj, form, change):
        """The first save makes the row."""
        obj.save()
