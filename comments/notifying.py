"""Who is to be told of what: called by the verbs, in their transaction. Letters are made of it by `digests`.

Imports single modules of `comments.models`, so that the verbs in there can import this one.
"""

from django.utils import timezone

from comments.models.notifications import Notification, Preferences
from comments.models.voices import Mute

Kind = Notification.Kind
TOLD_AS = {"visible": Kind.APPROVED, "rejected": Kind.REJECTED, "removed": Kind.REMOVED}


def notify_reply(comment):
    """Tell the author of the comment that was answered: once, and not of oneself or of whom one does not want to read.

    To be called when the answer can be seen for the first time.
    """
    parent = comment.parent
    if parent is None or not (comment.is_visible and parent.is_visible):
        return
    member = parent.author_id
    if member is None or member == comment.author_id or is_muted(comment, member) or wants_no_replies(member):
        return
    told = Notification(member_id=member, kind=Kind.REPLY, comment=comment)
    Notification.objects.bulk_create([told], ignore_conflicts=True)


def is_muted(comment, member):
    return Mute.objects.filter(member=member, muted=comment.author_id).exists()


def wants_no_replies(member):
    return Preferences.objects.filter(member=member, replies=Preferences.Often.NEVER).exists()


def notify_decided(*comments):
    """Tell the authors what became of their comments, and whoever these answer, if they can be seen now.

    To be called when a moderator has moved them to another state. Of a decision that was changed before it was told,
    only the last is told.
    """
    Notification.objects.filter(comment__in=comments, kind__in=TOLD_AS.values(), told_at=None).delete()
    tell_anew([(comment, TOLD_AS[comment.state]) for comment in comments if comment.state in TOLD_AS])
    for comment in comments:
        if comment.is_visible:
            notify_reply(comment)


def notify_picked(comment):
    """Tell the author that the editors have picked the comment."""
    tell_anew([(comment, Kind.PICKED)])


def tell_anew(news):
    """What was told before is told again, as something else was told in between."""
    now = timezone.now()
    rows = [
        Notification(member_id=comment.author_id, kind=kind, comment=comment, at=now)
        for comment, kind in news
        if comment.author_id
    ]
    Notification.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["member", "kind", "comment"], update_fields=["at", "told_at"]
    )


def notify_sanctioned(sanction):
    """Write to the member what was decided about the account. No preference keeps this letter away."""
    from comments import letters  # it writes about comments, whose models import this module

    letters.about_sanction(sanction)
