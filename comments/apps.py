from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Comments")

    def ready(self):
        from accounts import belongings as everybodys
        from comments import belongings, digests  # not before there are models

        digests.register()
        everybodys.register(belongings.belonging)
