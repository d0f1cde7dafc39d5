"""What moderators look through: five queues and the archive, and what stands beside each comment there."""

from dataclasses import dataclass, field

from django.core.cache import caches
from django.db.models import Count, Min, Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.pagination import cursor_of, place
from comments.models import Comment, ModerationAct, Report, Sanction

WAITING, REPORTED, HELD, APPROVED, REJECTED, ALL = "waiting", "reported", "held", "approved", "rejected", "all"
TITLES = {
    WAITING: gettext_lazy("Waiting"),
    REPORTED: gettext_lazy("Reported"),
    HELD: gettext_lazy("Held by filter"),
    APPROVED: gettext_lazy("Approved today"),
    REJECTED: gettext_lazy("Rejected"),
    ALL: gettext_lazy("All"),
}
SIZE = 50
MOST_COUNTED = 999
REACH = 50_000  # comments, newest first, among which words are looked for
BUSY = 5
NUMBER, NUMBER_KEPT = "comments-waiting", 30  # seconds
# Rules by which everything of a person, section or article waits. What others have found is “held by filter”.
ROUTINE = ["first_comments", "held_member", "held_place", "reports"]
State = Comment.State
ALONG = ("posted_at", "pk")


def since_midnight():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def comments_in(queue):
    """The comments of a queue, in no order."""
    if queue == WAITING:
        return Comment.objects.filter(state=State.PENDING)
    if queue == REPORTED:
        return Comment.objects.filter(report_count__gt=0, state__in=[State.VISIBLE, State.PENDING])
    if queue == HELD:
        return Comment.objects.filter(state=State.PENDING).filter(held_by_filter())
    if queue == APPROVED:
        today = ModerationAct.objects.filter(act=ModerationAct.Act.APPROVED, at__gte=since_midnight()).order_by()
        return Comment.objects.filter(pk__in=today.values("comment"), state=State.VISIBLE)
    if queue == REJECTED:
        return Comment.objects.filter(state__in=[State.REJECTED, State.REMOVED])
    return Comment.objects.all()


def held_by_filter():
    """The rules of a person or place come last in the chain: what a filter has found stands first."""
    return Q(findings__0__0__isnull=False) & ~Q(findings__0__0__in=ROUTINE)


def figures():
    """How many wait, since when, and what else the tabs count."""
    waiting = comments_in(WAITING).aggregate(
        waiting=Count("pk"), held=Count("pk", filter=held_by_filter()), oldest=Min("posted_at")
    )
    counted = {queue: comments_in(queue)[: MOST_COUNTED + 1].count() for queue in (REPORTED, APPROVED, REJECTED)}
    caches["process"].set(NUMBER, waiting["waiting"], NUMBER_KEPT)
    return {**waiting, **counted}


def waiting_lately():
    """How many wait, as of a moment ago: every page of the newsroom says it beside the way to the queue."""
    return caches["process"].get_or_set(NUMBER, comments_in(WAITING).count, NUMBER_KEPT)


def tabs(queue, numbers):
    """The queues with their counts; the archive is not counted."""
    return [
        {
            "name": name,
            "title": title,
            "count": numbers.get(name),
            "is_many": (numbers.get(name) or 0) > MOST_COUNTED,
            "is_here": name == queue,
            "is_hot": name == REPORTED and numbers[REPORTED] > 0,
        }
        for name, title in TITLES.items()
    ]


def search(rows, words, state="", author=None):
    """Those of a state and author; and with words, those of the newest REACH that hold them, or whose author does."""
    if state:
        rows = rows.filter(state=state)
    if author:
        rows = rows.filter(author=author)
    if words:
        newest = Comment.objects.order_by("-pk").values_list("pk", flat=True)[:1].first() or 0
        rows = rows.filter(pk__gt=newest - REACH)
        rows = rows.filter(Q(text__icontains=words) | Q(author__display_name__icontains=words))
    return rows


@dataclass
class Page:
    rows: list
    further: str  # cursor of the next page, empty at the end


def page_of(queue, rows, cursor=""):
    """A page of a queue: who waits longest first, and of what is decided the newest first.

    The archive goes by number: no index has all states in the order of time.
    """
    is_fifo = queue in (WAITING, REPORTED, HELD)
    sign, side = ("", "gt") if is_fifo else ("-", "lt")
    if cursor:
        at, number = place(cursor)
        beyond = Q(**{f"pk__{side}": number})
        if queue != ALL:
            beyond = Q(**{f"posted_at__{side}e": at}) & (Q(**{f"posted_at__{side}": at}) | beyond)
        rows = rows.filter(beyond)
    order = [f"{sign}{name}" for name in ALONG if name == "pk" or queue != ALL]
    found = list(beside(rows).order_by(*order)[: SIZE + 1])
    further = cursor_of(found[SIZE - 1], ALONG) if len(found) > SIZE else ""
    return Page(with_records(found[:SIZE]), further)


def beside(rows):
    """With what is shown beside a comment, in as many questions for many as for one."""
    reports = Report.objects.filter(closed_at=None).order_by("at")
    return rows.select_related("article__section", "author", "parent__author").prefetch_related(
        Prefetch("reports", reports, to_attr="open_reports")
    )


def row_of(comment_pk):
    """One comment as its row shows it; None if there is none."""
    return next(iter(with_records(beside(Comment.objects.filter(pk=comment_pk)))), None)


def with_records(comments):
    comments = list(comments)
    records = records_of({comment.author_id for comment in comments if comment.author_id})
    return [Row(comment, records.get(comment.author_id, Record())) for comment in comments]


def records_of(authors):
    """What moderators have thought of these members so far."""
    of_author = {"approved": Q(state=State.VISIBLE), "waiting": Q(state=State.PENDING)}
    of_author["rejected"] = Q(state__in=[State.REJECTED, State.REMOVED])
    numbers = {name: Count("pk", filter=which) for name, which in of_author.items()}
    found = Comment.objects.filter(author__in=authors).order_by().values("author").annotate(**numbers)
    records = {row.pop("author"): Record(**row) for row in found}
    for sanction in Sanction.objects.in_force().filter(member__in=authors):
        records.setdefault(sanction.member_id, Record()).sanctions.append(sanction)
    return records


@dataclass
class Record:
    approved: int = 0
    rejected: int = 0
    waiting: int = 0
    sanctions: list = field(default_factory=list)

    def __str__(self):
        if not (self.approved or self.rejected):
            return _("first comment")
        approved = ngettext("%(number)d approved", "%(number)d approved", self.approved) % {"number": self.approved}
        if not self.rejected:
            return approved
        rejected = ngettext("%(number)d rejected", "%(number)d rejected", self.rejected) % {"number": self.rejected}
        return f"{approved}, {rejected}"


@dataclass
class Row:
    """A comment with what a moderator needs to decide on it."""

    comment: Comment
    record: Record

    @property
    def joined(self):
        """The age of an account in its first week, the year after that."""
        joined = self.comment.author.joined_at
        if (timezone.now() - joined).days < 7:
            return _("account %(age)s old") % {"age": timesince(joined, depth=1)}
        return _("joined %(year)d") % {"year": timezone.localtime(joined).year}

    @cached_property
    def findings(self):
        """In words, as the rules have put them."""
        return [words for _rule, words in self.comment.findings]

    @property
    def seen(self):
        return seen(self.comment)

    @property
    def may_be_approved(self):
        return self.comment.state in (State.PENDING, State.REJECTED, State.REMOVED) or self.comment.report_count > 0

    @property
    def may_be_rejected(self):
        return self.comment.state in (State.PENDING, State.VISIBLE)

    @property
    def others_waiting(self):
        return self.record.waiting if self.record.waiting > 1 else 0


def seen(comment):
    """How a comment stood when it was read, as it goes with each button: its state and its last change."""
    changed = comment.edited_at or comment.posted_at
    return f"{comment.state}-{changed.timestamp():.6f}"


def busy_threads():
    """Articles under which most comments wait."""
    waiting = comments_in(WAITING).order_by().values("article").annotate(number=Count("pk"))
    rows = waiting.order_by("-number", "article")[:BUSY]
    return list(rows.values("article", "article__headline", "article__comment_count", "number"))


def decided_lately(user, since):
    """How many comments somebody has decided on since a moment."""
    acts = (ModerationAct.Act.APPROVED, ModerationAct.Act.REJECTED, ModerationAct.Act.REMOVED)
    return ModerationAct.objects.filter(by=user, at__gte=since, act__in=acts).count()
