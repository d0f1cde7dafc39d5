"""What stands between a checkout and a served page, in one process: `make run` calls it before the server."""

import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

NO_PRIVILEGE = "42501"
SQLITE_TROUBLE = tuple(
    f"SQLITE_{what}" for what in ("BUSY", "CANTOPEN", "CORRUPT", "FULL", "IOERR", "NOTADB", "PERM", "READONLY")
)


class Command(BaseCommand):
    help = "Bring the database up to date, fill an empty newsroom with the demo, and collect the static files."

    def add_arguments(self, parser):
        parser.add_argument("--greet", action="store_true", help="Say where the site is: the server starts next.")

    def handle(self, **options):
        os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # libpq would wait for a silent server for minutes
        try:
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sys.exit(f"The folder {settings.DATA_DIR} cannot be made ({error.strerror}). Make it, or set DATA_DIR.")
        try:
            self.migrate()
            call_command("sync_roles", verbosity=0)
            call_command("erase_again", stdout=self.stdout)
            if settings.DEMO:
                call_command("load_demo", "--if-empty", stdout=self.stdout)
            if not settings.DEBUG:
                self.collect_static_files()
        except DatabaseError as error:
            if not is_about_the_database_itself(error):
                raise
            sys.exit(self.in_words(error))
        except KeyboardInterrupt:
            sys.exit(130)
        if options["greet"]:
            self.greet()

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def collect_static_files(self):
        self.stdout.write("Collecting the static files")
        self.stdout.flush()
        call_command("collectstatic", verbosity=0, interactive=False)

    def greet(self):
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
        shown = "127.0.0.1" if everywhere else f"[{host}]" if ":" in host else host
        self.stdout.write("")
        self.stdout.write(f"{settings.SITE_NAME} is at http://{shown}:{port}/ (Ctrl-C stops it)")
        if everywhere:
            self.stdout.write("and at every other address of this machine")
        if settings.DEMO:
            self.stdout.write("Who can sign in, and with what:")
            call_command("load_demo", "--logins", stdout=self.stdout)
        self.stdout.write("")

    def in_words(self, error):
        database = connection.settings_dict
        reason = str(error).strip().splitlines()[0]
        if connection.vendor == "sqlite":
            return f"The database {database['NAME']} cannot be used ({reason}). Make it yours, or set DATA_DIR."
        where = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
        return (
            f"The database {database['NAME']} at {where} cannot be used ({reason}). "
            "Start it, correct DATABASE_URL, or leave DATABASE_URL out to use SQLite."
        )


def is_about_the_database_itself(error):
    """Not there, full, or does not let us in. A mistake in our own SQL deserves its traceback."""
    if connection.vendor == "sqlite":
        return getattr(error.__cause__, "sqlite_errorname", "").startswith(SQLITE_TROUBLE)
    return isinstance(error, OperationalError) or getattr(error.__cause__, "sqlstate", "") == NO_PRIVILEGE
