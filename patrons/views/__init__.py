from .callbacks import hear
from .support import support

__all__ = ["hear", "support"]
