"""The keys of the newsroom are listed on a page that needs no script."""

import pytest

pytestmark = pytest.mark.one_database


def test_the_keys_stand_on_a_page_of_their_own(reporter):
    page = reporter.get("/admin/keys/").content.decode()
    assert "<kbd>Ctrl</kbd> <kbd>S</kbd>" in page
    assert "To the checks" in page


def test_every_page_of_the_newsroom_leads_there(moderator):
    assert 'href="/admin/keys/"' in moderator.get("/admin/").content.decode()


def test_strangers_do_not_get_there(client, reader):
    for stranger in (client, reader):
        assert stranger.get("/admin/keys/").status_code == 302
