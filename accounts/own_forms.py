"""What a member writes about themselves, and how they leave."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import names
from accounts.forms import DisplayNameField, OwnName
from accounts.models import User
from accounts.models.leaving import Wish
from accounts.models.naming import NAME_STAYS
from accounts.models.users import LONGEST_BIO

JOINER = "\u200d"  # holds the parts of an emoji together


class ProfileForm(OwnName, forms.ModelForm):
    display_name = DisplayNameField()
    bio = forms.CharField(
        label=gettext_lazy("About you"),
        help_text=gettext_lazy("A sentence or two, up to 300 characters, without links."),
        max_length=LONGEST_BIO,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": gettext_lazy("Write at most %(limit_value)d characters; these are %(show_value)d.")
        },
    )

    class Meta:
        model = User
        fields = ["display_name", "bio"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was = self.instance.display_name
        self.fields["display_name"].help_text = self.name_hint()

    def name_hint(self):
        if free_at := self.instance.name_free_at:
            return _("Everyone sees it beside your comments. You can change it again from %(day)s.") % day_of(free_at)
        words = _("Everyone sees it beside your comments. After a change it stays for %(days)d days.")
        return words % {"days": NAME_STAYS.days}

    def clean_display_name(self):
        if self.cleaned_data["display_name"] == self.was:
            return self.was
        if free_at := self.instance.name_free_at:
            words = _("You have changed your name a short while ago. You can change it again from %(day)s.")
            raise forms.ValidationError(words % day_of(free_at))
        return super().clean_display_name()

    def clean_bio(self):
        bio = self.cleaned_data["bio"].replace("\r\n", "\n").strip()
        if not names.is_clean(bio.replace("\n", "").replace(JOINER, "")):
            raise forms.ValidationError(_("Write it with characters that can be seen."))
        return bio

    def save(self, commit=True):
        if self.instance.display_name != self.was:
            self.instance.name_changed_at = timezone.now()
        return super().save(commit)


def day_of(moment):
    return {"day": date_format(timezone.localtime(moment), "j E Y, H:i")}


class LeaveForm(forms.Form):
    wish = forms.ChoiceField(
        label=gettext_lazy("What becomes of your comments?"),
        choices=Wish,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of your comments.")},
    )
