"""What readers are told of an article's past: what they saw first, and every change of substance since.

Whatever was saved and never went live stands outside of it. A version can be held back, for a reason that the desk
writes down; readers are told that there was one, and what changed is then told across it.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import audit
from articles import content as contents
from articles.comparing import READERS, Names, Part, compare
from articles.models import Version

LONGEST_REASON = Version._meta.get_field("held_back_because").max_length


@dataclass
class Change:
    """A version that readers saw, and what differs from the one they were shown before; None where there is none."""

    version: Version
    parts: list[Part] | None


def versions_of(article):
    """The versions of its public history, also those held back, oldest first."""
    seen = article.versions.filter(Q(substantive=True) | Q(is_first=True), went_live_at__lte=Now())
    return seen.order_by("went_live_at", "number")


def address_of(article):
    """Where its history is read, or nothing while there is none. Asks only about an article that was updated."""
    if not (article.is_published and article.updated_at and versions_of(article)[1:2].exists()):
        return ""
    return f"{article.get_absolute_url()}history/"


def changes_of(article, offset, size):
    """Part of the changes, newest first, and whether there are older ones.

    A version that is held back comes without its content: nothing of it can be printed by mistake.
    """
    every = list(versions_of(article).defer("content").select_related("correction").reverse())
    page = every[offset : offset + size]
    told = [version for version in every[offset:] if not version.held_back_because]
    shown = [version for version in page if not version.held_back_because]
    needed = told[: len(shown) + 1]
    found = dict(article.versions.filter(pk__in=[v.pk for v in needed]).values_list("pk", "content"))
    found = {pk: contents.settled(content) for pk, content in found.items()}
    names, before = Names(*found.values()), dict(pairwise(needed))
    changes = [
        Change(version, earlier and compare(found[earlier.pk], found[version.pk], names, READERS))
        for version in page
        for earlier in [before.get(version)]
    ]
    return changes, len(every) > offset + size


# --- the desk decides ---


@transaction.atomic
def hold_back(version, by, reason):
    """Keep a version out of the public history. Raises ValidationError without a reason, or with too long a one."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why readers shall not see this version."))
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            _("The reason has %(length)d characters; there is room for %(room)d.")
            % {"length": len(reason), "room": LONGEST_REASON}
        )
    version.held_back_because, version.held_back_by = reason, by
    version.save(update_fields=["held_back_because", "held_back_by"])
    audit.record(by, "version.held_back", version.article, after={"version": version.number}, note=reason)


@transaction.atomic
def show_again(version, by):
    because = version.held_back_because
    version.held_back_because, version.held_back_by = "", None
    version.save(update_fields=["held_back_because", "held_back_by"])
    audit.record(by, "version.shown", version.article, before={"version": version.number, "because": because})
