"""What we ask of people: to sign up, to log in, to change what we know of them.

The forms are django-allauth's with our words, one password field (it can be shown) and no text inside the fields.
"""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.models import EmailAddress
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context as current
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import limits, names
from accounts.adapter import keep_way_back
from accounts.impostors import refuse_impostor
from accounts.models import User
from accounts.network import network_name
from accounts.passwords import SiteWordsValidator
from accounts.traps import Trapped

EMAIL_WORDS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write the address with an @, like name@example.org."),
}
CODE_WORDS = {"required": _("Write the code from the letter.")}
NEW_ACCOUNTS, ONE_DAY = 20, 24 * 3600  # of one network: a school has one address for all
LONGEST_PASSWORD = 4096  # looked at before a hash is computed
PASSWORD_WORDS = {"required": _("Write your password.")}
NEW_PASSWORD_WORDS = {"required": _("Choose a password.")}
NEW_PASSWORD_HINT = _("At least 10 characters. Three unlikely words are easy to remember and hard to guess.")


class PlainWords:
    """Labels, hints and errors in our words: `words` is name → (label, hint, errors)."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, hint, errors) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages.update(errors)
            field.widget.attrs.pop("placeholder", None)
            if field.widget.input_type == "password":
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD, _("This is too long for a password.")))


class DisplayNameField(forms.CharField):
    default_error_messages = {"required": _("Write the name that others will see.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Display name"))
        kwargs.setdefault("help_text", _("Everyone sees it beside your comments. You can change it later."))
        super().__init__(max_length=names.LONGEST, validators=[names.validate_display_name], **kwargs)
        self.widget.attrs["autocomplete"] = "nickname"

    def to_python(self, value):
        return names.tidy(super().to_python(value))


class LoginForm(PlainWords, allauth.LoginForm):
    words = {
        "login": (_("E-mail"), "", EMAIL_WORDS),
        "password": (_("Password"), "", PASSWORD_WORDS),
        "remember": (_("Keep me logged in"), "", {}),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["remember"].initial = True


class RequestCodeForm(PlainWords, allauth.RequestLoginCodeForm):
    remember = forms.BooleanField(label=_("Keep me logged in"), required=False, initial=True)
    words = {"email": (_("E-mail"), "", EMAIL_WORDS)}

    def clean_email(self):
        """Only the account's own address opens it, not one that somebody has typed in and never confirmed."""
        email = super().clean_email()
        user = User.objects.with_address(email)
        self._user = user if user and user.is_active else None
        return email


class CodeForm(PlainWords, allauth.ConfirmLoginCodeForm):
    words = {"code": (_("Code"), _("Eight letters from our letter. Small ones will do."), CODE_WORDS)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(spellcheck="false", autocapitalize="characters")


class OwnName:
    """With a name that is nobody else's to speak under."""

    def clean_display_name(self):
        name = self.cleaned_data["display_name"]
        refuse_impostor(name, getattr(self, "instance", None))
        return name


class JoinsQuietly(OwnName, Trapped):
    """Answers the same whether or not the address has an account; only its mailbox learns which."""

    def validate_unique_email(self, value):
        return value  # the database decides, in try_save

    def is_proved(self, email):
        """Whether somebody else has shown already that the mailbox is theirs."""
        return False

    def clean(self):
        cleaned = super().clean()
        network = network_name(current.request)
        if not self.errors and limits.take("new account", network, NEW_ACCOUNTS, ONE_DAY):
            words = _("Many accounts were created from your network today. Try again tomorrow, or from another one.")
            self.add_error(None, words)
        return cleaned

    def try_save(self, request):
        """Make the account and write to its address; write to a known address that it has an account already."""
        email = self.cleaned_data["email"]
        try:
            with transaction.atomic():
                user = self.save(request)
                # Missing when somebody else has once claimed the address without confirming it.
                address, _created = user.emailaddress_set.get_or_create(email=user.email, defaults={"primary": True})
        except IntegrityError:
            get_adapter().unstash_verified_email(request)  # as for a new account, or only that would have a session
            address = EmailAddress(email=email)
        else:
            if self.is_proved(email):
                return user, None
        send_verification_email_to_address(request, address, signup=True)
        keep_way_back(request)
        sent = reverse("account_email_verification_sent")
        return None, redirect(passthrough_next_redirect_url(request, sent, REDIRECT_FIELD_NAME))


class SignupForm(JoinsQuietly, PlainWords, allauth.SignupForm):
    display_name = DisplayNameField()
    field_order = ["email", "display_name", "password1"]
    words = {
        "email": (_("E-mail"), _("We write to it to confirm that it is yours. Nobody else sees it."), EMAIL_WORDS),
        "password1": (_("Password"), NEW_PASSWORD_HINT, NEW_PASSWORD_WORDS),
    }

    def clean_password1(self):
        """django-allauth compares the password with the address; the name stands in this form, too."""
        password = self.cleaned_data["password1"]
        SiteWordsValidator().validate(password, User(display_name=self.cleaned_data.get("display_name", "")))
        return password


class ResetPasswordForm(PlainWords, allauth.ResetPasswordForm):
    words = {"email": (_("E-mail"), "", EMAIL_WORDS)}

    def clean_email(self):
        """Only the account's own address may ask, not one that somebody has typed in and never confirmed."""
        user = User.objects.with_address(self.cleaned_data["email"])
        self.users = [user] if user and user.is_active else []
        return self.cleaned_data["email"]

    def save(self, request, **kwargs):
        """Make a link for an unknown address, too, though nobody gets it: it takes a time that could be measured."""
        if not self.users:
            nobody = User(pk=0, email=self.cleaned_data["email"])
            reverse("account_reset_password_from_key", args=["0", PasswordResetTokenGenerator().make_token(nobody)])
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(PlainWords, allauth.ResetPasswordKeyForm):
    password2 = None
    words = {"password1": (_("New password"), NEW_PASSWORD_HINT, NEW_PASSWORD_WORDS)}


class ChangePasswordForm(PlainWords, allauth.ChangePasswordForm):
    password2 = None
    words = {
        "oldpassword": (_("Current password"), "", PASSWORD_WORDS),
        "password1": (_("New password"), NEW_PASSWORD_HINT, NEW_PASSWORD_WORDS),
    }

    def clean_oldpassword(self):
        """Counted like any guess at the account: a session left open is no place to try passwords."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class SetPasswordForm(PlainWords, allauth.SetPasswordForm):
    password2 = None
    words = {"password1": (_("Password"), NEW_PASSWORD_HINT, NEW_PASSWORD_WORDS)}


class ReauthenticateForm(PlainWords, allauth.ReauthenticateForm):
    words = {"password": (_("Password"), "", PASSWORD_WORDS)}


class ChangeEmailForm(forms.Form):
    """A new address waits beside the old one until its mailbox has answered."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254, error_messages=EMAIL_WORDS)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email == self.user.email.lower() and self.user.has_confirmed_email:
            raise forms.ValidationError(_("This is your address already."))
        return email

    def save(self, request):
        """Ask the mailbox to confirm. If it belongs to another account it is told so; the page looks the same."""
        email = self.cleaned_data["email"]
        sync_user_email_address(self.user)
        address, _created = self.user.emailaddress_set.get_or_create(email=email)
        self.user.emailaddress_set.exclude(email__in=[email, self.user.email]).delete()
        if User.objects.with_address(email) not in (None, self.user):
            address = EmailAddress(email=email)
        send_verification_email_to_address(request, address, signup=address.pk is None)
