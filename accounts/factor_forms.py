"""The forms of the second factor: django-allauth's with our words and no text inside the fields."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from accounts.forms import PlainWords

LONGEST_NAME = 60
CODE_WORDS = {"required": _("Write the code.")}
NAME_WORDS = {"required": _("Write a name for the passkey.")}
NAME_HINT = _("What you know the device by, such as “Telephone”.")


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


class PasskeyForm(PlainWords, webauthn.AddWebAuthnForm):
    words = {"name": (_("Name"), NAME_HINT, {}), "credential": ("", "", {"required": _("The device did not answer.")})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = LONGEST_NAME
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME


class PasskeyNameForm(PlainWords, webauthn.EditWebAuthnForm):
    words = {"name": (_("Name"), NAME_HINT, NAME_WORDS)}
