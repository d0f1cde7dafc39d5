"""What members of the demo newsroom say under its articles, in every state a comment can be in."""

import random
import re
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.models import Comment, Conversation, ModerationAct, Notice, Recommendation, Report, Sanction
from newsportal.demo.running_order import DAY, HOUR
from newsportal.demo.texts import HERE, read

LINE = re.compile(r"(?P<depth>>*) ?(?P<who>\w+)(?: \[(?P<fate>[^\]]+)\])?: (?P<words>.+)")
PARAGRAPH = " ¶ "
TALK = 6 * DAY  # within which of its publication everything under an article was said
WAITS = 5 * HOUR  # what waits for a moderator came within this time
State, Act = Comment.State, ModerationAct.Act
WAITING = {
    "first": ("first_comments", "New here: 0 of 2 comments accepted so far."),
    "links": ("many_links", "It has 4 links."),
    "filter": ("listed_to_report", "“private” is on the list of words to look at."),
}
GONE = "This was about a person and not about the article."  # the words of comments that readers do not see


@dataclass
class Said:
    """A line of the file: how deep in its thread, who, what became of it, the words."""

    depth: int
    who: str
    fate: list
    words: str

    @classmethod
    def parse(cls, line):
        found = LINE.fullmatch(line)
        fate = [tuple(part.partition("=")[::2]) for part in (found["fate"] or "").split(", ") if part]
        words = GONE if found["words"] == "-" else found["words"].replace(PARAGRAPH, "\n\n")
        return cls(len(found["depth"]), found["who"], fate, words)

    def of(self, name):
        """What the brackets say by a name; None if they do not."""
        return next((value for key, value in self.fate if key == name), None)

    def all_of(self, name):
        return [value for key, value in self.fate if key == name]


def hold(loader):
    """Let the members talk. `loader` has the articles and the moment of loading."""
    text = read(HERE / "comments.toml")
    talk = Talk(loader, text["members"])
    for row in text["article"]:
        article = loader.articles.get((row.get("language", "en"), row["slug"]))
        if article:
            talk.under(article, [Said.parse(line) for line in row["said"].strip().splitlines()])
            if "conversation" in row:
                Conversation.objects.create(article=article, mode=row["conversation"])
    talk.keep()


class Talk:
    """Everything that is said, collected, and kept in a few inserts."""

    def __init__(self, loader, members):
        self.now = loader.now
        self.random = random.Random(1862)  # noqa: S311 - the same talk on every run is the point
        self.members = {key: self.member(key, about) for key, about in members.items()}
        self.moderator = self.members["emma"]
        self.acts, self.reports, self.recommendations = [], [], []

    def member(self, key, about):
        """A member of the demonstration's own accounts, or one who only talks and cannot log in."""
        if "demo" in about:
            member = User.objects.get(email=about["demo"])
            member.joined_at = self.now - about["days"] * DAY
            member.save(update_fields=["joined_at"])
            return member
        return User.objects.create(
            email=f"{key}@readers.example.org",
            display_name=about["name"],
            bio=about.get("bio", ""),
            password=make_password(None),
            joined_at=self.now - about["days"] * DAY,
        )

    def under(self, article, lines):
        """The comments of an article, in the order in which they stand there."""
        above, end = [], min(self.now, article.published_at + TALK)
        for number, said in enumerate(lines):
            at = article.published_at + (end - article.published_at) * (number + 1) / (len(lines) + 1)
            if said.of("waits"):
                at = self.now - WAITS * self.random.random()
            parent = above[said.depth - 1] if said.depth else None
            above[said.depth :] = [self.comment(article, said, parent, at)]
        seen = Comment.objects.filter(article=article, state=State.VISIBLE).count()
        Article.objects.filter(pk=article.pk).update(comment_count=seen)

    def comment(self, article, said, parent, at):
        state = state_of(said)
        was_seen = state in (State.VISIBLE, State.REMOVED, State.DELETED) or said.of("hidden") is not None
        comment = Comment(
            article=article,
            author=self.members[said.who],
            text="" if state == State.DELETED else said.words,
            state=state,
            posted_at=at,
            shown_at=at if was_seen else None,
            edited_at=at + timedelta(minutes=4) if said.of("edited") is not None else None,
            picked_at=at + HOUR if said.of("picked") is not None else None,
            reason=said.of("rejected") or said.of("removed") or "",
            findings=[list(WAITING[said.of("waits")])] if said.of("waits") else [],
            recommend_count=int(said.of("liked") or 0),
            report_count=len(said.all_of("reported")),
        )
        if said.of("hidden") is not None:
            comment.findings = [["reports", "Members who are trusted have reported it."]]
        comment.answer(parent)
        comment.save()
        self.note(comment, said, at)
        return comment

    def note(self, comment, said, at):
        """The log of a comment, and what others have said to it."""
        author = comment.author
        self.log(comment, Act.POSTED, author, at, after="pending" if said.of("waits") else "visible")
        if comment.reason:
            act = Act.REJECTED if comment.state == State.REJECTED else Act.REMOVED
            self.log(comment, act, self.moderator, at + HOUR, "visible", comment.state, comment.reason)
        elif comment.state == State.DELETED:
            self.log(comment, Act.DELETED, author, at + HOUR, "visible", comment.state)
        elif said.of("hidden") is not None:
            self.log(comment, Act.HIDDEN, None, at + HOUR, "visible", comment.state, "reports")
        elif comment.picked_at:
            self.log(comment, Act.PICKED, self.moderator, comment.picked_at, "visible", comment.state)
        others = [member for member in self.members.values() if member != author]
        for member in self.random.sample(others, comment.recommend_count):
            self.recommendations.append(Recommendation(comment=comment, member=member, at=at + HOUR))
        reasons = said.all_of("reported")
        for member, reason in zip(self.random.sample(others, len(reasons)), reasons, strict=True):
            self.reports.append(Report(comment=comment, member=member, reason=reason, at=at + HOUR))

    def log(self, comment, act, by, at, before="", after="", reason=""):
        known = {"comment": comment, "member": comment.author, "before": before, "after": after, "reason": reason}
        self.acts.append(ModerationAct(act=act, by=by, at=min(at, self.now), **known))

    def keep(self):
        """Everything beside the comments, and what was decided about members."""
        ModerationAct.objects.bulk_create(self.acts)
        Recommendation.objects.bulk_create(self.recommendations)
        Report.objects.bulk_create(self.reports)
        self.sanction("lev", Sanction.Kind.WARNING, "attack", days=9)
        self.sanction("lev", Sanction.Kind.SUSPENSION, "advertising", days=1, until=6)
        self.sanction("kostia", Sanction.Kind.HOLD, "advertising", days=2)
        self.approve_today()
        self.notice()

    def sanction(self, who, kind, reason, days, until=None):
        since = self.now - days * DAY
        Sanction.objects.create(
            member=self.members[who],
            kind=kind,
            reason=reason,
            words="Please keep to the subject of the article.",
            since=since,
            until=until and self.now + until * DAY,
            by=self.moderator,
        )

    def approve_today(self):
        """A few of today’s comments went through the queue."""
        fresh = Comment.objects.filter(state=State.VISIBLE, picked_at=None).order_by("-posted_at", "-pk")[:8]
        self.acts = []
        for comment in fresh:
            self.log(comment, Act.APPROVED, self.moderator, comment.posted_at, "pending", "visible")
        ModerationAct.objects.bulk_create(self.acts)

    def notice(self):
        """One notice of illegal content that nobody has decided on."""
        comment = Comment.objects.filter(report_count=1, state=State.VISIBLE).order_by("pk").first()
        if comment:
            Notice.objects.create(
                number=f"N-{timezone.localtime(self.now).year}-0001",
                at=self.now - 2 * HOUR,
                comment=comment,
                address=f"/comments/{comment.pk}/",
                explanation="Whoever offers food in exchange has to say who they are, I was told at the market.",
                good_faith=True,
                text_then=comment.text,
            )


def state_of(said):
    names = {
        "waits": State.PENDING,
        "hidden": State.PENDING,
        "rejected": State.REJECTED,
        "removed": State.REMOVED,
        "deleted": State.DELETED,
    }
    return next((state for name, state in names.items() if said.of(name) is not None), State.VISIBLE)
