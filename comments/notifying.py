"""Who is to be told of what: called by the verbs, in their transaction. Letters are made of it by `digests`.

Imports single modules of `comments.models`, so that the verbs in there can import this one.
"""

from comments.models.notifications import Notification, Preferences
from comments.models.voices import Mute

Kind = Notification.Kind


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
    Notification.objects.bulk_create(
        [Notification(member_id=member, kind=Kind.REPLY, comment=comment)], ignore_conflicts=True
    )


def is_muted(comment, member):
    return Mute.objects.filter(member=member, muted=comment.author_id).exists()


def wants_no_replies(member):
    return Preferences.objects.filter(member=member, replies=Preferences.Often.NEVER).exists()


def notify_decided(comment):
    """Tell the author what became of the comment, and whoever it answers, if it can be seen now.

    To be called when a moderator has moved it to another state. Of a decision that was changed before it was told,
    only the last is told.
    """
    told_as = {"visible": Kind.APPROVED, "rejected": Kind.REJECTED, "removed": Kind.REMOVED}
    decisions = Notification.objects.filter(comment=comment, kind__in=told_as.values())
    decisions.filter(told_at=None).delete()
    if comment.state in told_as:
        tell_anew(comment, told_as[comment.state])
    notify_reply(comment)


def notify_picked(comment):
    """Tell the author that the editors have picked the comment."""
    tell_anew(comment, Kind.PICKED)


def tell_anew(comment, kind):
    if comment.author_id:
        fresh = {"at": Notification._meta.get_field("at").get_default(), "told_at": None}
        Notification.objects.update_or_create(fresh, member_id=comment.author_id, kind=kind, comment=comment)


def notify_sanctioned(sanction):
    """Write to the member what has been decided about the account. No preference keeps this letter away."""
