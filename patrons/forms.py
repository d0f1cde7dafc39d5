"""What givers fill in: the wish on the support page, and the page on which they confirm it."""

from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.impostors import refuse_impostor
from accounts.names import LONGEST, tidy, validate_display_name
from articles.models import Article
from patrons.models import Currency, Order, Rhythm
from patrons.money import BadAmount, Money
from patrons.support_page import GIFT_MONTHS, OTHER, gift_price, tier_of, ways_to_pay

Purpose = Order.Purpose


def choose(words):
    """Whatever is wrong with a choice, these are the words for it."""
    return {"required": words, "invalid_choice": words}


def wish_of(query):
    """What the support page sent: of its three rows of sums, the one that belongs to the rhythm. A sum that was typed
    counts, whichever ready one is still marked beside it."""
    said = {name: query.get(name, "") for name in ("rhythm", "currency", "amount", "article", "purpose", "months")}
    if said["purpose"] == Purpose.GIFT:
        said["rhythm"] = Rhythm.ONCE
    rhythm = said["rhythm"]
    if not said["amount"]:
        marked = query.get(rhythm, "")
        said["amount"] = query.get(f"{OTHER}-{rhythm}", "").strip() or ("" if marked == OTHER else marked)
    return said


class WishForm(forms.Form):
    """How often, how much, in which currency, what for. `cleaned_data` has `money`, `tier`, `article` (a row or None),
    `purpose` and `months`; prices are looked up here, so that nothing of them is believed from outside."""

    rhythm = forms.ChoiceField(
        choices=Rhythm.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose how often you want to give.")
        ),
    )
    currency = forms.CharField(max_length=3, error_messages={"required": gettext_lazy("Choose a currency.")})
    amount = forms.CharField(required=False, max_length=40)
    article = forms.CharField(required=False)
    purpose = forms.CharField(required=False)
    months = forms.CharField(required=False)

    def clean_currency(self):
        currency = Currency.objects.filter(code=self.cleaned_data["currency"], is_offered=True).first()
        if not currency:
            raise forms.ValidationError(_("We do not take this currency. Choose another one."))
        return currency

    def clean_article(self):
        """The article that brought the giver. Whatever else stands there is no reason to refuse anybody."""
        number = self.cleaned_data["article"]
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        return Article.objects.published().only("pk").filter(pk=int(number)).first()

    def clean_purpose(self):
        return Purpose.GIFT if self.cleaned_data["purpose"] == Purpose.GIFT else Purpose.SUPPORT

    def clean_months(self):
        offered = {str(months): months for months in GIFT_MONTHS}
        return offered.get(self.cleaned_data["months"], GIFT_MONTHS[-1])

    def clean(self):
        said = super().clean()
        currency = said.get("currency")
        if currency and "rhythm" in said and "amount" in said:
            if said["purpose"] != Purpose.GIFT:
                said["months"] = None
            said["money"] = self.sum_in(currency, said)
            said["tier"] = said["money"] and self.tier_reached(said)
        return said

    def tier_reached(self, said):
        money, months = said["money"], said["months"]
        if not months:
            return tier_of(money, said["rhythm"])
        if months == 12:
            return tier_of(money, Rhythm.YEARLY)
        return tier_of(Money(money.minor // months, money.currency), Rhythm.MONTHLY)

    def sum_in(self, currency, said):
        least = currency.least
        if said["purpose"] == Purpose.GIFT:
            least = gift_price(currency, said["months"])
            if not said["amount"]:
                return least
        if not said["amount"]:
            return self.add_error("amount", _("Write how much you want to give."))
        try:
            money = Money.parse(said["amount"], currency.code)
        except BadAmount as error:
            return self.add_error("amount", str(error))
        if money.minor < least.minor:
            return self.add_error("amount", _("The smallest sum is %(sum)s.") % {"sum": least.short})
        if money.minor > currency.maximum:
            words = _("The largest sum that can be given here is %(sum)s. Please write to us.")
            return self.add_error("amount", words % {"sum": currency.most.short})
        return money

    @property
    def hidden(self):
        """The wish as fields and as an address: with it the page of confirming can be made again."""
        said = self.cleaned_data
        values = {
            "rhythm": said["rhythm"],
            "amount": said["money"].plain,
            "currency": said["money"].currency,
            "article": said["article"].pk if said["article"] else "",
            "purpose": said["purpose"] if said["purpose"] == Purpose.GIFT else "",
            "months": said["months"] or "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def here(self):
        """The address of the page of confirming, to come back to after a log-in."""
        return f"{reverse('patrons:confirm')}?{urlencode(self.hidden)}"

    @property
    def once(self):
        """The same sum, given once."""
        return f"{reverse('patrons:confirm')}?{urlencode(self.hidden | {'rhythm': Rhythm.ONCE})}"

    @property
    def way_back(self):
        kept = {name: value for name, value in self.hidden.items() if name in ("currency", "article")}
        return f"{reverse('patrons:support')}?{urlencode(kept)}"


class ConfirmForm(forms.Form):
    """How the giver is shown, reached, and pays. `cleaned_data` also has what the wish has, so it is all an order
    needs. `key` is the order's, signed: see `patrons.ordering`."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The receipt goes there, and nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write your e-mail address: the receipt goes there."),
            "invalid": gettext_lazy("Write the address like name@example.org."),
        },
    )
    gift_to = forms.EmailField(
        label=gettext_lazy("E-mail of whoever gets the gift"),
        required=False,
        help_text=gettext_lazy("We send them the code and your words. Leave it empty to hand over the code yourself."),
        error_messages={"invalid": gettext_lazy("Write the address like name@example.org.")},
    )
    gift_words = forms.CharField(
        label=gettext_lazy("Your words with the gift"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name on the patrons page"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Leave it empty to give without a name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_listed = forms.BooleanField(label=gettext_lazy("Show this name on the patrons page"), required=False)
    shows_badge = forms.BooleanField(
        label=gettext_lazy("Show a badge beside my comments while I am a patron"), required=False
    )
    provider = forms.ChoiceField(
        label=gettext_lazy("How you pay"),
        widget=forms.RadioSelect,
        error_messages=choose(gettext_lazy("Choose how you want to pay.")),
    )

    def __init__(self, wish, user, data=None, key=""):
        """`wish` is the cleaned data of a WishForm."""
        self.wish, self.user = wish, user if user.is_authenticated else None
        patron = getattr(self.user, "patron", None)
        self.pledge = patron.current_pledge() if patron else None
        super().__init__(data, initial={"key": key, **self.known(patron)})
        for name in self.left_out():
            del self.fields[name]
        ways = ways_to_pay(wish["money"], wish["rhythm"])
        self.fields["provider"].choices = [(way.key, way.name) for way in ways]
        self.initial["provider"] = next((way.key for way in ways), "")
        if len(ways) == 1:
            self.fields["provider"].widget = forms.HiddenInput()

    def known(self, patron):
        if patron:
            return {"name": patron.name, "is_listed": patron.is_listed, "shows_badge": patron.shows_badge}
        return {"name": self.user.display_name} if self.user else {}

    def left_out(self):
        """Fields that have nothing to say about this wish."""
        if self.user:
            yield "email"
        if self.is_gift:
            yield from ("name", "is_listed", "shows_badge")
        else:
            yield from ("gift_to", "gift_words")
            if not (self.user and self.comes_again):
                yield "shows_badge"

    @property
    def is_gift(self):
        return self.wish["purpose"] == Purpose.GIFT

    @property
    def comes_again(self):
        return self.wish["rhythm"] != Rhythm.ONCE

    @property
    def needs_account(self):
        """What is given again and again can be changed and stopped, and for that we must know whose it is."""
        return self.comes_again and not self.user

    @property
    def gives_already(self):
        """Whoever has a pledge changes that one; a second beside it would only be taken by mistake."""
        return self.comes_again and self.pledge is not None

    @property
    def can_be_paid(self):
        return bool(self.fields["provider"].choices)

    def clean_name(self):
        name = tidy(self.cleaned_data["name"])
        if name:
            validate_display_name(name)
            refuse_impostor(name, self.user)
        return name

    def clean(self):
        said = super().clean()
        if said.get("is_listed") and said.get("name") == "":
            self.add_error("name", _("Write the name that shall be shown, or untick the box below."))
        if self.needs_account:
            raise forms.ValidationError(_("Log in to give every month or every year."))
        if self.gives_already:
            raise forms.ValidationError(_("You give already. Change the sum in your account instead of giving twice."))
        return {**self.wish, "language": get_language(), **said}
