from django.core.management.base import BaseCommand

from articles import readership


class Command(BaseCommand):
    help = "Compute the ranking of popular news and forget past days. A running site does so by itself every minute."

    def handle(self, **options):
        readership.flush()
        readership.forget()
        readership.recompute()
        if options["verbosity"]:
            self.stdout.write("The ranking is computed.")
