from .callbacks import hear
from .checkout import checkout
from .from_letters import card_by_letter, letters_off
from .support import confirm, names, support, thanks
from .transfer import transfer

__all__ = [
    "card_by_letter",
    "checkout",
    "confirm",
    "hear",
    "letters_off",
    "names",
    "support",
    "thanks",
    "transfer",
]
