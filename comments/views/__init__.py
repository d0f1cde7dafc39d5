"""The pages of conversations."""

from .illegal import illegal
from .letters import letters_off, notifications
from .reading import mine, show, thread
from .voicing import mute, recommend, report
from .writing import delete, edit, post, reply

__all__ = [
    "delete",
    "edit",
    "illegal",
    "letters_off",
    "mine",
    "mute",
    "notifications",
    "post",
    "recommend",
    "reply",
    "report",
    "show",
    "thread",
]
