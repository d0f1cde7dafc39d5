"""What is offered, as forms: tiers with their prices, and currencies. Sums are typed as money."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.forms.models import BaseInlineFormSet
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.desk import DeskInline
from patrons.models import (
    Currency,
    Order,
    Perk,
    Pledge,
    Price,
    Rhythm,
    Tier,
    TierWords,
)
from patrons.money import BadAmount, Money

from .recorded import Recorded, WordsInline


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
