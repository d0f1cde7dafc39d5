"""/accounts/: a person's own pages, and django-allauth's for everything else (templates/account/)."""

from django.conf import settings
from django.urls import include, path

from accounts import devices, entrance, own, views
from accounts.social import forgiving

own_pages = [
    path("", own.profile, name="profile"),
    path("security/", own.security, name="security"),
    path("data/", own.data, name="data"),
    path("data/download/", own.download, name="download"),
    path("leave/", own.leave, name="leave"),
    path("stay/", own.stay, name="stay"),
]


def of_accounts_elsewhere():
    """Nothing, as long as no way of logging in with an account elsewhere is set up."""
    ways = [f"allauth.socialaccount.providers.{name}.urls" for name in settings.SOCIALACCOUNT_PROVIDERS]
    return [forgiving(path("elsewhere/", include(urls))) for urls in ["allauth.socialaccount.urls", *ways] if ways]


urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("email/", views.email, name="account_email"),  # before django-allauth's own, whose name it keeps
    path("login/code/", entrance.request_code, name="account_request_login_code"),
    path("login/code/confirm/", entrance.enter_code, name="account_confirm_login_code"),
    path("", include("allauth.account.urls")),
    path("sessions/", devices.devices, name="usersessions_list"),
    *of_accounts_elsewhere(),
    path("second-factor/authenticate/", views.ask_at_log_in, name="mfa_authenticate"),  # before django-allauth's
    path("second-factor/totp/activate/", views.activate_app, name="mfa_activate_totp"),
    path("second-factor/webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/webauthn/reauthenticate/", views.ask_passkey_again, name="mfa_reauthenticate_webauthn"),
    path("second-factor/webauthn/login/", entrance.log_in_by_passkey, name="mfa_login_webauthn"),
    path("second-factor/", include("allauth.mfa.urls")),
]
