"""Comments in the newsroom: the queue of the moderators, and the pages around it."""

from .conversations import ConversationAdmin
from .house_rules import HouseRulesAdmin
from .notices import NoticeAdmin
from .queue import QueueAdmin
from .words import WordAdmin

__all__ = ["ConversationAdmin", "HouseRulesAdmin", "NoticeAdmin", "QueueAdmin", "WordAdmin"]
