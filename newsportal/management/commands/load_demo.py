import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from newsportal.demo import people
from newsportal.demo.loading import Loader


class Command(BaseCommand):
    help = "Fill an empty newsroom with the demonstration: articles, pictures, authors, readers. Needs DEMO=1."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="say nothing when there are articles already")
        parser.add_argument("--logins", action="store_true", help="only print who can sign in with what")

    def handle(self, *, if_empty, logins, **options):
        if logins:
            return people.print_logins(self.stdout)
        if Article.objects.exists():
            if not if_empty:
                self.stdout.write("The newsroom holds articles already; nothing was loaded and nothing was changed.")
            return None
        if not settings.DEMO:
            raise CommandError("The demonstration loads in demonstration mode only: set DEMO=1.")
        started = time.monotonic()
        Loader(self.tell, self.progress).load()
        call_command("count_reads", verbosity=0)
        count = Article.objects.count()
        self.tell(f"The demo newsroom is ready: {count} articles in {time.monotonic() - started:.0f} s")
        return None

    def tell(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()

    def progress(self, done, total):
        """One line that counts up on a terminal; a line for every ten in a log."""
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {done} of {total}", ending="\n" if done == total else "")
        elif done % 10 == 0 or done == total:
            self.stdout.write(f"  {done} of {total}")
        self.stdout.flush()
