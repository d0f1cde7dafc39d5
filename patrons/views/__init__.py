from .callbacks import hear
from .support import support
from .transfer import transfer

__all__ = ["hear", "support", "transfer"]
