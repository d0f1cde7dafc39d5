"""Comments in the newsroom: the queue of the moderators, and the pages around it."""

from .queue import QueueAdmin

__all__ = ["QueueAdmin"]
