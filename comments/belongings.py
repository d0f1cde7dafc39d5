"""What members have said and done among the comments: what they may take along, and what goes with them."""

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import AuditEntry
from accounts.belongings import Belonging, Part
from accounts.models.leaving import Wish
from articles.models import Article
from comments.models import Comment, ModerationAct, Report

HANDFUL = 500  # rows at a time; a database takes only so many numbers in one question


def export(member):
    yield Part("comments", _("Your comments"), comment_columns(), lambda: comment_rows(member))
    yield part_of(
        "acts_on_comments",
        _("What became of your comments, and of your standing"),
        {"at": _("When"), "act": _("What"), "comment": _("Comment"), "reason": _("Reason"), "note": _("In words")},
        # What moderators note for each other may speak of others; it is no part of this.
        member.moderation_acts.exclude(act=ModerationAct.Act.NOTED).order_by("at", "pk"),
        lambda act: (act.at, act.get_act_display(), address_of(act.comment_id), reason_words(act.reason), act.note),
    )
    yield part_of(
        "recommendations",
        _("What you have recommended"),
        {"at": _("When"), "comment": _("Comment")},
        member.recommendations.order_by("pk"),
        lambda given: (given.at, address_of(given.comment_id)),
    )
    yield part_of(
        "reports",
        _("What you have reported"),
        {"at": _("When"), "comment": _("Comment"), "reason": _("Reason"), "note": _("In your words")}
        | {"looked_at": _("Looked at"), "agreed": _("The moderator agreed")},
        member.reports.order_by("pk"),
        lambda report: (
            report.at,
            address_of(report.comment_id),
            report.get_reason_display(),
            report.note,
            report.closed_at,
            report.agreed,
        ),
    )
    yield part_of(
        "mutes",
        _("Whom you do not want to read"),
        {"at": _("Since"), "name": _("Name")},
        member.mutes.select_related("muted").order_by("pk"),
        lambda mute: (mute.at, mute.muted.display_name),
    )
    yield part_of(
        "sanctions",
        _("Warnings and suspensions"),
        {"since": _("Since"), "kind": _("Kind"), "reason": _("Reason"), "words": _("What we wrote to you")}
        | {"until": _("Until"), "lifted": _("Lifted")},
        member.sanctions.order_by("since", "pk"),
        lambda sanction: (
            sanction.since,
            sanction.get_kind_display(),
            reason_words(sanction.reason),
            sanction.words,
            sanction.until,
            sanction.lifted_at,
        ),
    )
    yield part_of(
        "notifications",
        _("What we told you, or shall"),
        {"at": _("When"), "kind": _("What"), "comment": _("Comment"), "told": _("Told")},
        member.notifications.order_by("pk"),
        lambda told: (told.at, told.get_kind_display(), address_of(told.comment_id), told.told_at),
    )
    yield Part("mail", _("Mail about comments"), mail_columns(), lambda: mail_row(member))


def part_of(name, title, columns, rows, row):
    return Part(name, title, columns, lambda: map(row, rows.iterator(chunk_size=HANDFUL)))


def comment_columns():
    return {
        "posted": _("Posted"),
        "article": _("Article"),
        "address": _("Address"),
        "answers": _("Answers"),
        "text": _("Comment"),
        "state": _("State"),
        "reason": _("Rule it broke"),
        "shown": _("Shown since"),
        "edited": _("Edited"),
        "picked": _("Editors’ pick since"),
        "recommended": _("Recommended"),
        "findings": _("What the checks found"),
    }


def comment_rows(member):
    """Of values, with the words for states and rules looked up once: there may be ten thousand."""
    states, reasons = words_for(Comment.State), words_for(Comment.Reason)
    rows = Comment.objects.by(member).order_by("pk").values_list(
        "posted_at", "article__headline", "pk", "parent", "text", "state", "reason", "shown_at", "edited_at",
        "picked_at", "recommend_count", "findings",
    )  # fmt: skip
    for posted, headline, number, parent, text, state, reason, *moments, findings in rows.iterator(chunk_size=HANDFUL):
        addresses = address_of(number), address_of(parent)
        found = [words for _rule, words in findings]
        yield posted, headline, *addresses, text, states[state], reasons.get(reason, ""), *moments, found


def words_for(choices):
    return {value: str(label) for value, label in choices.choices}


def mail_columns():
    return {"replies": _("Answers to my comments"), "decisions": _("What moderators decided about my comments")}


def mail_row(member):
    preferences = getattr(member, "comment_preferences", None)
    return [(preferences.get_replies_display(), preferences.decisions)] if preferences else []


def address_of(number):
    return settings.SITE_URL + reverse("comments:show", args=[number]) if number else ""


def reason_words(reason):
    """One of the house rules in words; the name of a check as it is."""
    return dict(Comment.Reason.choices).get(reason, reason)


def erase(member, wish):
    take_back_recommendations(member)
    own = member.moderation_acts
    if wish == Wish.ERASE:
        own.update(note="")  # holds the words before an edit
        Report.objects.filter(member=member).update(note="")
        erase_comments(member)
    else:
        own.filter(comment=None).update(note="")  # about the person; what is about a comment stays with it


def take_back_recommendations(member):
    """The rows go with the account; what they counted for goes here."""
    given = member.recommendations.values("comment")
    Comment.objects.filter(pk__in=given).update(recommend_count=F("recommend_count") - 1)
    member.recommendations.all().delete()


def erase_comments(member):
    """Words go everywhere; a place stays where somebody else has answered, as otherwise the answers would hang in the
    air."""
    comments = dict(Comment.objects.by(member).select_for_update(no_key=True).values_list("pk", "parent"))
    articles = list(Comment.objects.by(member).order_by("article").values_list("article", flat=True).distinct())
    answered = answered_by_others(member, comments)
    for numbers in handfuls(answered):
        empty(Comment.objects.filter(pk__in=numbers))
    gone = [number for number in comments if number not in answered]
    for numbers in handfuls(gone):  # they go all together, so none holds another back
        Comment.objects.filter(pk__in=numbers).update(parent=None, thread=None, branch=None)
    for numbers in handfuls(gone):
        Comment.objects.filter(pk__in=numbers).delete()
    for numbers in handfuls(comments):
        AuditEntry.objects.forget(Comment, numbers)
    for article in articles:
        Comment.objects.recount(Article(pk=article))


def answered_by_others(member, comments):
    """Which of a member's comments have an answer by somebody else below them, through whomever. An answer is younger
    than what it answers: one walk from the youngest upwards."""
    others = Comment.objects.filter(parent__author=member).exclude(author=member)
    answered = set(others.order_by().values_list("parent", flat=True))
    for number in sorted(comments, reverse=True):
        if number in answered and comments[number] in comments:
            answered.add(comments[number])
    return answered


def empty(comments):
    """Leave the place without a word, as if its author had deleted each. What a moderator removed stays removed."""
    State, Act, now = Comment.State, ModerationAct.Act, timezone.now()
    standing = comments.filter(state__in=[State.VISIBLE, State.PENDING])
    ModerationAct.objects.bulk_create(
        ModerationAct(act=Act.DELETED, at=now, comment_id=number, before=state, after=State.DELETED)
        for number, state in standing.values_list("pk", "state")
    )
    Report.objects.filter(comment__in=standing.values("pk"), closed_at=None).update(closed_at=now)
    standing.update(state=State.DELETED)
    comments.update(text="", findings=[], picked_at=None, report_count=0, edited_at=None)


def handfuls(numbers):
    numbers = list(numbers)
    return (numbers[start : start + HANDFUL] for start in range(0, len(numbers), HANDFUL))


belonging = Belonging(export, erase)
