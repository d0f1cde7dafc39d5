from .callbacks import hear
from .support import confirm, names, support, thanks

__all__ = [
    "confirm",
    "hear",
    "names",
    "support",
    "thanks",
]
