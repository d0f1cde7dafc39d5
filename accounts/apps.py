from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Accounts")

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from accounts import belongings, own_belongings
        from accounts.sessions import note_beginning

        user_logged_in.connect(note_beginning)  # the one place that every way in passes
        belongings.register(own_belongings.belonging)
