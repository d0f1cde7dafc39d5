"""The accounts in the newsroom: who may enter and as what, and the list of what was done."""

from accounts.admin.audit import AuditEntryAdmin
from accounts.admin.people import UserAdmin

__all__ = ["AuditEntryAdmin", "UserAdmin"]
