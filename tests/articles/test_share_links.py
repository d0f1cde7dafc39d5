"""A secret link for one reader: how long it opens, what it shows, what it does not give away, and who closes it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.audit import AuditEntry
from articles.models import ShareLink, ShareOpening
from articles.models.sharing import new_token
from tests import factories

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def draft():
    made = factories.draft(
        headline="A secret headline",
        standfirst="A secret lead.",
        body="<p>Secret words.</p>",
        section=factories.section(),
        authors=[factories.author()],
        picture=factories.picture(),
    )
    save(made)
    return made


def save(article, **fields):
    content = article.working_copy().working_content()
    article.keep({**content, **fields}, by=None)
    article.refresh_from_db()


def share(article, days=3, version=None):
    """The path of a new link."""
    token = new_token()
    ShareLink.objects.make(article, token, None, "A source", days, version)
    return f"/shared/{token}/"


def desk(article):
    return f"/admin/articles/article/{article.pk}/share/"


def read(client, path, **headers):
    return client.get(path, headers={**BROWSER, **headers})


def same_page(response, path):
    """The page without what differs on every one: the address that was asked for."""
    return response.content.decode().replace(path, "")


# --- making one ---


def test_the_address_is_shown_once_and_kept_nowhere(editor, client, draft):
    page = editor.post(desk(draft), {"label": "Olena", "which": "newest", "days": "3"}).content.decode()
    address = re.search(r'value="http://127\.0\.0\.1:8000(/shared/[\w-]{43}/)"', page)[1]
    assert "A secret headline" in read(client, address).content.decode()
    link = ShareLink.objects.get()
    assert (link.label, link.version) == ("Olena", None)
    assert timedelta(hours=71) < link.expires_at - timezone.now() <= timedelta(hours=72)
    token = address.split("/")[2]
    assert token not in str(ShareLink.objects.values().get())
    assert token not in editor.get(desk(draft)).content.decode()
    assert token not in str(list(AuditEntry.objects.values()))


def test_a_form_that_is_sent_twice_makes_one_link(editor, draft):
    token = editor.get(desk(draft)).context["form"]["token"].value()
    sent = {"label": "Olena", "which": "newest", "days": "3", "token": token}
    first, second = editor.post(desk(draft), sent), editor.post(desk(draft), sent)
    assert first.context["address"] == second.context["address"]
    assert ShareLink.objects.count() == AuditEntry.objects.filter(act="share.created").count() == 1


def test_nobody_chooses_the_address_of_a_link(editor, draft):
    other = editor.get(desk(factories.draft())).context["form"]["token"].value()
    for token in ("easy", "easy:signature", other):
        sent = {"label": "Olena", "which": "newest", "days": "3", "token": token}
        address = editor.post(desk(draft), sent).context["address"]
        assert token.split(":")[0] not in address
    assert draft.share_links.count() == 3


def test_what_is_missing_in_the_form_is_said_and_nothing_is_made(editor, draft):
    response = editor.post(desk(draft), {"label": " ", "which": "x", "days": "365"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"label", "which", "days"}
    assert not ShareLink.objects.exists()


def test_making_and_closing_are_on_the_audit_list(editor, draft):
    editor.post(desk(draft), {"label": "Olena", "which": "this", "days": "1"})
    link = ShareLink.objects.get()
    editor.post(f"{desk(draft)}{link.pk}/revoke/")
    editor.post(f"{desk(draft)}{link.pk}/revoke/")
    acts = AuditEntry.objects.of(draft).filter(act__startswith="share.").values_list("act", "by")
    assert list(acts) == [("share.revoked", editor.user.pk), ("share.created", editor.user.pk)]


def test_a_reporter_shares_what_is_their_own(reporter, editor, draft):
    assert reporter.post(desk(draft), {"label": "x", "which": "newest", "days": "1"}).status_code in (302, 403, 404)
    assert not ShareLink.objects.exists()
    own = factories.draft(created_by=reporter.user)
    reporter.post(desk(own), {"label": "x", "which": "newest", "days": "1"})
    assert own.share_links.exists()


def test_a_link_is_closed_by_post_and_on_its_own_article(editor, client, draft):
    path = share(draft)
    link = ShareLink.objects.get()
    assert editor.get(f"{desk(draft)}{link.pk}/revoke/").status_code == 405
    assert editor.post(f"{desk(factories.draft())}{link.pk}/revoke/").status_code == 404
    assert read(client, path).status_code == 200
    editor.post(f"{desk(draft)}{link.pk}/revoke/")
    assert read(client, path).status_code == 404


# --- what it shows ---


def test_it_shows_the_real_page_under_a_banner(client, draft):
    page = read(client, share(draft)).content.decode()
    for words in (
        "Preview, not published.",
        "A secret headline",
        "Secret words.",
        draft.picture.renditions().fallback,
    ):
        assert words in page


def test_it_tells_of_an_embargo(client, draft):
    save(draft, embargo_until=(timezone.now() + timedelta(hours=5)).isoformat())
    assert "Embargo until" in read(client, share(draft)).content.decode()


def test_it_follows_the_article_or_stays_with_one_version(client, draft):
    newest, this = share(draft), share(draft, version=draft.version)
    save(draft, body="<p>Other words.</p>")
    assert "Other words." in read(client, newest).content.decode()
    assert "Secret words." in read(client, this).content.decode()


def test_a_ukrainian_article_is_read_in_its_edition(client):
    path = share(factories.draft(language="uk", headline="Дощ"))
    assert read(client, path).url == f"/uk{path}"
    assert '<html lang="uk"' in read(client, f"/uk{path}").content.decode()


# --- what it gives away ---


def test_no_cache_keeps_it_no_machine_finds_it_and_no_page_hears_where_one_came_from(client, reader, draft):
    path = share(draft)
    for who in (client, reader):
        response = read(who, path)
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert response["X-Frame-Options"] == "DENY"
    assert not client.get(path, headers=BROWSER).cookies


def test_nothing_in_the_page_carries_the_address_on_or_counts_it(client, editor, draft):
    path = share(draft)
    token = path.split("/")[2]
    for who in (client, editor):
        page = read(who, path).content.decode()
        assert token not in page
        for word in ("data-read-url", "og:title", "ld+json", 'rel="canonical"', 'hreflang="en" href', "data-share"):
            assert word not in page
        assert f"/admin/articles/article/{draft.pk}" not in page


@time_machine.travel("2026-03-17T10:00:00Z", tick=False)
@pytest.mark.parametrize(
    "agent", ["Slackbot-LinkExpanding 1.0", "TelegramBot (like TwitterBot)", "facebookexternalhit/1.1", ""]
)
def test_machines_that_look_into_messages_are_told_nothing_at_all(client, draft, agent):
    path, invented = share(draft), f"/shared/{'x' * 43}/"
    known, unknown = (client.get(each, headers={"User-Agent": agent}) for each in (path, invented))
    assert known.status_code == unknown.status_code == 403
    assert "A secret" not in known.content.decode()
    assert known.content == unknown.content
    assert not ShareOpening.objects.exists()


# --- when it ends ---


def ended(client, draft, how):
    path = share(draft)
    link = ShareLink.objects.get()
    if how == "expired":
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        link.revoke(None)
    elif how == "withdrawn":
        draft.publish(None)
        draft.withdraw(None, "Gone.")
    elif how == "deleted":
        draft.delete()
    return path


@pytest.mark.parametrize("how", ["expired", "revoked", "withdrawn", "deleted"])
def test_a_link_that_is_over_is_like_one_that_never_was(client, draft, how):
    path, invented = ended(client, draft, how), f"/shared/{'x' * 43}/"
    with time_machine.travel(timezone.now(), tick=False):  # the page prints the second it was made in
        over, unknown = read(client, path), read(client, invented)
    assert over.status_code == unknown.status_code == 404
    assert same_page(over, path) == same_page(unknown, invented)
    differing = {"Content-Length"}
    assert {**over.headers, **dict.fromkeys(differing)} == {**unknown.headers, **dict.fromkeys(differing)}
    assert not ShareOpening.objects.exists()


def test_it_expires_to_the_minute(client, draft):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        path = share(draft, days=1)
        link = ShareLink.objects.get()
        clock.shift(timedelta(hours=23))
        assert link.is_open
        clock.shift(timedelta(hours=2))
        assert not link.is_open
    ShareLink.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    assert read(client, path).status_code == 200


def test_a_link_opens_its_own_article_and_no_other(client, draft):
    other = factories.draft(headline="Another secret")
    assert "Another secret" not in read(client, share(draft)).content.decode()
    for path in (f"/shared/{draft.pk}/", f"/shared/{ShareLink.objects.get().token_hash}/", f"/preview/{other.pk}/"):
        assert "ecret headline" not in read(client, path).content.decode()


def test_once_it_is_public_the_link_leads_to_the_article(client, draft):
    newest, this = share(draft), share(draft, version=draft.version)
    draft.publish(None, at=timezone.now() + timedelta(hours=1))
    assert read(client, newest).status_code == 200
    draft.publish(None, at=timezone.now() - timedelta(hours=1))
    for path in (newest, this):
        response = read(client, path)
        assert (response.status_code, response.url) == (302, draft.get_absolute_url())
        assert "no-store" in response["Cache-Control"]


def test_changes_of_a_live_article_are_shown_until_they_are_published(client, draft):
    draft.publish(None)
    before = share(draft, version=draft.version)
    save(draft, body="<p>Better words.</p>")
    newest, this = share(draft), share(draft, version=draft.version)
    assert read(client, before).status_code == 302
    for path in (newest, this):
        assert "Better words." in read(client, path).content.decode()
    draft.publish(None)
    for path in (newest, this):
        assert read(client, path).status_code == 302


def test_an_address_that_leads_nowhere_costs_no_more_than_a_look(client, django_assert_max_num_queries):
    for token in ("x", "%F0%9F%8D%95", "x" * 5000, "%ff"):
        with django_assert_max_num_queries(4):
            assert read(client, f"/shared/{token}/").status_code == 404


# --- who opened it ---


def test_openings_are_written_down_with_a_network_and_without_a_cookie(client, reader, editor, draft):
    path = share(draft)
    client.get(path, headers=BROWSER, REMOTE_ADDR="203.0.113.77")
    reader.get(path, headers=BROWSER, REMOTE_ADDR="2001:db8:1:2::3")
    page = editor.get(desk(draft)).content.decode()
    for words in ("Opened 2 times", "203.0.113.0/24", "2001:db8:1::/48", "Reader", "Firefox"):
        assert words in page
    assert "203.0.113.77" not in page


def test_a_visit_counts_once_and_a_look_at_the_head_not_at_all(client, draft):
    path = share(draft)
    for _ in range(5):
        read(client, path)
    client.head(path, headers=BROWSER)
    assert ShareOpening.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        read(client, path)
    assert ShareOpening.objects.count() == 2


def test_the_list_of_openings_ends(client, draft, monkeypatch):
    monkeypatch.setattr("articles.models.sharing.KEPT_OPENINGS", 3)
    path = share(draft)
    for number in range(6):
        client.get(path, headers={"User-Agent": f"{BROWSER['User-Agent']} {number}"})
    assert ShareOpening.objects.count() == 3


def test_the_number_of_queries_of_the_list_does_not_grow(editor, client, draft, django_assert_max_num_queries):
    for number in range(6):
        path = share(draft)
        client.get(path, headers={"User-Agent": f"{BROWSER['User-Agent']} {number}"})
    with django_assert_max_num_queries(16):
        page = editor.get(desk(draft)).content.decode()
    assert page.count("Opened 1 time") == 6
