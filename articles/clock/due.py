"""Doing what is due: each thing once, in the order of its time, however late it has become.

First publications need no clock to be seen: `published()` shows them from their time on. The clock notes that it has
happened. Planned changes and withdrawals happen here and nowhere else.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import itemgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import audit
from articles.models import Article, PlannedAct

logger = logging.getLogger(__name__)


def carry_out() -> None:
    """Do everything that is due, oldest first. What the database refuses for the moment is tried again later, and does
    not keep the rest waiting."""
    trouble = None
    with translation.override(settings.LANGUAGE_CODE):
        for do in what_is_due():
            try:
                do()
            except (OperationalError, InterfaceError) as error:
                trouble = error
    if trouble:
        raise trouble


def what_is_due() -> list[Callable[[], object]]:
    due: list[tuple[datetime, Callable[[], object]]] = []
    due += [(article.published_at, partial(go_live, article.pk)) for article in Article.objects.going_live()]
    due += [(act.at, partial(try_to_do, act)) for act in PlannedAct.objects.due()]
    return [do for _at, do in sorted(due, key=itemgetter(0))]  # of one moment: publications first


@transaction.atomic
def go_live(pk: int) -> bool:
    """Note that a scheduled article's time has come. False when another clock was faster, or the desk took it back."""
    if not Article.objects.going_live().filter(pk=pk).update(status=Article.Status.PUBLISHED):
        return False
    article = Article.objects.get(pk=pk)
    before = {**article.in_short(), "status": Article.Status.SCHEDULED}
    audit.record(None, "article.published", article, before=before, after=article.in_short())
    return True


def try_to_do(act: PlannedAct) -> None:
    """Do a planned act. One that cannot be done is not tried again: it keeps the reason, and the desk is told."""
    try:
        do(act)
    except ValidationError as error:
        refuse(act, " ".join(error.messages))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Planned act %d failed.", act.pk)
        refuse(act, _("The program made a mistake; its log says which."))


@transaction.atomic
def do(act: PlannedAct) -> bool:
    """Claim the act and do it, in one transaction. False when it was done or called off meanwhile.

    The article's row is locked first, as every verb of the desk does, so that the two never wait for each other.
    """
    article = Article.objects.select_for_update(no_key=True).get(pk=act.article_id)
    if not PlannedAct.objects.due().filter(pk=act.pk).update(done_at=Now()):
        return False
    act.refresh_from_db()  # the desk may have planned it anew a moment ago
    if article.status not in Article.VISIBLE:
        raise ValidationError(_("The article is not published."))
    if act.act == PlannedAct.Act.WITHDRAW:
        article.withdraw(act.by, act.note)
    else:
        article.publish(act.by, number=act.version, substantive=act.substantive)
    return True


@transaction.atomic
def refuse(act: PlannedAct, reason: str) -> None:
    if PlannedAct.objects.due().filter(pk=act.pk).update(refused=reason):
        words = {"what": act.get_act_display(), "reason": reason}
        act.article.desk_notes.create(text=_("Planned, but not done: %(what)s. %(reason)s") % words)
