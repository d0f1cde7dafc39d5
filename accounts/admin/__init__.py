"""The accounts in the newsroom: who may enter and as what, the list of what was done, and the mail that goes out."""

from accounts.admin.audit import AuditEntryAdmin
from accounts.admin.letters import LetterAdmin
from accounts.admin.people import UserAdmin

__all__ = ["AuditEntryAdmin", "LetterAdmin", "UserAdmin"]
