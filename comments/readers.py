"""One reader before a conversation: what may be done here, and each comment as this reader sees it."""

import math
from datetime import timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from accounts import badges
from comments.models import Comment, HouseRules, Mute, Recommendation, Report
from comments.models.house_rules import how_taken
from comments.models.standing import Standing
from comments.text import paragraphs

State = Comment.State


class Reader:
    """`member` is None for everybody who is not logged in: they are all shown the same."""

    def __init__(self, user, article):
        self.member = user if user.is_authenticated else None
        self.article = article
        self.now = timezone.now()
        self.recommended, self.reported, self.muted = set(), set(), set()
        self.answered, self.on_page = set(), set()
        self.badges = {}

    @cached_property
    def rules(self):
        return HouseRules.current()

    @cached_property
    def why_closed(self):
        return how_taken(self.article, self.rules).why_closed

    @cached_property
    def shut_out(self):
        """Why the member may not speak anywhere, in words; empty for whoever may."""
        return Standing(self.member, self.rules, self.now).why_shut_out if self.member else ""

    @property
    def why_silent(self):
        """Why the member cannot write here, in words; empty for whoever can."""
        return self.why_closed or self.shut_out

    @property
    def may_write(self):
        return bool(self.member and not self.why_silent)

    @cached_property
    def is_moderator(self):
        return bool(self.member and self.member.is_staff and self.member.has_perm("comments.moderate_comment"))

    @cached_property
    def bylines(self):
        """The accounts of those who wrote the article."""
        return {line.author.user_id for line in self.article.bylines.all()} - {None}

    def look_at(self, comments):
        """Find out what the member has said to these comments, in three queries, none for a stranger; and which badges
        their authors hold, in one for each kind of badge."""
        self.on_page = {comment.pk for comment in comments}
        self.answered = {comment.parent_id for comment in comments if comment.shown_at}
        self.badges = badges.held_by(comment.author_id for comment in comments)
        if self.member:
            about = {"member": self.member, "comment__in": self.on_page}
            self.recommended = set(Recommendation.objects.filter(**about).values_list("comment", flat=True))
            self.reported = set(Report.objects.filter(**about).values_list("comment", flat=True))
            self.muted = set(Mute.objects.filter(member=self.member).values_list("muted", flat=True))

    def sees(self, comment):
        return Shown(comment, self)


class Shown:
    """A comment as one reader sees it."""

    def __init__(self, comment, reader):
        self.comment, self.reader = comment, reader
        self.pk, self.author, self.state = comment.pk, comment.author, comment.state

    @property
    def is_own(self):
        return bool(self.reader.member and self.comment.author_id == self.reader.member.pk)

    @property
    def is_tombstone(self):
        return not self.comment.is_visible and not (self.is_own and self.state != State.DELETED)

    @property
    def paragraphs(self):
        """Links only in what everybody sees: an address that waits for a moderator leads nowhere."""
        return paragraphs(self.comment.text, with_links=self.comment.is_visible)

    @property
    def badge(self):
        """“author” of this very article, or “staff”."""
        if self.author is None:
            return ""
        if self.author.pk in self.reader.bylines:
            return "author"
        return "staff" if self.author.is_staff else ""

    @property
    def more_badges(self):
        """What else the author is in this paper."""
        return self.reader.badges.get(self.comment.author_id, ())

    @property
    def is_muted(self):
        return self.comment.author_id in self.reader.muted and not self.is_own

    @property
    def is_recommended(self):
        return self.pk in self.reader.recommended

    @property
    def is_reported(self):
        return self.pk in self.reader.reported

    # --- what this reader may do with it ---

    @property
    def may_be_answered(self):
        """Strangers too are shown the way: it leads over the log-in."""
        return self.comment.is_visible and not self.reader.why_closed and not self.reader.shut_out

    @property
    def may_be_voiced_on(self):
        return bool(self.comment.is_visible and self.reader.member and not self.is_own and not self.reader.shut_out)

    @property
    def is_still_own(self):
        return self.is_own and self.state in (State.VISIBLE, State.PENDING)

    @property
    def minutes_to_edit(self):
        """How many minutes are left to change it; 0 when it may not be changed any more."""
        if not self.is_still_own or self.pk in self.reader.answered or not self.reader.may_write:
            return 0
        left = self.comment.posted_at + timedelta(minutes=self.reader.rules.edit_minutes) - self.reader.now
        return max(0, math.ceil(left.total_seconds() / 60))

    # --- where it leads ---

    @property
    def address(self):
        return reverse("comments:show", args=[self.pk])

    @property
    def parent_address(self):
        parent = self.comment.parent_id
        return f"#c-{parent}" if parent in self.reader.on_page else reverse("comments:show", args=[parent])
