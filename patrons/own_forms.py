"""What patrons fill in on their own pages."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.impostors import refuse_impostor
from accounts.names import tidy, validate_display_name
from patrons import providers
from patrons.models import Currency, Patron, PatronRules, Pledge, Rhythm
from patrons.money import BadAmount, Money
from patrons.support_page import tier_of

COMES_AGAIN = [(rhythm.value, rhythm.label) for rhythm in (Rhythm.MONTHLY, Rhythm.YEARLY)]
REASONS = [("", gettext_lazy("I would rather not say"))] + [
    (reason.value, reason.label) for reason in Pledge.Reason if reason not in ("", "unpaid", "staff")
]


class ChangeForm(forms.Form):
    """Another sum or rhythm, in the currency of the pledge. `cleaned_data` also has `money` and `tier`."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=COMES_AGAIN,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose how often you want to give.")
        ),
    )
    amount = forms.CharField(
        label=gettext_lazy("How much"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": gettext_lazy("Write how much you want to give.")},
    )

    def __init__(self, pledge, data=None):
        self.pledge = pledge
        super().__init__(data, initial={"rhythm": pledge.rhythm, "amount": pledge.money.plain})
        self.currency = Currency.objects.filter(code=pledge.currency).first()
        self.fields["amount"].label = _("How much, in %(currency)s") % {"currency": pledge.currency}
        if self.currency:
            words = _("At least %(least)s, at most %(most)s.")
            limits = {"least": self.currency.least.short, "most": self.currency.most.short}
            self.fields["amount"].help_text = words % limits

    def clean_amount(self):
        try:
            money = Money.parse(self.cleaned_data["amount"], self.pledge.currency)
        except BadAmount as error:
            raise forms.ValidationError(str(error)) from error
        if money.minor < (self.currency.minimum if self.currency else 1):
            raise forms.ValidationError(_("The smallest sum is %(sum)s.") % {"sum": self.least.short})
        if self.currency and money.minor > self.currency.maximum:
            words = _("The largest sum that can be given here is %(sum)s. Please write to us.")
            raise forms.ValidationError(words % {"sum": self.currency.most.short})
        self.cleaned_data["money"] = money
        return self.cleaned_data["amount"]

    @property
    def least(self):
        return self.currency.least if self.currency else Money(1, self.pledge.currency)

    def clean(self):
        said = super().clean()
        money, rhythm = said.get("money"), said.get("rhythm")
        if not (money and rhythm):
            return said
        gateway = providers.named(self.pledge.provider)
        if rhythm not in gateway.takes_rhythms or not gateway.takes(money):
            words = _("This cannot be paid through %(way)s. Choose another sum, or stop and begin anew another way.")
            raise forms.ValidationError(words % {"way": gateway.name})
        return {**said, "tier": tier_of(money, rhythm)}


class PauseForm(forms.Form):
    months = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose for how long.")),
    )

    def __init__(self, data=None):
        most = PatronRules.current().pause_months
        super().__init__(data, initial={"months": most})
        self.fields["months"].choices = [
            (months, ngettext("%(months)d month", "%(months)d months", months) % {"months": months})
            for months in range(1, most + 1)
        ]


class StopForm(forms.Form):
    """One optional question. What is not said, or said wrongly, keeps nobody here."""

    when = forms.ChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect, required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("Would you tell us why?"), choices=REASONS, required=False, widget=forms.Select
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, last_day, data=None):
        """`last_day` is until when it is paid, in words; empty if nothing is paid: then it ends at once."""
        super().__init__(data, initial={"when": "end"})
        if not last_day:
            del self.fields["when"]
            return
        self.fields["when"].choices = [
            ("end", _("On %(day)s, the end of what is paid") % {"day": last_day}),
            ("now", _("At once; what is paid is not given back")),
        ]


class ShownForm(forms.ModelForm):
    class Meta:
        model = Patron
        fields = ["name", "is_listed", "shows_badge"]
        labels = {
            "name": gettext_lazy("Name on the patrons page"),
            "is_listed": gettext_lazy("Show this name on the patrons page"),
            "shows_badge": gettext_lazy("Show a badge beside my comments while I am a patron"),
        }
        help_texts = {"name": gettext_lazy("Leave it empty to give without a name.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was = self.instance.name

    def clean_name(self):
        name = tidy(self.cleaned_data["name"])
        if name and name != self.was:
            validate_display_name(name)
            refuse_impostor(name, self.instance.user)
        return name

    def clean(self):
        said = super().clean()
        if said.get("is_listed") and said.get("name") == "":
            self.add_error("name", _("Write the name that shall be shown, or untick the box below."))
        return said


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Twelve letters and digits, like K7QM-2RXA-94TD."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type in the code of your gift.")},
    )
