"""What is published and how it is read. One module for each noun."""

from .addresses import PastAddress
from .articles import Article, ArticleQuerySet, Byline
from .authors import Author
from .corrections import Correction
from .pages import Page
from .pictures import Picture
from .readership import HourlyReads, Popularity, PopularityRun, ReadMark, ReadSalt
from .sections import Section, Topic
from .sourcing import ArticleSource, Quote, Source
from .stories import BackgroundFact, Fact, Story

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleSource",
    "Author",
    "BackgroundFact",
    "Byline",
    "Correction",
    "Fact",
    "HourlyReads",
    "Page",
    "PastAddress",
    "Picture",
    "Popularity",
    "PopularityRun",
    "Quote",
    "ReadMark",
    "ReadSalt",
    "Section",
    "Source",
    "Story",
    "Topic",
]
