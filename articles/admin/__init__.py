"""The newsroom: where staff write, check and publish. One module for each noun."""

from . import articles, authors, corrections, pages, pictures, sections, sourcing, stories

__all__ = ["articles", "authors", "corrections", "pages", "pictures", "sections", "sourcing", "stories"]
