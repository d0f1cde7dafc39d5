from .callbacks import hear
from .support import confirm, names, support, thanks
from .transfer import transfer

__all__ = [
    "confirm",
    "hear",
    "names",
    "support",
    "thanks",
    "transfer",
]
