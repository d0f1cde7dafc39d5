"""Who you are, what is sent to you, and what is counted so that nobody guesses at your door."""

from accounts.audit import AuditEntry

from .leaving import Erasure, Leaving
from .letters import Letter
from .tallies import Tally
from .users import User

__all__ = ["AuditEntry", "Erasure", "Leaving", "Letter", "Tally", "User"]
