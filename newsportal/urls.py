"""The map of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from articles.views import record_read
from newsportal import views
from patrons.views import hear

urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    path("robots.txt", views.robots),
    path("media/<path:path>", views.media),
    path("admin/", admin.site.urls),
    path("read/", record_read, name="read"),
    path("payments/<slug:provider>/", hear, name="hear_provider"),
    *([path("styleguide/", views.styleguide)] if settings.DEBUG else []),
    # Each edition: the first at /, the others at /<code>/.
    *i18n_patterns(
        path("accounts/", include("accounts.urls")),
        path("comments/", include("comments.urls")),
        path("support/", include("patrons.urls")),
        path("", include("articles.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "newsportal.views.not_understood"
handler404 = "newsportal.views.not_found"
