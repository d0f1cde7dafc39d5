"""Live coverage: posts that readers see at once, behind a button for those who are reading, until it is a report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, LiveCoverage, LivePost
from tests import factories

from .newsdesk import fields_of


def desk_of(article):
    return f"/admin/articles/article/{article.pk}/live/"


@pytest.fixture
def live(editor):
    article = factories.article(headline="Midnight crosses the world")
    editor.post(desk_of(article), {"_start": "1"})
    return article


def write(client, article, **typed):
    data = fields_of(client.get(desk_of(article)), "post_form")
    return client.post(desk_of(article), {**data, "_post": "1", **typed}, follow=True)


def posts(article, count, **fields):
    coverage = LiveCoverage.objects.get(article=article)
    start = timezone.now() - timedelta(minutes=count + 1)
    return [
        LivePost.objects.create(
            coverage=coverage, at=start + timedelta(minutes=number), body=f"<p>Post number {number}.</p>", **fields
        )
        for number in range(count)
    ]


def test_a_post_is_public_as_soon_as_it_is_written(editor, client, live):
    write(editor, live, headline="Auckland", body="<p>It is midnight in Auckland.</p>")
    page = client.get(live.get_absolute_url()).content.decode()
    assert "It is midnight in Auckland." in page
    assert "As it happens" in page
    assert "Reload" in page
    assert 'http-equiv="refresh"' not in page


def test_a_double_click_posts_once(editor, live):
    data = {**fields_of(editor.get(desk_of(live)), "post_form"), "body": "<p>Once.</p>", "_post": "1"}
    editor.post(desk_of(live), data)
    editor.post(desk_of(live), data)
    assert LivePost.objects.count() == 1


def test_an_empty_post_is_refused_and_nothing_typed_is_lost(editor, live):
    page = write(editor, live, headline="Only a headline", body="").content.decode()
    assert "This field is required." in page
    assert "Only a headline" in page
    assert not LivePost.objects.exists()


def test_what_we_know_and_key_posts_stand_above_the_posts(editor, client, live):
    write(editor, live, headline="Auckland", body="<p>Midnight.</p>", is_key="on")
    seen = LiveCoverage.objects.get().version
    editor.post(desk_of(live), {"_known": "1", "known-what_we_know": "<p>It takes 26 hours.</p>", "known-seen": seen})
    page = client.get(live.get_absolute_url()).content.decode()
    assert page.index("What we know") < page.index("It takes 26 hours.") < page.index("Key posts")
    assert page.index("Key posts") < page.index("As it happens")


def test_the_second_of_two_who_say_what_we_know_is_told(editor, publisher, live):
    for who in (editor, publisher):
        answer = who.post(
            desk_of(live), {"_known": "1", "known-what_we_know": f"<p>{who.user}</p>", "known-seen": "0"}
        )
    assert "Somebody changed this meanwhile." in answer.content.decode()
    assert "Publisher" in answer.content.decode()
    assert LiveCoverage.objects.get().what_we_know == "<p>Editor</p>"


def test_a_post_changed_meanwhile_is_not_overwritten_unseen(editor, publisher, live):
    (post,) = posts(live, 1)
    hers = fields_of(editor.get(f"{desk_of(live)}?post={post.pk}"), "post_form")
    his = fields_of(publisher.get(f"{desk_of(live)}?post={post.pk}"), "post_form")
    publisher.post(desk_of(live), {**his, "body": "<p>His.</p>", "_post": "1"})
    answer = editor.post(desk_of(live), {**hers, "body": "<p>Hers.</p>", "_post": "1"})
    page = answer.content.decode()
    assert "Somebody changed this post meanwhile." in page
    assert "His." in page
    post.refresh_from_db()
    assert post.body == "<p>His.</p>"
    editor.post(desk_of(live), {**fields_of(answer, "post_form"), "_post": "1"})
    post.refresh_from_db()
    assert post.body == "<p>Hers.</p>"


def test_a_withdrawn_post_and_one_whose_time_has_not_come_are_nowhere(editor, client, live):
    gone, coming = posts(live, 2, headline="KANARKA")
    editor.post(desk_of(live), {"_withdraw": gone.pk})
    LivePost.objects.filter(pk=coming.pk).update(at=timezone.now() + timedelta(hours=1))
    address = live.get_absolute_url()
    for page in (address, f"{address}live/new/", "/", "/all-news/"):
        assert "KANARKA" not in client.get(page).content.decode()
    for post in (gone, coming):
        assert client.get(f"{address}live/{post.pk}/").status_code == 404


def test_a_long_coverage_is_paged_and_each_post_has_its_permalink(client, live, django_assert_max_num_queries):
    made = posts(live, 45)
    address = live.get_absolute_url()
    with django_assert_max_num_queries(16):
        page = client.get(address).content.decode()
    assert "Post number 44." in page
    assert "Post number 24." not in page
    alone = client.get(f"{address}live/{made[3].pk}/").content.decode()
    assert "Post number 3." in alone
    assert "Post number 4." not in alone
    assert f'rel="canonical" href="http://127.0.0.1:8000{address}"' in alone


def test_what_is_new_is_the_same_fragment_for_everybody(client, reader, live, django_assert_max_num_queries):
    made = posts(live, 3)
    page = client.get(live.get_absolute_url()).content.decode()
    after = page.split('data-after="')[1].split('"')[0]
    address = f"{live.get_absolute_url()}live/new/?after={after}"
    assert 'data-count="0"' in client.get(address).content.decode()
    LivePost.objects.create(coverage=made[0].coverage, body="<p>Fresh.</p>")
    with django_assert_max_num_queries(12):
        answer = client.get(address)
    assert 'data-count="1"' in answer.content.decode()
    assert "Fresh." in answer.content.decode()
    assert "Post number" not in answer.content.decode()
    assert "max-age=10" in answer.headers["Cache-Control"]
    assert reader.get(address).content == answer.content


@pytest.mark.parametrize("after", ["x", "1-2-3", "9" * 40, "-", "%00", "17-99999999999999999999"])
def test_a_cursor_that_is_none_is_no_page(client, live, after):
    assert client.get(f"{live.get_absolute_url()}live/new/", {"after": after}).status_code == 404


def test_closing_makes_a_report_and_keeps_the_posts(editor, client, live):
    posts(live, 2)
    report = {"closing-standfirst": "Midnight has passed everywhere.", "closing-body": "<p>It took 26 hours.</p>"}
    editor.post(desk_of(live), {"_close": "1", **report})
    page = client.get(live.get_absolute_url()).content.decode()
    assert "Midnight has passed everywhere." in page
    assert "This coverage ended on" in page
    assert page.index("It took 26 hours.") < page.rindex("Post number 1.")
    assert "data-live" not in page
    assert "data-open" not in client.get(f"{live.get_absolute_url()}live/new/").content.decode()
    write(editor, live, body="<p>Too late.</p>") if b"post_form" in editor.get(desk_of(live)).content else None
    assert not LivePost.objects.filter(body__contains="Too late").exists()


def test_closing_leaves_changes_that_wait_waiting(editor, client, live):
    from .newsdesk import press

    press(editor, "_save", live, headline="Not yet for readers")
    editor.post(desk_of(live), {"_close": "1", "closing-standfirst": "The end.", "closing-body": ""})
    article = Article.objects.get(pk=live.pk)
    assert (article.headline, article.standfirst, article.has_changes) == (live.headline, "The end.", True)


def test_only_who_may_publish_turns_live_and_closes_and_a_reporter_posts_to_an_own_article(reporter, editor):
    own = factories.article(created_by=reporter.user)
    other = factories.article()
    assert reporter.post(desk_of(own), {"_start": "1"}).status_code == 403
    editor.post(desk_of(own), {"_start": "1"})
    editor.post(desk_of(other), {"_start": "1"})
    write(reporter, own, body="<p>From the place.</p>")
    assert LivePost.objects.get().body == "<p>From the place.</p>"
    assert reporter.post(desk_of(own), {"_close": "1"}).status_code == 403
    assert reporter.get(desk_of(other)).status_code in (302, 403, 404)
    reporter.post(desk_of(other), {"_post": "1", "body": "<p>Forged.</p>"})
    assert LivePost.objects.count() == 1


def test_the_addresses_of_a_withdrawn_live_article_are_gone(editor, client, live):
    (post,) = posts(live, 1)
    address = live.get_absolute_url()
    Article.objects.get(pk=live.pk).withdraw(None, "A mistake.")
    assert client.get(f"{address}live/{post.pk}/").status_code == 410
    assert client.get(f"{address}live/new/").status_code == 410


def test_a_draft_is_not_turned_live(editor):
    draft = factories.draft()
    page = editor.post(desk_of(draft), {"_start": "1"}, follow=True).content.decode()
    assert "Publish the article first" in page
    assert not LiveCoverage.objects.exists()


def test_hostile_markup_in_a_post_is_cleaned(editor, client, live):
    write(editor, live, body='<p onclick="x()">Text<script>alert(1)</script></p>', headline="<b>Bold</b>")
    page = client.get(live.get_absolute_url()).content.decode()
    assert "alert(1)" not in page
    assert "onclick" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


def test_machines_read_a_live_blog(client, live):
    posts(live, 1)
    page = client.get(live.get_absolute_url()).content.decode()
    assert '"@type": "LiveBlogPosting"' in page
    assert '"liveBlogUpdate"' in page


def test_teasers_say_that_an_article_is_live(client, live):
    posts(live, 1)
    assert '<b class="c-now">Live</b>' in client.get(live.section.get_absolute_url()).content.decode()


def test_closing_moves_the_updated_time(editor, live):
    editor.post(desk_of(live), {"_close": "1", "closing-standfirst": "The end.", "closing-body": ""})
    assert Article.objects.get(pk=live.pk).updated_at is not None
