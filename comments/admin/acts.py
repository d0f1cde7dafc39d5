"""What one press of a button in the queue does, and the words that say so."""

from dataclasses import dataclass
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.ids import id_of, uuid_of
from comments.models import Comment, ModerationAct, Sanction
from comments.models.moderating import UNDO_FOR, Decided
from comments.models.posting import Refused
from comments.models.sanctions import NotAllowed
from comments.queues import seen

Reason, State = Comment.Reason, Comment.State
REASONS = [reason for reason in Reason if reason != Reason.ILLEGAL]  # the digits of the queue; notices have their page
DAYS = (1, 7, 30)
MOST_AT_ONCE = 200


class Problem(Exception):
    """The press did nothing. Says why; what was typed is shown again."""


@dataclass
class Done:
    """What came of it: a sentence, and the act by which it can be undone."""

    words: str
    act: ModerationAct | None = None


def press(comment, by, posted):
    """Do what a button of a row says. Raises Problem in the moderator's words, or Decided."""
    do, _colon, what = posted.get("do", "").partition(":")
    if do in ACTS_ON_COMMENT:
        if posted.get("seen") != seen(comment):
            raise Decided(comment.last_act())
        return ACTS_ON_COMMENT[do](comment, by, posted, what)
    if do in ACTS_ON_AUTHOR:
        if comment.author is None:
            raise Problem(_("The member has left."))
        return ACTS_ON_AUTHOR[do](comment, by, posted, what)
    raise Problem(_("Choose what to do."))


# --- on one comment ---


def approve(comment, by, posted, what):
    return Done(_("Approved: %(name)s.") % {"name": name_of(comment)}, comment.approve(by))


def reject(comment, by, posted, what):
    reason = rule(what or posted.get("rule"))
    act = comment.reject(by, reason, posted.get("note", "")[:500].strip())
    told = {"name": name_of(comment), "rule": reason.label}
    return Done(_("Rejected %(name)s: %(rule)s.") % told, act)


def pick(comment, by, posted, what):
    return Done(_("Editors’ pick: %(name)s.") % {"name": name_of(comment)}, comment.pick(by))


def unpick(comment, by, posted, what):
    return Done(_("No longer an editors’ pick: %(name)s.") % {"name": name_of(comment)}, comment.unpick(by))


def hide(comment, by, posted, what):
    acts = comment.hide_thread(by, rule(posted.get("rule")))
    words = ngettext("%(number)d comment is hidden.", "%(number)d comments are hidden.", len(acts))
    return Done(words % {"number": len(acts)}, acts[0])


def reply(comment, by, posted, what):
    """An answer with the badge of the staff. What waits is approved with it: nobody answers the unseen."""
    try:
        with transaction.atomic():
            get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)  # first, as `post` does
            act = None if comment.is_visible else comment.approve(by)
            key = uuid_of(posted.get("form_key"))
            Comment.objects.post(comment.article, by, posted.get("text", ""), parent=comment, form_key=key)
    except Refused as refused:
        raise Problem(str(refused)) from refused
    if act:
        return Done(_("Approved and answered: %(name)s.") % {"name": name_of(comment)})
    return Done(_("Answered: %(name)s.") % {"name": name_of(comment)})


# --- on whoever wrote it ---


def sanction(comment, by, posted, what, kind):
    """A warning, a hold, days of silence or a ban, about this comment."""
    return Done(give(kind, what, comment.author, by, posted, comment))


def give(kind, what, member, by, posted, comment=None):
    """Sanction a member as a form says. Returns the sentence that tells so."""
    given = {"reason": rule(posted.get("rule")), "words": posted.get("words", "")[:2000].strip(), "comment": comment}
    try:
        if kind == "suspend":
            if not what.isdecimal() or int(what) not in DAYS:
                raise Problem(_("Choose for how many days."))
            made = Sanction.objects.suspend(member, by, int(what), **given)
        else:
            made = getattr(Sanction.objects, kind)(member, by, **given)
    except NotAllowed as refused:
        raise Problem(str(refused)) from refused
    return _("%(name)s: %(what)s. A letter says so.") % {"what": made.get_kind_display(), "name": member}


def approve_all(comment, by, posted, what):
    return of_all(of_author(comment.author, posted), by, lambda one, at: one.approve(by, at))


def reject_all(comment, by, posted, what):
    reason = rule(posted.get("rule"))
    return of_all(of_author(comment.author, posted), by, lambda one, at: one.reject(by, reason, at=at))


def of_author(member, posted):
    """What waits of a member, as far as it stood so when the page was drawn."""
    try:
        drawn = parse_datetime(posted.get("drawn", "")) or timezone.now()
        waiting = Comment.objects.waiting().by(member).filter(posted_at__lte=drawn)
        return list(waiting.exclude(edited_at__gt=drawn).select_related("article", "author")[:MOST_AT_ONCE])
    except (ValueError, TypeError) as error:
        raise Problem(_("Reload the page and press again.")) from error


# --- on several ---


def press_ticked(by, posted):
    """Approve or reject the ticked comments."""
    read = dict(value.split(":", 1) for value in posted.getlist("comment")[:MOST_AT_ONCE] if ":" in value)
    rows = Comment.objects.filter(pk__in=[number for number in map(id_of, read) if number])
    ticked = [one for one in rows.select_related("article", "author") if read.get(str(one.pk)) == seen(one)]
    if not read:
        raise Problem(_("Tick the comments first."))
    left_out = len(read) - len(ticked)
    if posted.get("do") == "approve":
        return of_all(ticked, by, lambda one, at: one.approve(by, at), left_out)
    reason = rule(posted.get("rule"))
    return of_all(ticked, by, lambda one, at: one.reject(by, reason, at=at), left_out)


def of_all(comments, by, verb, left_out=0):
    """Do the same to each, at one time, so that it can be undone as one."""
    at, acts = timezone.now(), []
    for comment in comments:
        try:
            acts.append(verb(comment, at))
        except Decided:
            left_out += 1
    words = ngettext("%(number)d comment decided.", "%(number)d comments decided.", len(acts)) % {"number": len(acts)}
    if left_out:
        told = ngettext(
            "%(number)d had changed and is left as it is.",
            "%(number)d had changed and are left as they are.",
            left_out,
        )
        words += " " + told % {"number": left_out}
    return Done(words, acts[0] if acts else None)


def undo(number, by):
    """Take back everything that one press did. Returns the comments that stand as before, and the sentence."""
    act = ModerationAct.objects.filter(pk=number, by=by, comment__isnull=False).first()
    if act is None or timezone.now() - act.at > UNDO_FOR:
        raise Problem(_("It is too late to undo that. Decide anew instead."))
    of_press = ModerationAct.objects.filter(by=by, at=act.at, comment__isnull=False).order_by("pk")
    comments = {one.comment_id: one for one in of_press.select_related("comment__article")}
    back = []
    for one in comments.values():
        try:
            one.comment.undo(one, by)
        except Decided as decided:
            if len(comments) == 1:
                raise Problem(str(decided)) from decided
        else:
            back.append(one.comment)
    words = ngettext("Undone.", "%(number)d comments stand as before.", len(back)) % {"number": len(back)}
    return back, words


# --- parts ---


def rule(name):
    if name not in Reason.values:
        raise Problem(_("Choose which rule was broken."))
    return Reason(name)


def name_of(comment):
    return comment.author or _("Deleted member")


ACTS_ON_COMMENT = {
    "approve": approve,
    "reject": reject,
    "pick": pick,
    "unpick": unpick,
    "hide": hide,
    "reply": reply,
}
ACTS_ON_AUTHOR = {
    **{kind: partial(sanction, kind=kind) for kind in ("warn", "suspend", "hold", "ban")},
    "approve-all": approve_all,
    "reject-all": reject_all,
}
