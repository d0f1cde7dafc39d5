import signal

from django.core.management.base import BaseCommand

from articles.clock import Clock


class Command(BaseCommand):
    help = "Keep time apart from the web server: publish and withdraw what is due, rank, tidy up. Ends with Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, **options):
        clock = Clock()
        if options["once"]:
            if not clock.once() and options["verbosity"]:
                self.stdout.write("Another clock is at it.")
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: clock.stopping.set())
        clock.run()
        clock.end()
