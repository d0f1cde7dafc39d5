"""/accounts/: a person's own pages, and django-allauth's for everything else (templates/account/)."""

from django.urls import include, path

from accounts import views

own = [path("", views.profile, name="profile")]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("email/", views.email, name="account_email"),  # before django-allauth's own, whose name it keeps
    path("", include("allauth.account.urls")),
    path("second-factor/totp/activate/", views.activate_app, name="mfa_activate_totp"),  # before django-allauth's
    path("second-factor/webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/webauthn/reauthenticate/", views.ask_passkey_again, name="mfa_reauthenticate_webauthn"),
    path("second-factor/", include("allauth.mfa.urls")),
]
