from django.core.management.base import BaseCommand

from articles.tidying import tidy_pictures


class Command(BaseCommand):
    help = "Remove files of pictures that nothing in the library names any more, and that are older than a day."

    def handle(self, **options):
        removed = tidy_pictures()
        if options["verbosity"]:
            self.stdout.write(f"{removed} removed.")
