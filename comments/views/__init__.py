"""The pages of conversations."""

from .reading import mine, show, thread
from .voicing import mute, recommend, report
from .writing import delete, edit, post, reply

__all__ = ["delete", "edit", "mine", "mute", "post", "recommend", "reply", "report", "show", "thread"]
