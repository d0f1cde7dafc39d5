"""The doors of an account: address, app, passkey. The rest of it are django-allauth's views with our templates."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.decorators import rate_limit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView

from accounts.forms import ChangeEmailForm
from accounts.second_factor import FACTORS


@login_required
@never_cache
@rate_limit(action="manage_email")
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def email(request):
    """Change the address. django-allauth's own view would let an unconfirmed one take the place of the old."""
    waiting = request.user.emailaddress_set.exclude(email=request.user.email)
    if "cancel" in request.POST:
        waiting.delete()
        return redirect("account_email")
    form = ChangeEmailForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save(request)
        return redirect("account_email")
    return render(request, "account/email.html", {"form": form, "waiting": waiting.last()})


class ShowsIt:
    """Whoever sets a second factor up has just shown that they hold it, so this session is not asked for it again."""

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=self.factor, reauthenticated=True)
        return response


class ActivateAppView(ShowsIt, ActivateTOTPView):
    factor = "totp"


class AddPasskeyView(ShowsIt, AddWebAuthnView):
    factor = "webauthn"


class AskAgainView(ReauthenticateWebAuthnView):
    form_invalid = FormView.form_invalid  # the page again, not the front page


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def ask_at_log_in(request):
    """Whose factor was removed meanwhile begins anew: django-allauth's view would send them to the log-in, which sends
    them back, and so on."""
    stage = request._login_stage
    if not is_mfa_enabled(stage.login.user, FACTORS):
        return stage.abort()
    return AuthenticateView.as_view()(request)


activate_app = never_cache(ActivateAppView.as_view())
add_passkey = never_cache(AddPasskeyView.as_view())
ask_passkey_again = never_cache(AskAgainView.as_view())
