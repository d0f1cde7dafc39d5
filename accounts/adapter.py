"""What we ask of django-allauth: our words, the way back to where the reader was, what every letter says."""

import io
import time

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts import guessing, known_browsers
from accounts.backends import PasswordBackend
from accounts.letters import looks
from accounts.network import client_address

WAY_BACK = "way_back_after_confirming"
FIRST_FACTORS = {"password", "code", "socialaccount"}


def logged_in_just_now(request):
    since = time.time() - REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] in FIRST_FACTORS and record["at"] > since for record in records)


def keep_way_back(request):
    """For the letter, which names no page: a mailbox may be read by others, and the letter is the same for all."""
    way_back = get_next_redirect_url(request)
    if way_back:
        request.session[WAY_BACK] = way_back


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together. Check both."),
        "too_many_login_attempts": _("Too many attempts for now. Wait five minutes, then try again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This is not the code from the letter. Look at it once more."),
        "rate_limited": _("Too many attempts for now. Wait a few minutes, then try again."),
    }

    def authenticate(self, request, **credentials):
        """The account, or None; no hash is computed for whoever has tried too often (accounts/guessing.py)."""
        email = credentials.get("email", "")
        if guessing.take(request, email):
            raise self.validation_error("too_many_login_attempts")
        PasswordBackend.unstash_authenticated_user()
        user = authenticate(request, **credentials) or PasswordBackend.unstash_authenticated_user()
        if user:
            guessing.give_back(request, email)
        return user

    def reauthenticate(self, user, password):
        found = self.authenticate(current.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user)
        return response

    def is_safe_url(self, url):
        """Readers are only ever taken back to this very host, in particular to the comments of an article."""
        request = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request):
        """What the rate limits count by."""
        return str(client_address(request) or "0.0.0.0")  # noqa: S104 - kept with a session as an address

    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit)

    def get_email_verification_redirect_url(self, email_address):
        """Log in next, and from there back to where somebody was when they signed up, if it was in this browser."""
        way_back = self.request.session.pop(WAY_BACK, None)
        if self.request.user.is_authenticated:
            return way_back or reverse("accounts:profile")
        query = {REDIRECT_FIELD_NAME: way_back} if way_back else None
        return reverse("account_login", query=query)

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")

    def confirm_email(self, request, email_address):
        """Make the address the account's own, unless another account has taken it in the meantime."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            words = gettext("This address belongs to another account, so we could not confirm it.")
            self.add_message(request, messages.ERROR, message=words)
            return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """A first second factor is set up on the way from logging in, when the password has just been written."""
        request = current.request
        if app == "allauth.mfa" and not request.user.authenticator_set.exists() and logged_in_just_now(request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        """The ways to show that it is you, in our words."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": words.get(way["id"], way["description"])} for way in ways]

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """To the account's own address, of which accounts made by the newsroom have no second record."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix, email, context):
        """With what every letter says of the paper."""
        super().send_mail(template_prefix, email, {**looks.site(), **context})


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the right code. Take the one that is shown now."),
        "unverified_email": _("Confirm your e-mail address first. Then a second factor can protect the account."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first. Then there are recovery codes."),
    }

    def build_totp_svg(self, url):
        """On white, so that cameras read it in the dark theme too."""
        drawn = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        number = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Passkey {number}").format(number=number)

    def _get_site_name(self):
        return settings.SITE_NAME
