"""The rules by which a place of the front fills itself. Each names its candidates, best first; the front takes the
first one that does not stand anywhere yet. Another rule is one function and one line below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article

LEAD_MAY_BE_OLD = timedelta(days=2)  # an important article leads for so long; then the newest one does


def is_flash(article):
    return article.kind == Article.Kind.FLASH


def pictures_first(articles):
    return sorted(articles, key=lambda article: not article.picture_id)


# --- the rules: of the pools of the page, the section of the slot, and what stands in the same group already ---


def lead(pools, section, beside):
    """The newest important report with a picture while it is fresh, else the newest with one, else the newest."""
    fresh_from = (pools.at or timezone.now()) - LEAD_MAY_BE_OLD
    fresh = [article for article in pools["important"] if article.published_at >= fresh_from and not is_flash(article)]
    return pictures_first([*fresh, *pools["recent"], *pools["last"]])


def important(pools, section, beside):
    """What was marked important, newest first, and then the newest of the rest that is no flash."""
    return [*pools["important"], *pools["recent"]]


def spread(pools, section, beside):
    """The same, but first of sections that do not stand beside it yet."""
    shown = {article.section_id for article in beside}
    return sorted(important(pools, section, beside), key=lambda article: article.section_id in shown)


def newest(pools, section, beside):
    return [*pools["recent"], *pools["last"]]


def long_read(pools, section, beside):
    return pictures_first(pools["long_reads"])


def opinion(pools, section, beside):
    return pools["opinions"]


def popular(pools, section, beside):
    return pools["popular"]


def important_in_section(pools, section, beside):
    """The newest important one of the section, else its newest that is no flash, else its newest."""
    return sorted(pools.of_section(section), key=lambda article: (not article.important, is_flash(article)))


def newest_in_section(pools, section, beside):
    return pools.of_section(section)


def related(pools, section, beside):
    """What to read beside the lead: its story, then its section, then anything of the top. Flashes have the stream."""
    if pools.lead is None:
        return []
    own = pools.of_section(pools.lead.section)
    pool = [article for article in [*own, *important(pools, section, beside)] if not is_flash(article)]
    return [article for article in pool if article.story_id and article.story_id == pools.lead.story_id] + pool


@dataclass(frozen=True)
class Rule:
    title: str | Promise
    candidates: Callable
    of_section: bool = False


RULES = {
    "lead": Rule(_("newest important with a picture"), lead),
    "important": Rule(_("newest important"), important),
    "spread": Rule(_("newest important, of another section than its neighbours"), spread),
    "newest": Rule(_("newest"), newest),
    "long_read": Rule(_("newest long read"), long_read),
    "opinion": Rule(_("newest opinion"), opinion),
    "popular": Rule(_("most read today"), popular),
    "important_in_section": Rule(_("newest important in a section"), important_in_section, of_section=True),
    "newest_in_section": Rule(_("newest in a section"), newest_in_section, of_section=True),
    "related": Rule(_("related to the lead"), related),
}
