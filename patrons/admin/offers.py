"""What is offered, as forms: tiers with their prices, currencies, perks, bank accounts, the words of the support page
and its rules. Sums are typed as money."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.forms.models import BaseInlineFormSet
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit import record
from articles.admin.desk import DeskAdmin, DeskInline
from patrons.models import (
    BankAccount,
    Currency,
    DunningStep,
    DunningWords,
    Order,
    PatronRules,
    Perk,
    PerkWords,
    Pledge,
    Price,
    Question,
    Rhythm,
    SpendingLine,
    Tier,
    TierWords,
)
from patrons.money import BadAmount, Money

from .access import FewPages


class MoneyField(forms.CharField):
    """A sum as it is typed; which currency it is in says another field."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=30,
            widget=forms.TextInput({"inputmode": "decimal", "class": "vMoneyField", "size": 10}),
            **kwargs,
        )


def parsed(form, name, currency):
    """What was typed into a field, in minor units; what is wrong with it is said beside the field."""
    typed = form.cleaned_data.get(name)
    if not typed or not currency:
        return None
    try:
        minor = Money.parse(typed, currency).minor
    except BadAmount as error:
        form.add_error(name, str(error))
        return None
    if minor < 1:
        form.add_error(name, _("Write a sum above nothing."))
        return None
    return minor


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


class KeptWhileGiven:
    """What somebody gives or gave is not deleted: it is taken off the page instead."""

    def uses(self, thing):
        """[(words, how many)]"""
        raise NotImplementedError

    def delete_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return super().delete_view(request, object_id, extra_context)
        if not self.has_delete_permission(request, thing):
            raise PermissionDenied
        uses = [(words, count) for words, count in self.uses(thing) if count]
        if not uses:
            try:
                return super().delete_view(request, object_id, extra_context)
            except (ProtectedError, IntegrityError):  # it came into use a moment ago
                uses = [(words, count) for words, count in self.uses(thing) if count]
        context = {
            **self.admin_site.each_context(request),
            "title": _("It is in use"),
            "opts": self.opts,
            "original": thing,
            "uses": uses,
        }
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/patrons/in_use.html", context, status=status)


# --- Tiers and their prices


class PriceForm(forms.ModelForm):
    amount = MoneyField(label=gettext_lazy("Sum"))

    class Meta:
        model = Price
        fields = ["currency", "rhythm", "amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["amount"] = self.instance.money.plain

    def clean(self):
        found = super().clean()
        currency = found.get("currency")
        minor = parsed(self, "amount", currency and currency.code)
        if minor:
            if not currency.minimum <= minor <= currency.maximum:
                self.add_error(
                    "amount",
                    _("Between %(least)s and %(most)s.")
                    % {"least": currency.least.coded, "most": currency.most.coded},
                )
            self.instance.minor = minor
        return found


class PriceSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            if not said or said.get("DELETE") or not said.get("currency"):
                continue
            place = (said["currency"], said.get("rhythm"))
            if place in seen:
                form.add_error("amount", _("There is a sum for this currency and rhythm already."))
            seen.add(place)


class PriceInline(DeskInline, admin.TabularInline):
    model = Price
    form = PriceForm
    formset = PriceSet
    extra = 2

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "rhythm":
            kwargs["choices"] = [choice for choice in Rhythm.choices if choice[0] != Rhythm.ONCE]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


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


class TierWordsInline(WordsInline):
    model = TierWords


@admin.register(Tier)
class TierAdmin(KeptWhileGiven, Recorded):
    in_menu = True
    list_display = ["__str__", "is_offered", "sums", "order"]
    fields = ["slug", "order", "is_offered", "perks"]
    inlines = [TierWordsInline, PriceInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("words", "prices")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        kwargs["queryset"] = Perk.objects.prefetch_related("words")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("sums"))
    def sums(self, tier):
        return ", ".join(str(price) for price in tier.prices.all())

    def uses(self, tier):
        pledges, orders = tier.pledges.count(), tier.orders.count()
        return [
            (ngettext("%(number)d pledge", "%(number)d pledges", pledges) % {"number": pledges}, pledges),
            (ngettext("%(number)d order", "%(number)d orders", orders) % {"number": orders}, orders),
        ]


# --- Currencies, with the sums suggested for giving once


class CurrencyForm(forms.ModelForm):
    least = MoneyField(label=gettext_lazy("Smallest sum"))
    most = MoneyField(label=gettext_lazy("Largest sum"))

    class Meta:
        model = Currency
        fields = ["code", "least", "most", "order", "is_offered"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {"least": self.instance.least.plain, "most": self.instance.most.plain}

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()

    def clean(self):
        found = super().clean()
        code = self.instance.pk or found.get("code")
        least, most = parsed(self, "least", code), parsed(self, "most", code)
        if least and most:
            if least > most:
                self.add_error("most", _("The largest sum must not be below the smallest."))
            self.instance.minimum, self.instance.maximum = least, max(least, most)
        return found


class SuggestedForm(PriceForm):
    class Meta:
        model = Price
        fields = ["amount"]

    def clean(self):
        found = forms.ModelForm.clean(self)
        currency = self.parent
        minor = parsed(self, "amount", currency.code)
        if minor and currency.minimum and not currency.minimum <= minor <= currency.maximum:
            self.add_error(
                "amount",
                _("Between %(least)s and %(most)s.") % {"least": currency.least.coded, "most": currency.most.coded},
            )
        if minor:
            self.instance.minor, self.instance.rhythm = minor, Rhythm.ONCE
        return found


class SuggestedSet(BaseInlineFormSet):
    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.parent = self.instance
        return form

    def get_queryset(self):
        return super().get_queryset().filter(tier=None)

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            if not getattr(form, "cleaned_data", {}) or form.cleaned_data.get("DELETE"):
                continue
            if form.cleaned_data.get("amount") and form.instance.minor in seen:
                form.add_error("amount", _("This sum is suggested already."))
            seen.add(form.instance.minor)


class SuggestedInline(DeskInline, admin.TabularInline):
    model = Price
    form = SuggestedForm
    formset = SuggestedSet
    verbose_name_plural = gettext_lazy("sums suggested for giving once")


@admin.register(Currency)
class CurrencyAdmin(KeptWhileGiven, Recorded):
    form = CurrencyForm
    list_display = ["code", "least", "most", "is_offered", "order"]
    fields = ["code", "least", "most", "order", "is_offered"]
    inlines = [SuggestedInline]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def uses(self, currency):
        pledges = Pledge.objects.filter(currency=currency.code).count()
        orders = Order.objects.filter(currency=currency.code).count()
        accounts, prices = currency.accounts.count(), currency.prices.filter(tier__isnull=False).count()
        return [
            (ngettext("%(number)d pledge", "%(number)d pledges", pledges) % {"number": pledges}, pledges),
            (ngettext("%(number)d order", "%(number)d orders", orders) % {"number": orders}, orders),
            (ngettext("%(number)d price", "%(number)d prices", prices) % {"number": prices}, prices),
            (
                ngettext("%(number)d bank account", "%(number)d bank accounts", accounts) % {"number": accounts},
                accounts,
            ),
        ]


# --- Perks, accounts, words, rules


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
