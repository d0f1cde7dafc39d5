"""The forms of the second factor: django-allauth's with our words and no text inside the fields."""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PlainWords

LONGEST_NAME = 60
CODE_WORDS = {"required": _("Write the code.")}
NAME_WORDS = {"required": _("Write a name for the passkey.")}
NAME_HINT = _("What you know the device by, such as “Telephone”.")

NO_ANSWER = _("The device gave no answer that can be read.")
CREDENTIAL_WORDS = {"required": NO_ANSWER, "invalid": NO_ANSWER}
# What reading an invented answer of a device may break with; django-allauth catches some of it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error, InvalidSignature)


class Code(PlainWords):
    words = {"code": (_("Code"), _("Six digits from the app, or one of your recovery codes."), CODE_WORDS)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", spellcheck="false")


class CodeForm(Code, base.AuthenticateForm):
    pass


class CodeAgainForm(Code, base.ReauthenticateForm):
    pass


class FirstCodeForm(Code, totp.ActivateTOTPForm):
    words = {"code": (_("Code"), _("Six digits that the app shows now."), CODE_WORDS)}


class FromDevice(PlainWords):
    words = {"credential": ("", "", CREDENTIAL_WORDS)}

    def clean_credential(self):
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyAtLogInForm(FromDevice, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyLogInForm(FromDevice, webauthn.LoginWebAuthnForm):
    remember = forms.BooleanField(required=False)

    def clean_credential(self):
        try:
            return super().clean_credential()
        except forms.ValidationError as error:
            raise forms.ValidationError(_("This passkey opens no account here. Log in in another way.")) from error


class PasskeyAgainForm(FromDevice, webauthn.ReauthenticateWebAuthnForm):
    pass


class Named(PlainWords):
    """With a name, which is cut and not refused: the device has made its passkey already."""

    words = {"name": (_("Name"), NAME_HINT, NAME_WORDS)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME

    def clean_name(self):
        clean = getattr(super(), "clean_name", lambda: self.cleaned_data["name"])
        return clean()[:LONGEST_NAME]


class PasskeyForm(Named, webauthn.AddWebAuthnForm):
    words = {
        **Named.words,
        **FromDevice.words,
        "passwordless": (_("Log in with it alone, without the password"), "", {}),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self):
        try:
            return super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyNameForm(Named, webauthn.EditWebAuthnForm):
    pass
