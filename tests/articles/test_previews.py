"""How an article looks before readers see it: on the desk's page of previews, and on the real page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def live():
    """A published article with changes that readers do not see."""
    article = factories.article(headline="Rain", body="<p>It rains.</p>")
    change(article, body="<p>It pours.</p>")
    return article


def change(article, **fields):
    content = article.working_copy().working_content()
    article.keep({**content, **fields}, by=None)
    article.refresh_from_db()


def desk(article, query=""):
    return f"/admin/articles/article/{article.pk}/preview/{query}"


@pytest.mark.parametrize(("way", "width"), [("phone", "390"), ("desktop", "1280")])
def test_the_page_is_framed_at_the_width_of_a_screen(editor, live, way, width):
    page = editor.get(desk(live, f"?as={way}")).content.decode()
    assert f'<iframe src="/preview/{live.pk}/"' in page
    assert width in page
    assert f'href="?as={way}" aria-current="page"' in page


def test_the_card_and_the_feed_show_what_networks_and_readers_of_feeds_get(editor):
    made = factories.draft(headline="Rain", standfirst="It rains.", picture=factories.picture(alt="Drops"))
    card = editor.get(desk(made, "?as=card")).content.decode()
    for words in ("Rain", "It rains.", "127.0.0.1", 'alt="Drops"'):
        assert words in card
    assert "the moment it is published" in editor.get(desk(made, "?as=feed")).content.decode()


def test_what_goes_live_tomorrow_has_no_age(editor):
    tomorrow = factories.draft(
        headline="Rain", body="<p>It rains.</p>", published_at=timezone.now() + timedelta(days=1)
    )
    assert tomorrow.years_old == 0
    assert "years old" not in editor.get(f"/preview/{tomorrow.pk}/").content.decode()


def test_nonsense_in_the_address_is_the_first_preview_or_no_page(editor, live):
    assert "<iframe" in editor.get(desk(live, "?as=hologram")).content.decode()
    for query in ("?version=0", "?version=99", "?version=x", "?version=99999999999999999999"):
        assert editor.get(desk(live, query)).status_code == 404
        assert editor.get(f"/preview/{live.pk}/{query}").status_code == 404
    assert editor.get("/admin/articles/article/999/preview/").status_code == 404


def test_the_real_page_shows_what_was_saved_last_or_a_version(editor, live, client):
    assert "It pours." in editor.get(f"/preview/{live.pk}/").content.decode()
    assert "It rains." in editor.get(f"/preview/{live.pk}/?version={live.live_version}").content.decode()
    assert "It rains." in client.get(live.get_absolute_url()).content.decode()
    assert f"/preview/{live.pk}/?version=1" in editor.get(desk(live, "?version=1")).content.decode()


def test_the_banner_says_what_readers_see(editor, live):
    def banner(article, query=""):
        return editor.get(f"/preview/{article.pk}/{query}").content.decode().partition('class="c-banner"')[2][:400]

    assert "readers see the version before" in banner(live)
    assert "Preview of what readers see." in banner(live, f"?version={live.live_version}")
    assert "Preview, not published." in banner(factories.draft())


def test_only_pages_of_ours_may_frame_a_preview_and_nothing_else(editor, live):
    response = editor.get(f"/preview/{live.pk}/")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    for path in (live.get_absolute_url(), desk(live), "/"):
        response = editor.get(path)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"


def test_who_may_not_write_on_it_sees_what_readers_see(reporter, live):
    assert "It rains." in reporter.get(f"/preview/{live.pk}/").content.decode()
    assert "It rains." in reporter.get(f"/preview/{live.pk}/?version={live.version}").content.decode()
    change(live, headline="A secret headline")
    assert "A secret headline" not in reporter.get(desk(live, "?as=card")).content.decode()
    assert "A secret headline" not in reporter.get(desk(live, f"?as=card&version={live.version}")).content.decode()


def test_the_draft_of_somebody_else_is_no_page(reporter, reader, client):
    hidden = factories.draft(headline="Hidden")
    for who in (reporter, reader, client):
        for path in (desk(hidden), f"/preview/{hidden.pk}/"):
            assert "Hidden" not in who.get(path).content.decode()


def test_a_preview_speaks_the_language_of_its_edition(editor):
    made = factories.draft(language="uk", headline="Дощ")
    assert f'src="/uk/preview/{made.pk}/"' in editor.get(desk(made)).content.decode()
    assert editor.get(f"/preview/{made.pk}/?version=").url == f"/uk/preview/{made.pk}/?version="
    assert '<html lang="uk"' in editor.get(f"/uk/preview/{made.pk}/").content.decode()


def test_previews_change_nothing_and_are_asked_for(editor, live):
    assert editor.post(desk(live)).status_code == 405
    assert editor.post(f"/preview/{live.pk}/").status_code == 405
    before = Article.objects.values().get(pk=live.pk)
    editor.get(desk(live))
    assert Article.objects.values().get(pk=live.pk) == before


def test_the_number_of_queries_of_a_preview_does_not_grow(editor, django_assert_max_num_queries):
    made = factories.draft(
        authors=[factories.author() for _ in range(6)], topics=[factories.topic() for _ in range(6)]
    )
    with django_assert_max_num_queries(24):
        editor.get(desk(made, "?as=feed"))
