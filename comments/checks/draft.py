"""A comment as the rules read it: tidied once, and what they ask about it looked up when the first one asks."""

from functools import cached_property

from django.utils import timezone

from comments.models.house_rules import HouseRules, Word, how_taken
from comments.models.standing import Standing

from .links import hosts_in
from .tidying import MOST_RAW, tidy
from .words import words_of


class Draft:
    def __init__(self, article, author, text, seconds=None, honeypot=False, comment=None):
        """`comment` is the one that is being edited."""
        self.article, self.author, self.comment = article, author, comment
        self.seconds, self.honeypot = seconds, bool(honeypot)
        self.now = timezone.now()
        self.rules = HouseRules.current()
        self.standing = Standing(author, self.rules, self.now)
        self.text = tidy(text)
        self.length = len(self.text) if len(text) <= MOST_RAW else len(text)
        self.said_outside = []

    @property
    def is_edit(self):
        return self.comment is not None

    @cached_property
    def taken(self):
        return how_taken(self.article, self.rules)

    @cached_property
    def words(self):
        """In the plain alphabet of listed words."""
        return words_of(self.text)

    @cached_property
    def listed(self):
        """The words and phrases listed for its edition, by what follows from them."""
        rows = Word.objects.filter(language__in=["", self.article.language]).order_by("pk")
        lists = {verdict: [] for verdict in Word.Verdict.values}
        for verdict, words in rows.values_list("verdict", "words"):
            lists[verdict].append(words)
        return lists

    @cached_property
    def hosts(self):
        """Where it leads, a host for each link."""
        return hosts_in(self.text)
