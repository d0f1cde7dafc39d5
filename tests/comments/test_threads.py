"""Which comments stand on which page, in which order, for whom; and what a page costs."""

import gzip
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, HouseRules, Mute, Recommendation, Report
from comments.threads import REPLIES, REPLIES_OF_PAGE, THREADS, address_of, page_of
from tests import factories
from tests.factories import comment

pytestmark = pytest.mark.django_db
MOST_BYTES = 60 * 1024


@pytest.fixture
def article():
    HouseRules(close_after_days=0).save()
    return factories.article()


def shown(page):
    return [int(number) for number in re.findall(r'id="c-(\d+)"', page)]


def page_at(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def link(page, words):
    return re.search(rf'href="([^"]*)"[^>]*>{words}<', page)[1].replace("&amp;", "&")


def many(article, number, parent=None, **fields):
    """Comments of one member, quickly made."""
    fields = {"article": article, "author": factories.user(), "shown_at": timezone.now(), **fields}
    made = [Comment(text=f"Thought {n}.", **fields) for n in range(number)]
    for one in made:
        one.answer(parent)
    made = Comment.objects.bulk_create(made)
    Comment.objects.recount(article)
    return made


def test_ten_threads_a_page_oldest_first_and_every_page_is_a_link(client, article):
    made = [one.pk for one in many(article, 2 * THREADS + 3)]
    seen, address = [], article.get_absolute_url()
    while address:
        page = page_at(client, address)
        seen.append(shown(page))
        address = link(page, "More comments") if "More comments" in page else ""
    assert seen == [made[:10], made[10:20], made[20:]]


def test_the_orders_a_reader_may_choose(client, article):
    first, second, third = many(article, 3)
    Comment.objects.filter(pk=second.pk).update(recommend_count=3)
    Comment.objects.filter(pk=third.pk).update(picked_at=timezone.now())
    reply = comment(parent=first, picked_at=timezone.now() - timedelta(hours=1))
    page = page_at(client, article.get_absolute_url())
    orders = {
        words: shown(page_at(client, link(page, words))) for words in ("Newest", "Most recommended", "Editors’ picks")
    }
    assert orders == {
        "Newest": [third.pk, second.pk, first.pk, reply.pk],
        "Most recommended": [second.pk, first.pk, reply.pk, third.pk],
        "Editors’ picks": [third.pk, reply.pk],
    }
    assert shown(page_at(client, f"{article.get_absolute_url()}?comments=nonsense"))[0] == first.pk


@pytest.mark.parametrize("order", ["newest", "recommended", "picks"])
def test_every_order_has_its_next_pages(article, order):
    made = many(article, 25, picked_at=timezone.now())
    seen, after = [], ""
    while after is not None:
        page = page_of(article, order=order, after=after)
        seen += [thread.root.pk for thread in page.threads]
        after = page.next or None
    assert sorted(seen) == [one.pk for one in made]


def test_an_address_that_names_no_page_leads_nowhere(client, article):
    many(article, 2)
    for query in ("after=x", "after=9" * 9, "comments=recommended&after=3", "comments=picks&after=1-2-3", "after=-1"):
        assert client.get(f"{article.get_absolute_url()}?{query}").status_code in (200, 404)
    assert client.get(f"{article.get_absolute_url()}?after=x").status_code == 404


def test_a_thread_reads_as_a_conversation_to_any_depth(client, article):
    root = comment(article=article)
    first, second = comment(parent=root), comment(parent=root)
    deep = comment(parent=first)
    deeper = comment(parent=deep, text="Deeper.")
    page = page_at(client, article.get_absolute_url())
    assert shown(page) == [root.pk, first.pk, deep.pk, deeper.pk, second.pk]
    assert f'to <a href="#c-{deep.pk}"><bdi>{deep.author.display_name}</bdi></a>' in page


def test_a_long_thread_has_pages_of_its_own(client, article):
    root = comment(article=article)
    replies = [one.pk for one in many(article, REPLIES + REPLIES_OF_PAGE + 5, parent=root)]
    page = page_at(client, article.get_absolute_url())
    assert shown(page) == [root.pk, *replies[:REPLIES]]
    first = page_at(client, link(page, f"All {len(replies)} replies"))
    assert shown(first) == [root.pk, *replies[:REPLIES_OF_PAGE]]
    second = page_at(client, link(first, "More replies"))
    assert shown(second) == [root.pk, *replies[REPLIES_OF_PAGE:]]


def test_the_permanent_address_finds_the_page_that_holds_the_comment(client, article):
    roots = many(article, 2 * THREADS + 1)
    replies = many(article, REPLIES_OF_PAGE + 5, parent=roots[14])
    nested = comment(parent=replies[3])
    for one in (roots[0], roots[9], roots[10], roots[20], replies[0], nested, replies[19], replies[-1]):
        response = client.get(f"/comments/{one.pk}/", follow=True)
        address = response.redirect_chain[-1][0]
        assert address.endswith(f"#c-{one.pk}")
        assert one.pk in shown(response.content.decode()), address


def test_what_nobody_may_see_has_no_place_and_what_was_answered_keeps_one(client, article):
    states = {state: comment(article=article, state=state, text=f"Words {state}.") for state in Comment.State.values}
    answered = comment(article=article, state="removed", reason="off_topic", text="Gone.")
    reply = comment(parent=answered)
    page = page_at(client, article.get_absolute_url())
    assert shown(page) == [states["visible"].pk, answered.pk, reply.pk]
    assert "Comment removed by a moderator: off topic." in page
    assert "Gone." not in page
    for state in ("pending", "rejected", "removed", "deleted"):
        assert f"Words {state}." not in page
        assert client.get(f"/comments/{states[state].pk}/").status_code == 404
    assert "Comments (2)" in page
    article.withdraw(by=None, note="It was wrong.")
    for address in (f"/comments/{reply.pk}/", f"/comments/{answered.pk}/thread/"):
        assert client.get(address).status_code == 404


def test_a_member_sees_what_became_of_their_own_words_and_nobody_else_does(client, reader, article):
    pending = comment(article=article, author=reader.user, state="pending", text="See https://example.org/.")
    rejected = comment(article=article, author=reader.user, state="rejected", reason="attack", text="You fool.")
    comment(article=article)
    page = page_at(reader, article.get_absolute_url())
    assert shown(page)[:2] == [pending.pk, rejected.pk]
    assert "Waiting for a moderator. Only you can see this." in page
    assert "Rejected: personal attack. Only you can see this." in page
    assert 'href="https://example.org/"' not in page
    assert reader.get(f"/comments/{pending.pk}/").url.endswith(f"#c-{pending.pk}")
    other = client.get(article.get_absolute_url()).content.decode()
    assert "See https" not in other
    assert "You fool." not in other


def test_what_a_member_has_said_to_others_is_shown_to_that_member(reader, article):
    one, two = comment(article=article, recommend_count=1), comment(article=article, text="Folded away.")
    Recommendation.objects.create(comment=one, member=reader.user)
    Report.objects.create(comment=one, member=reader.user, reason="other")
    Mute.objects.create(member=reader.user, muted=two.author)
    page = page_at(reader, article.get_absolute_url())
    assert 'value="no" aria-pressed="true">Recommend (1)' in page
    assert "Reported, thank you" in page
    assert re.search(
        r"<details[^>]*>\s*<summary>Hidden: you have muted this member</summary>.*?Folded away\.", page, re.S
    )


def test_badges_tell_the_author_of_the_article_and_the_staff(client, article):
    writer, colleague = factories.user(is_staff=True), factories.user(is_staff=True)
    article.bylines.first().author.__class__.objects.filter(bylines__article=article).update(user=writer)
    comment(article=article, author=writer)
    comment(article=article, author=colleague)
    comment(article=article)
    gone = comment(article=article)
    Comment.objects.filter(pk=gone.pk).update(author=None)
    page = page_at(client, article.get_absolute_url())
    assert page.count("Author of the article</span>") == 1
    assert page.count("Staff</span>") == 1
    assert "Deleted member" in page


def test_a_stranger_is_given_the_thread_and_no_cookie_no_form_and_no_name(client, article):
    comment(article=article, text="Well said.")
    response = client.get(article.get_absolute_url())
    page = response.content.decode()
    assert "Well said." in page
    assert "To leave a comment, please log in." in page
    assert not response.cookies
    thread = page.split('class="l-text c-comments"')[1].split("</section>")[0]
    assert "<form" not in thread
    assert "csrf" not in page.lower()
    assert "htmx" not in page
    assert '"commentCount": 1' in page


def test_where_nothing_can_be_said_the_page_says_why(client, reader, article):
    assert "No comments yet." in page_at(client, article.get_absolute_url())
    HouseRules(mode="closed").save()
    for who in (client, reader):
        page = page_at(who, article.get_absolute_url())
        assert "Comments are closed for now." in page
        assert "please log in" not in page
        assert "<textarea" not in page


def test_the_rules_of_the_house_are_one_link_away_where_they_are_written(client, article):
    assert ">Rules</a>" not in page_at(client, article.get_absolute_url()).split("<footer")[0]
    rules = factories.page(title="Our rules", slug="comment-rules", in_footer=True)
    beside = page_at(client, article.get_absolute_url()).split("<footer")[0]
    assert f'<a href="{rules.get_absolute_url()}">Rules</a>' in beside


def test_ten_thousand_comments_cost_what_ten_do(client, reader, article, django_assert_max_num_queries):
    root = comment(article=article)
    many(article, 9)
    many(article, 9, parent=root)

    def asked(who):
        with django_assert_max_num_queries(60) as queries:
            size = len(gzip.compress(who.get(article.get_absolute_url()).content))
        return len(queries), size

    few = [asked(client)[0], asked(reader)[0]]
    roots = many(article, 500)
    many(article, 5000, parent=root)
    for one in roots[:9]:
        many(article, 500, parent=one)
    stranger, member = asked(client), asked(reader)
    assert [stranger[0], member[0]] == [number + 1 for number in few]  # how many answers stand below a cut thread
    assert max(stranger[1], member[1]) < MOST_BYTES
    last = Comment.objects.filter(thread=root).last()
    with django_assert_max_num_queries(8):
        assert address_of(last)
