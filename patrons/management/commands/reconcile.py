from django.core.management.base import BaseCommand, CommandError

from patrons import providers
from patrons.models import Difference
from patrons.reconciling import in_use, reconcile, to_compare

TOLD_EVERY = 100  # orders


class Command(BaseCommand):
    help = "Compare our books with those of the payment providers. Ended halfway, it goes on from there the next time."

    def add_arguments(self, parser):
        parser.add_argument("provider", nargs="?", help="one of them; without it, all that are in use")

    def handle(self, provider=None, **options):
        try:
            chosen = [providers.named(provider)] if provider else list(in_use())
        except providers.NotOffered as error:
            raise CommandError(f"There is no provider {provider!r}. Known: {', '.join(providers.KNOWN)}.") from error
        for one in chosen:
            orders = to_compare(one)
            run = reconcile(one, progress=lambda run, orders=orders: self.tell(run, orders))
            missed = run.differences.filter(kind=Difference.Kind.MISSED).count()
            self.stdout.write(
                f"{run.provider}: {run.compared} orders compared, {run.unanswered} without an answer; "
                f"{missed} things missed and taken in, {run.differences.count() - missed} to look at."
            )

    def tell(self, run, orders):
        done = run.compared + run.unanswered
        if done % TOLD_EVERY == 0:
            self.stdout.write(f"{run.provider}: {done} of {orders.count()} orders …")
