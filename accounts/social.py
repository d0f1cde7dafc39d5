"""Logging in with an account elsewhere (Google and the like), where the newspaper is set up for it: docs/accounts.md.

An account here is opened by an account elsewhere only after its owner has connected the two. That both have the same
address is no reason: whoever runs the other place could then open any account.
"""

import functools
import logging

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.forms import SignupForm
from django.core.exceptions import ValidationError
from django.db import DataError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.forms import EMAIL_WORDS, DisplayNameField, JoinsQuietly, PlainWords

# What an answer breaks that nobody expected: it does not come, or says other things than it should.
BROKEN = (OSError, LookupError, TypeError, ValueError, AttributeError, DataError)

log = logging.getLogger(__name__)


class SocialAdapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Choose a password first. Otherwise nothing would open your account any more."),
        "connected_other": _("That account opens another account here already."),
    }

    def list_apps(self, request, provider=None, client_id=None):
        """Those of the settings. There are none in the database, so it is not asked."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request, sociallogin):
        for address in sociallogin.email_addresses:
            address.verified = address.verified in (True, "true")  # some write “false” as a word

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        whole = data.get("name") or " ".join(filter(None, [data.get("first_name"), data.get("last_name")]))
        user.display_name = suggested(whole)
        return user

    def get_signup_form_initial_data(self, sociallogin):
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "display_name": sociallogin.user.display_name}

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        log.warning("Logging in with %s failed: %s %s", provider.id, error, exception or "")


def forgiving(pattern):
    """The same addresses; what another site breaks is a page of ours, and a line in the log."""
    for part in getattr(pattern, "url_patterns", []):
        forgiving(part)
    if hasattr(pattern, "callback"):
        pattern.callback = forgive(pattern.callback)
    return pattern


def forgive(view):
    @functools.wraps(view)
    def forgiven(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except BROKEN:
            log.exception("Logging in with an account elsewhere failed.")
            return render(request, "socialaccount/authentication_error.html", status=502)

    return forgiven


def suggested(name):
    """What stands in the form for the name that others will see; nothing if it could not stand there."""
    name = names.tidy(str(name))[: names.LONGEST]
    try:
        names.validate_display_name(name)
    except ValidationError:
        return ""
    return name


class SocialSignupForm(JoinsQuietly, PlainWords, SignupForm):
    """The name is asked for, as it will be public. An address that the other place has not seen confirmed is written
    to, and nobody is logged in with it before."""

    display_name = DisplayNameField()
    field_order = ["email", "display_name"]
    words = {
        "email": (_("E-mail"), _("We write to it to confirm that it is yours. Nobody else sees it."), EMAIL_WORDS),
    }

    def is_proved(self, email):
        return any(known.verified and known.email.lower() == email for known in self.sociallogin.email_addresses)
