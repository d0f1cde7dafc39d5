"""The front page: what stands where (`composing`), and how the desk arranges it (`arranging`)."""

from .composing import compose

__all__ = ["compose"]
