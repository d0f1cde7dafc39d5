from .callbacks import hear
from .checkout import checkout
from .from_letters import card_by_letter, letters_off
from .gifts import gift, gift_redeem
from .receipts import receipt
from .support import confirm, names, support, thanks
from .transfer import transfer
from .yours import card, change, pause, resume, shown, statement, stop, yours

__all__ = [
    "card",
    "card_by_letter",
    "change",
    "checkout",
    "confirm",
    "gift",
    "gift_redeem",
    "hear",
    "letters_off",
    "names",
    "pause",
    "receipt",
    "resume",
    "shown",
    "statement",
    "stop",
    "support",
    "thanks",
    "transfer",
    "yours",
]
