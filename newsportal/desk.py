"""The newsdesk: what is on the air, who waits for whom, what comes next; for each as far as their role reaches."""

from dataclasses import dataclass, field
from datetime import timedelta
from operator import itemgetter

from django.core.cache import caches
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Letter
from articles import charts, figures
from articles.agenda import Agenda
from articles.clock import lateness
from articles.front import rules
from articles.models import Article, Autosave, Breaking, DeskNote, Front, LiveCoverage, Picture, Slot
from articles.models.articles import LONG_TEXTS
from articles.models.pictures import WARNED_DAYS
from comments.models import Comment

MY_DRAFTS = COMING = 8
BEING_READ = 6
WAITING = 200  # rows looked at; more than these in review are counted as so many
POOL = 24
PROBLEMS_KEPT = 60  # seconds for which the look through the pictures is not repeated
LEAD_IS_OLD = timedelta(hours=12)
Desk = Article.Desk
COUNT = itemgetter(1)


class Overview:
    """One look at the desk by one person. A box is asked for when the page shows it."""

    def __init__(self, user, language):
        self.user, self.language, self.now = user, language, timezone.now()
        self.writes = user.has_perm("articles.add_article")
        self.publishes = user.has_perm("articles.publish_article")
        self.arranges = user.has_perm("articles.arrange_front")
        self.moderates = user.has_perm("comments.moderate_comment")

    @property
    def zone(self):
        """The city whose clock the newsroom goes by."""
        return _(timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "))

    # --- on the air ---

    @cached_property
    def strips(self):
        """The strip of each edition that has one now."""
        running = Breaking.objects.filter(starts_at__lte=Now(), ends_at__gt=Now()).select_related("set_by")
        of_edition = {}
        for strip in running.order_by("-starts_at", "-pk"):
            of_edition.setdefault(strip.language, strip)
        return list(of_edition.values())

    @cached_property
    def slot(self):
        """What the desk itself has put first on the front, if it is there now."""
        live = Front.objects.published(self.language).values("pk")[:1]
        placed = Slot.objects.in_force().filter(front=Subquery(live), place=1, article__status__in=Article.VISIBLE)
        return placed.filter(article__published_at__lte=Now()).select_related("front", "article__section").first()

    @cached_property
    def lead(self):
        """What stands first on the front of the edition, by hand or by rule."""
        if self.slot:
            return self.slot.article
        seen = Article.objects.published(self.language)
        shelves = Article.objects.shelves(
            important=seen.important().latest_first()[:POOL],
            recent=seen.exclude(kind=Article.Kind.FLASH).latest_first()[:POOL],
            last=seen.latest_first()[:POOL],
        )
        return next(iter(rules.lead(Shelves(shelves), None, [])), None)

    @property
    def lead_since(self):
        if not self.slot:
            return self.lead and self.lead.published_at
        return max(filter(None, [self.slot.starts_at, self.slot.front.published_at, self.lead.published_at]))

    @property
    def lead_reads(self):
        return next((trend.now for trend in self.being_read if trend.article == self.lead), None)

    @cached_property
    def live(self):
        """Open live pages that readers can see."""
        seen = Article.objects.published().filter(pk=OuterRef("article"))
        posts = Count("posts", filter=Q(posts__withdrawn_at=None))
        last = Max("posts__at", filter=Q(posts__withdrawn_at=None))
        running = LiveCoverage.objects.filter(Exists(seen), closed_at=None).annotate(number=posts, last=last)
        return list(running.select_related("article__section", "started_by").order_by("-started_at"))

    # --- who waits for whom ---

    @cached_property
    def on_desks(self):
        """What is on its way over the desk, longest waiting first."""
        mine = Q(desk=Desk.CHANGES_ASKED, pk__in=Article.objects.of(self.user).values("pk"))
        wanted = mine | Q(desk__in=[Desk.IN_REVIEW, Desk.READY]) if self.publishes else mine
        moving = Article.objects.exclude(desk=Desk.WRITING)  # in the words of the index, or it is not used
        rows = moving.filter(wanted).select_related("editor").only("headline", "desk", "desk_since", "editor")
        return list(rows.order_by("desk_since", "pk")[:WAITING])

    @property
    def in_review(self):
        return self.on_desk(Desk.IN_REVIEW)

    @property
    def changes_asked(self):
        return self.on_desk(Desk.CHANGES_ASKED)

    @property
    def ready(self):
        return self.on_desk(Desk.READY)

    def on_desk(self, desk):
        articles = [article for article in self.on_desks if article.desk == desk]
        return {
            "count": len(articles),
            "oldest": articles[0] if articles else None,
            "free": sum(article.editor_id is None for article in articles),
        }

    @cached_property
    def comments(self):
        """What waits for moderators, and since when."""
        seen = Q(report_count__gt=0, state=Comment.State.VISIBLE)
        is_waiting = Q(state=Comment.State.PENDING)
        looked_at = Comment.objects.filter(seen | is_waiting).order_by()
        return looked_at.aggregate(
            waiting=Count("pk", filter=is_waiting),
            reported=Count("pk", filter=seen),
            oldest=Min("posted_at", filter=is_waiting),
        )

    @cached_property
    def drafts(self):
        """One's own, last touched first, with what is typed into them and not saved, and what colleagues said."""
        typed = Autosave.objects.unsaved().filter(user=self.user, article=OuterRef("pk"))
        said = DeskNote.objects.filter(article=OuterRef("pk"), done_at=None).exclude(by=self.user).exclude(text="")
        number = said.order_by().values("article").annotate(number=Count("pk")).values("number")
        own = Article.objects.drafts_of(self.user).select_related("section", "editor").defer(*LONG_TEXTS)
        return list(own.annotate(is_typed=Exists(typed), notes=Subquery(number)).order_by("-modified_at")[:MY_DRAFTS])

    # --- times and figures ---

    @cached_property
    def agenda(self):
        return Agenda(self.user)

    @property
    def coming(self):
        return self.agenda.coming[:COMING]

    @property
    def day(self):
        """Today's publications by hour, with what is still planned for today."""
        done, planned = self.agenda.by_hour("published"), self.agenda.by_hour("scheduled")
        hour = timezone.localtime(self.now).hour
        looks = ["now" if number == hour else "bar" for number in range(24)]
        most = max(map(sum, zip(done, planned, strict=True)), default=0)
        return {
            "bars": charts.bars([*done], looks, most) + charts.bars(planned, ["plan"] * 24, most, under=done),
            "ticks": charts.ticks([f"{number:02}" for number in range(24)], 6),
            "rows": [(f"{h:02}:00", done[h], planned[h]) for h in range(24) if done[h] or planned[h]],
            "busiest": max(
                ((f"{hour:02}:00", number) for hour, number in enumerate(done) if number), key=COUNT, default=None
            ),
        }

    @property
    def by_section(self):
        return self.agenda.by_section(self.language)

    @property
    def other_editions(self):
        return [(language, number) for language, number in self.agenda.by_edition() if language != self.language]

    @property
    def scheduled(self):
        return len(self.agenda.of("scheduled"))

    @cached_property
    def being_read(self):
        return figures.being_read(BEING_READ)

    # --- problems ---

    @cached_property
    def pictures(self):
        """Pictures in live articles that must not stand there as they are, as of a minute ago."""
        return caches["process"].get_or_set("newsdesk-pictures", picture_problems, PROBLEMS_KEPT)

    @cached_property
    def letters(self):
        """Letters that should have left by now, for those who can see which."""
        return Letter.objects.held_up() if self.user.has_perm("accounts.view_letter") else None

    @cached_property
    def clock(self):
        return lateness()

    @property
    def lead_is_old(self):
        return bool(self.lead) and self.now - self.lead.published_at > LEAD_IS_OLD


@dataclass
class Shelves:
    """As much of the front's pools as the rule for the lead reads."""

    shelves: dict = field(default_factory=dict)
    at = None

    def __getitem__(self, name):
        return self.shelves[name]


def picture_problems():
    shown = Article.objects.published().filter(picture=OuterRef("pk")).order_by("-published_at").values
    soon = timezone.localdate() + timedelta(days=WARNED_DAYS)
    wrong = Picture.objects.available().filter(Q(credit="") | Q(licence_expires_on__lt=soon)).in_live_articles()
    rows = wrong.annotate(headline=Subquery(shown("headline")[:1]), shown_in=Subquery(shown("pk")[:1]))
    rows = rows.order_by(F("licence_expires_on").asc(nulls_first=True), "pk")[:POOL]
    found = list(rows.values("pk", "credit", "licence_expires_on", "headline", "shown_in"))
    return {"at": timezone.now(), "today": timezone.localdate(), "rows": found}
