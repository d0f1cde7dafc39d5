"""What we ask of django-allauth: our words, the way back to where the reader was, mail that breaks no page."""

import logging
import smtplib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.network import client_address

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together. Check both."),
        "too_many_login_attempts": _("Too many attempts for now. Wait five minutes, then try again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
        "rate_limited": _("Too many attempts for now. Wait a few minutes, then try again."),
    }

    def is_safe_url(self, url):
        """Readers are only ever taken back to this very host, in particular to the comments of an article."""
        request = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request):
        """What the rate limits count by."""
        return str(client_address(request) or "unknown")

    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit)

    def get_email_verification_redirect_url(self, email_address):
        return reverse("accounts:profile" if self.request.user.is_authenticated else "account_login")

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

    def send_mail(self, template_prefix, email, context):
        """Send it. When the mail server does not answer, say so on the page and keep what was done."""
        site = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        try:
            super().send_mail(template_prefix, email, {**site, **context})
        except (smtplib.SMTPException, OSError):
            log.exception("Could not send %s", template_prefix)
            words = gettext("We could not send the e-mail just now. Please try again later.")
            self.add_message(current.request, messages.ERROR, message=words)
