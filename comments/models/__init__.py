"""What readers say: one module for each noun. Import from here: `from comments.models import Comment`."""

from .comments import Comment
from .house_rules import Conversation, HouseRules, SectionConversations, Word
from .moderation import ModerationAct
from .notices import Notice
from .notifications import Notification, Preferences
from .sanctions import Sanction
from .voices import Mute, Recommendation, Report

__all__ = [
    "Comment",
    "Conversation",
    "HouseRules",
    "ModerationAct",
    "Mute",
    "Notice",
    "Notification",
    "Preferences",
    "Recommendation",
    "Report",
    "Sanction",
    "SectionConversations",
    "Word",
]
