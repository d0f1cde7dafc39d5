"""Makes letters of what waits to be told: a job of the post, so that what comes together goes out together."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.clock import THE_POST, jobs
from comments import letters
from comments.models import Comment, Mute, Notice, Notification, Preferences

BATCH = 100  # members a time; the others are written to the next time
WRITE = {"replies": letters.about_replies, "decisions": letters.about_decisions}


def register():
    jobs.register("Letters about comments cannot be written", write_due, every=20, clock=THE_POST)
    jobs.register("What members were told cannot be forgotten", Notification.objects.forget, 3600, clock=THE_POST)


def write_due():
    """A letter that cannot be written is tried again the next time, and keeps no other waiting."""
    now, trouble = timezone.now(), None
    for kind in WRITE:
        for member in Notification.objects.members_due(kind, now)[:BATCH]:
            try:
                tell(member, kind, now)
            except Exception as error:
                trouble = error
    tell_moderators(now)
    if trouble:
        raise trouble


@transaction.atomic
def tell(number, kind, now):
    """Write one letter with everything of a kind that waits for a member. What holds no more is dropped."""
    member = get_user_model().objects.select_for_update(no_key=True).get(pk=number)
    rows = Notification.objects.waiting(kind).filter(member=member).order_by("at", "pk")
    rows = list(rows.select_related("comment__article__section", "comment__author", "comment__parent"))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    unread = set(Mute.objects.filter(member=member).values_list("muted", flat=True))
    news = [row for row in rows if row.still_holds and row.comment.author_id not in unread]
    if news and may_be_written_to(member) and Preferences.of(member).wants_any(kind):
        WRITE[kind](member, news)


def may_be_written_to(member):
    """Whoever has typed in the address of somebody else must not have letters sent there by commenting."""
    return member.is_active and (member.is_staff or member.has_confirmed_email)


def tell_moderators(now):
    waiting = what_waits()
    if not waiting["all"]:
        return
    for member in moderators():
        if Preferences.of(member).wants_queue(now, waiting["newest"]):
            tell_moderator(member, waiting, now)


@transaction.atomic
def tell_moderator(member, waiting, now):
    """Unless another clock does it at this moment."""
    own, _made = Preferences.objects.get_or_create(member=member)
    if Preferences.objects.filter(pk=own.pk, queue_told_at=own.queue_told_at).update(queue_told_at=now):
        letters.about_queue(member, waiting)


def moderators():
    """Whose role says so, by whatever group. The owner of the server is no moderator for that."""
    right = {"codename": "moderate_comment", "content_type__app_label": "comments"}
    of_groups = Q(**{f"groups__permissions__{name}": value for name, value in right.items()})
    of_person = Q(**{f"user_permissions__{name}": value for name, value in right.items()})
    return get_user_model().objects.filter(of_groups | of_person, is_active=True, is_staff=True).distinct()


def what_waits():
    """How much there is to moderate: comments, reported ones, notices; since when, and when the newest came."""
    last_change = Max(Coalesce("edited_at", "posted_at"))
    pending = (
        Comment.objects.waiting().order_by().aggregate(number=Count("pk"), since=Min("posted_at"), new=last_change)
    )
    open_ones = Q(reports__closed_at=None)
    reported = Comment.objects.visible().filter(report_count__gt=0)
    reported = reported.aggregate(number=Count("pk", distinct=True), new=Max("reports__at", filter=open_ones))
    notices = Notice.objects.open().aggregate(number=Count("pk"), new=Max("at"))
    parts = {"pending": pending, "reported": reported, "notices": notices}
    newest = max((part["new"] for part in parts.values() if part["new"]), default=None)
    numbers = {name: part["number"] for name, part in parts.items()}
    return {**numbers, "all": sum(numbers.values()), "since": pending["since"], "newest": newest}
