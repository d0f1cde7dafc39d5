"""What is published and how it is read. One module for each noun."""

from .addresses import PastAddress
from .articles import Article, ArticleQuerySet
from .authors import Author
from .bylines import Byline
from .corrections import Correction
from .fronts import Breaking, Front, Slot
from .live import LiveCoverage, LivePost
from .notes import DeskNote
from .pages import Page
from .pictures import Picture
from .presence import Autosave, Presence
from .publication import StaleVersion
from .readership import HourlyReads, Popularity, PopularityRun, ReadMark, ReadSalt
from .schedule import ClockLease, PlannedAct
from .sections import Section, Topic
from .sharing import ShareLink, ShareOpening
from .sourcing import ArticleSource, Quote, Source
from .stories import BackgroundFact, Fact, PastStoryAddress, Story
from .versions import Version

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleSource",
    "Author",
    "Autosave",
    "BackgroundFact",
    "Breaking",
    "Byline",
    "ClockLease",
    "Correction",
    "DeskNote",
    "Fact",
    "Front",
    "HourlyReads",
    "LiveCoverage",
    "LivePost",
    "Page",
    "PastAddress",
    "PastStoryAddress",
    "Picture",
    "PlannedAct",
    "Popularity",
    "PopularityRun",
    "Presence",
    "Quote",
    "ReadMark",
    "ReadSalt",
    "Section",
    "ShareLink",
    "ShareOpening",
    "Slot",
    "Source",
    "StaleVersion",
    "Story",
    "Topic",
    "Version",
]
