"""The numbers of the comments, and where comments are taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Conversation, HouseRules, SectionConversations
from comments.models.house_rules import how_taken
from tests import factories

from .conversations import rules

pytestmark = pytest.mark.django_db
OLD = timedelta(days=15)


def test_until_somebody_sets_them_the_rules_are_the_defaults(django_assert_num_queries):
    with django_assert_num_queries(1):
        current = HouseRules.current()
    assert (current.edit_minutes, current.trust_after, current.close_after_days) == (15, 2, 14)
    assert not HouseRules.objects.exists()


def test_there_is_one_row_and_its_first_change_keeps_the_rest():
    first, second = HouseRules.current(), HouseRules.current()
    first.mode = "held"
    first.save(update_fields=["mode"])
    second.edit_minutes = 5
    second.save()
    assert HouseRules.objects.count() == 1
    assert HouseRules.current().edit_minutes == 5


def section_takes(article, mode):
    SectionConversations.objects.update_or_create(section=article.section, defaults={"mode": mode})


def by_hand(article, mode):
    Conversation.objects.update_or_create(article=article, defaults={"mode": mode})


def test_who_decides_how_comments_are_taken():
    """Closed everywhere, then by hand, then by age, then the section, then everywhere."""
    article = factories.article()
    assert how_taken(article) == ("open", "")
    rules(mode="held")
    assert how_taken(article).mode == "held"
    section_takes(article, "open")
    assert how_taken(article).mode == "open"
    section_takes(article, "closed")
    assert how_taken(article) == ("closed", "Comments are closed in this section.")
    by_hand(article, "held")
    assert how_taken(article).mode == "held"
    by_hand(article, "closed")
    assert how_taken(article) == ("closed", "The editors have closed the comments under this article.")
    by_hand(article, "open")
    assert how_taken(article).mode == "open"
    rules(mode="closed")
    assert how_taken(article) == ("closed", "Comments are closed for now.")


def test_comments_close_by_themselves_and_a_choice_by_hand_wins():
    article = factories.article(at=timezone.now() - OLD)
    section_takes(article, "held")
    assert how_taken(article) == ("closed", "Comments are closed 14 days after publication.")
    rules(close_after_days=16)
    assert how_taken(article).mode == "held"
    rules(close_after_days=1)
    by_hand(article, "open")
    assert how_taken(article).mode == "open"
    article.conversation.delete()
    rules(close_after_days=0)
    assert how_taken(article).mode == "held"


def test_it_takes_two_queries(django_assert_num_queries):
    article = factories.article()
    section_takes(article, "held")
    by_hand(article, "open")
    with django_assert_num_queries(2):
        how_taken(article)
