"""/accounts/: a person's own pages, and django-allauth's for everything else (templates/account/)."""

from django.urls import include, path

from accounts import views

own = [path("", views.profile, name="profile")]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("email/", views.email, name="account_email"),  # before django-allauth's own, whose name it keeps
    path("", include("allauth.account.urls")),
]
