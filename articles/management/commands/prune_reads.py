from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import HourlyReads

KEPT_FOR = timedelta(days=365)


class Command(BaseCommand):
    help = "Delete the counts of reads that are older than a year."

    def handle(self, **options):
        deleted, _ = HourlyReads.objects.filter(hour__lt=timezone.now() - KEPT_FOR).delete()
        if options["verbosity"]:
            self.stdout.write(f"Hours deleted: {deleted}.")
