import signal

from django.core.management.base import BaseCommand

from articles.clock import THE_CLOCK, THE_POST, Clock


class Command(BaseCommand):
    help = "Keep time apart from the web server: publish and withdraw what is due, rank, send letters. Ctrl-C ends it."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, **options):
        clocks = [Clock(THE_CLOCK), Clock(THE_POST)]
        if options["once"]:
            were_ours = [clock.once() for clock in clocks]
            if not all(were_ours) and options["verbosity"]:
                self.stdout.write("Another clock is at it.")
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: [clock.stopping.set() for clock in clocks])
        first, *others = clocks
        for clock in others:
            clock.start()
        first.run()
        for clock in clocks:
            clock.end()
