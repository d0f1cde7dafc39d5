"""The map of the site with the addresses of accounts elsewhere, which are absent until one is set up."""

from django.urls import include, path

from accounts.urls import of_accounts_elsewhere
from newsportal.urls import handler400, handler404, urlpatterns

__all__ = ["handler400", "handler404", "urlpatterns"]
urlpatterns = [path("accounts/", include(of_accounts_elsewhere())), *urlpatterns]
