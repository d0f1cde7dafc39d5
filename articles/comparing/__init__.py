"""What differs between two contents of an article, as a page prints it: parts, in them pieces, in them runs of words.

Plain data and plain text: nothing here is marked as safe, so whatever was typed is escaped where it is printed.
"""

from .contents import DESK, READERS, Names, Part, Piece, compare
from .words import Run, compare_texts

__all__ = ["DESK", "READERS", "Names", "Part", "Piece", "Run", "compare", "compare_texts"]
