from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PatronsConfig(AppConfig):
    name = "patrons"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Patrons")

    def ready(self):
        from accounts import badges
        from accounts import belongings as everybodys
        from articles.clock import THE_POST, jobs
        from patrons import (
            belongings,
            card_testing,
            reconciling,
            reminders,
            renewals,
            settling,
            stopping,
            support_page,
            taking,
        )
        from patrons.models import Patron
        from patrons.providers.demo import bank, post
        from patrons.providers.manual import keeping  # not before there are models

        everybodys.register(belongings.belonging)
        badges.register("patron", _("Patron"), Patron.objects.with_badge)

        # Providers may keep whoever asks them waiting, so all of it belongs to the post.
        jobs.register("Pledges whose time has come cannot be settled", settling.settle_due, 20, THE_POST)
        jobs.register("Pledges that were to end cannot be ended", reconciling.end_due, 20, THE_POST)
        jobs.register("Payments cannot be renewed", renewals.renew_due, 10, THE_POST)
        jobs.register("Messages that waited cannot be taken in", taking.take_in_what_waited, 20, THE_POST)
        jobs.register("Providers cannot be asked again", reconciling.read_again, 15, THE_POST)
        jobs.register("The books cannot be compared with those of the providers", reconciling.go_on, 20, THE_POST)
        jobs.register("Letters to patrons cannot be written", reminders.write_due, 60, THE_POST)
        jobs.register("That the goal is reached cannot be noted", support_page.note_reached, 300, THE_POST)
        jobs.register("Support of those who were erased cannot be stopped", stopping.stop_due, 20, THE_POST)
        jobs.register("Transfers that did not come cannot be noted", keeping.look_after, 300, THE_POST)
        jobs.register("The networks of old orders cannot be forgotten", card_testing.forget, 3600, THE_POST)
        if "demo" in settings.PAYMENTS:
            jobs.register("The invented bank cannot take what is due", bank.carry_on, 20, THE_POST)
            jobs.register("Messages of the invented bank cannot be delivered", post.deliver_due, 2, THE_POST)
