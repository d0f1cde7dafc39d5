"""One change in everything of an article at once: in what readers see, and in what waits to be published."""

from django.db import transaction

from articles import content as contents

from .schedule import PlannedAct
from .versions import Version


@transaction.atomic
def change_everywhere(article, alter, by, note="", correction=None, substantive=False):
    """Make `alter`, which makes a content of a content, come true in every copy of an article that counts.

    A draft (or what was withdrawn) is saved once more. Of a published one, what readers see is changed and published,
    with the correction if there is one; the changes that wait go on waiting, with this one in them. Raises
    StaleVersion when somebody saves at the same moment, ValidationError when it could not be published.
    """
    waits = article.has_changes
    if article.status not in article.VISIBLE:
        article.keep(alter(article.working_content()), by, Version.Act.CORRECTED, note=note)
        return
    working = article.working_content() if waits else None
    plan = article.planned.waiting().filter(act=PlannedAct.Act.CHANGE).first()
    planned = plan and plan.version != article.version and article.versions.get(number=plan.version).content
    desk = {name: getattr(article, name) for name in ("desk", "desk_since", "editor")}
    seen_by_readers = contents.of(type(article).objects.with_parts().get(pk=article.pk))
    altered = contents.settled(alter(seen_by_readers))
    if altered != contents.settled(seen_by_readers):
        article.keep(altered, by, Version.Act.CORRECTED, note=note)
        substantive = substantive or correction is not None
        article.publish(by, number=article.version, substantive=substantive, correction=correction)
    if waits:
        number = planned and article.keep(alter(planned), by, Version.Act.MERGED, note=note).number
        article.keep(alter(working), by, Version.Act.MERGED, note=note)
        put_back(article, desk)
        if plan:
            plan_again(plan, number or article.version)


def put_back(article, desk):
    """Let the changes that wait stand on the desk where they stood."""
    for name, value in desk.items():
        setattr(article, name, value)
    type(article).objects.filter(pk=article.pk).update(**desk)


def plan_again(plan, number):
    """Plan the same for a later version; publishing has taken the plan away, or it still names the earlier one."""
    plan.article.planned.waiting().filter(act=plan.act).delete()
    plan.pk, plan.version = None, number
    plan.save(force_insert=True)
