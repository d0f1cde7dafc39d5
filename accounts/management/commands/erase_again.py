"""After a backup was restored: erase anew whoever had left since it was made. `prepare` does it, too."""

from django.core.management.base import BaseCommand

from accounts.erasing import erase_again


class Command(BaseCommand):
    help = "Erase accounts anew that were erased before and came back with a restored backup."

    def handle(self, **options):
        number = erase_again()
        if number or options["verbosity"] > 1:
            self.stdout.write(f"Erased anew, as they had left before: {number}")
