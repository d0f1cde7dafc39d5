"""The breaking strip: one at a time in an edition, above every page, gone by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.models import Breaking
from tests import factories
from tests.articles.newsdesk import fields_of

FORM = "/admin/front/en/breaking/"
STRIP = 'aria-label="Breaking news"'


def announce(words="Bridge closed", minutes=60, **fields):
    strip = Breaking.objects.announce("en", words, timezone.now() + timedelta(hours=1), None, **fields)
    if minutes != 60:
        Breaking.objects.filter(pk=strip.pk).update(ends_at=timezone.now() + timedelta(minutes=minutes))
    return strip


def set_strip(client, **typed):
    return client.post(FORM, {**fields_of(client.get(FORM), "breaking-form"), **typed}, follow=True)


def test_an_editor_sets_a_strip_for_an_hour_above_every_page_of_the_edition(editor, client, article):
    factories.article(language="uk")
    set_strip(editor, words="Bridge closed", article=str(article.pk))
    strip = Breaking.objects.get()
    assert timedelta(minutes=59) < strip.ends_at - timezone.now() <= timedelta(minutes=60)
    for path in ("/", "/all-news/", article.get_absolute_url(), "/accounts/login/", "/nothing/here/"):
        page = client.get(path).content.decode()
        assert "Bridge closed" in page, path
        assert STRIP in page
        assert 'role="alert"' not in page.split("</header>")[0]
    assert "Bridge closed" not in client.get("/uk/").content.decode()


def test_an_article_leads_to_its_own_strip_and_place_for_those_who_arrange(editor, reporter, article):
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    address = f"{FORM}?article={article.pk}"
    assert f'href="{address}"' in page
    assert f'href="/admin/front/en/place/?article={article.pk}"' in page
    typed = fields_of(editor.get(address), "breaking-form")
    assert typed["words"] + typed["article"] == [article.headline, f"{article.headline} ({article.pk})"]
    editor.post(address, typed)
    assert Breaking.objects.get().article == article
    own = factories.article(headline="Own", created_by=reporter.user)
    assert "?article=" not in reporter.get(f"/admin/articles/article/{own.pk}/change/").content.decode()
    for nonsense in ("0", "x", "999999999999999999999", article.pk + 999):
        assert editor.get(f"{FORM}?article={nonsense}").status_code == 200


def test_it_ends_by_itself(client, article):
    announce(minutes=-1)
    assert STRIP not in client.get("/").content.decode()


def test_there_is_one_at_a_time(editor, client, article):
    announce("First")
    set_strip(editor, words="Second")
    page = client.get("/").content.decode()
    assert "Second" in page
    assert "First" not in page
    assert Breaking.objects.filter(ends_at__gt=timezone.now()).count() == 1


def test_it_is_ended_at_once(editor, client, article):
    strip = announce()
    editor.post(FORM, {"end": strip.pk})
    assert STRIP not in client.get("/").content.decode()
    again = editor.post(FORM, {"end": strip.pk}, follow=True)
    assert "had ended already" in again.content.decode()


def test_the_audit_list_has_both_with_before_and_after(editor, article):
    set_strip(editor, words="First")
    set_strip(editor, words="Second")
    editor.post(FORM, {"end": Breaking.objects.latest("pk").pk})
    acts = list(AuditEntry.objects.filter(act__startswith="breaking").order_by("pk"))
    assert [entry.act for entry in acts] == ["breaking.set", "breaking.set", "breaking.ended"]
    assert (acts[1].before["words"], acts[1].after["words"]) == ("First", "Second")
    assert acts[2].before["ends_at"] > acts[2].after["ends_at"]


def test_a_second_setter_is_told_and_keeps_the_words(editor, chief_editor, article):
    data = fields_of(editor.get(FORM), "breaking-form")
    set_strip(chief_editor, words="Theirs")
    answer = editor.post(FORM, {**data, "words": "Mine"})
    assert "Somebody else has set" in answer.content.decode()
    assert fields_of(answer, "breaking-form")["words"] == ["Mine"]
    assert Breaking.objects.in_force("en").get().words == "Theirs"


def test_it_links_to_its_article_only_while_readers_may_open_that(client, article):
    announce(article=article)
    assert article.get_absolute_url() in client.get("/pages/none/").content.decode()
    article.withdraw(None, "Gone")
    page = client.get("/pages/none/").content.decode()
    assert "Bridge closed" in page
    assert article.slug not in page


def test_a_reader_closes_it_and_the_next_one_shows_again(client, article):
    strip = announce()
    answer = client.get(f"/breaking/{strip.pk}/close/?next=/all-news/")
    assert answer.headers["Location"] == "/all-news/"
    assert STRIP not in client.get("/").content.decode()
    announce("The next one")
    assert "The next one" in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "\\\\evil.example", ""])
def test_closing_leads_nowhere_else(client, db, back):
    assert client.get("/breaking/1/close/", {"next": back}).headers["Location"] == "/"


def test_pages_differ_by_cookie_so_no_shared_cache_mixes_them_up(client, article):
    announce()
    assert "Cookie" in client.get("/").headers["Vary"]


def test_an_address_of_an_account_page_is_not_repeated_in_the_strip(client, article):
    announce()
    page = client.get("/accounts/login/?next=/secret-key/").content.decode()
    assert "close/?next=%22" not in page
    assert 'close/?next="' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "This field is required."),
        ({"words": "x" * 121}, "at most 120 characters"),
        ({"words": "Mine", "ends_at": "2020-01-01T10:00"}, "That time has passed."),
        ({"words": "Mine", "article": "zebra"}, "Nothing of this edition"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(editor, article, typed, sentence):
    answer = set_strip(editor, **typed)
    assert sentence in answer.content.decode()
    assert fields_of(answer, "breaking-form")["words"] == [typed["words"]]
    assert not Breaking.objects.exists()


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 30])
def test_nonsense_is_answered(editor, client, article, nonsense):
    assert editor.post(FORM, {"end": nonsense}, follow=True).status_code == 200
    assert editor.post(FORM, {"words": "Mine", "seen": nonsense}).status_code == 200
    assert client.get(f"/breaking/{nonsense or 0}/close/").status_code in (302, 404)
    client.cookies["breaking"] = nonsense
    assert client.get("/").status_code == 200
