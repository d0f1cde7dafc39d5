from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class NewsportalConfig(AppConfig):
    name = "newsportal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("The-News")


class NewsdeskConfig(admin_apps.AdminConfig):
    """Django's admin with our site in it (newsportal/newsdesk.py)."""

    default_site = "newsportal.newsdesk.Newsdesk"
    default = False  # for the search for an app called "newsportal"
