from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError

from newsportal.roles import ROLES


class Command(BaseCommand):
    help = "Make the groups of the newsroom match newsportal/roles.py."

    def handle(self, **options):
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for role, names in ROLES.items():
            if unknown := [name for name in names if name not in known]:
                raise CommandError(f"{role}: no such permission: {', '.join(unknown)}. Run migrate first.")
            group, _ = Group.objects.get_or_create(name=role)
            group.permissions.set([known[name] for name in names])
        if options["verbosity"]:
            self.stdout.write(f"Roles are in place: {', '.join(ROLES)}.")
