from pathlib import Path

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    help = "Bring the catalogues up to date: both of them, and with nothing in them that changes by itself."

    def handle(self, *args, **options):
        options.update(add_location="file", no_wrap=True, no_obsolete=True)
        options["ignore_patterns"] += ["tests", "var"]
        for domain in ("django", "djangojs"):
            super().handle(*args, **{**options, "domain": domain})

    def write_po_file(self, potfile, locale):
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith('"POT-Creation-Date:')]
        catalogue.write_text("".join(kept), encoding="utf-8")
