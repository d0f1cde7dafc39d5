"""Ways in besides the password: a code in a letter, and a passkey. The views are django-allauth's."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


class KeepsLoggedIn:
    """“Keep me logged in”, asked for at the first step: the session remembers it through the others."""

    def form_valid(self, form):
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data.get("remember") else 0)
        return super().form_valid(form)


class RequestCodeView(KeepsLoggedIn, RequestLoginCodeView):
    pass


class CodeView(ConfirmLoginCodeView):
    def _verify_form_valid(self, form):
        """The first proof of whose the address is: whoever may have signed up with it before loses their keys."""
        user = self._process.user
        if user.has_usable_password() and not user.has_confirmed_email:
            user.forget_keys()
            words = _("Your address is confirmed now. A password chosen before that works no more: choose a new one.")
            messages.info(self.request, words)
        return super()._verify_form_valid(form)


class PasskeyView(KeepsLoggedIn, LoginWebAuthnView):
    def form_invalid(self, form):
        for words in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=words)
        return redirect(passthrough_next_redirect_url(self.request, reverse("account_login"), REDIRECT_FIELD_NAME))


request_code = RequestCodeView.as_view()
enter_code = CodeView.as_view()
log_in_by_passkey = PasskeyView.as_view()
