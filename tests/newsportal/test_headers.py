"""What goes with every answer, so that browsers and caches keep readers safe."""

import html5lib
import pytest

from tests import factories

pytestmark = pytest.mark.one_database

PAGES = ["/", "/all-news/", "/popular/", "/corrections/", "/support/", "/uk/", "/nothing-here/", "/robots.txt"]
PERSONAL = ["/accounts/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/admin/login/"]


@pytest.fixture
def article(db):
    return factories.article(picture=factories.picture(), story=factories.story())


@pytest.mark.parametrize("who", ["client", "reader", "publisher"])
def test_every_answer_forbids_foreign_code_frames_and_guessing(request, article, who):
    browser = request.getfixturevalue(who)
    article.withdraw(by=None, note="Gone.")
    answers = [browser.get(path) for path in [*PAGES, *PERSONAL, "/admin/", "/media/x", article.get_absolute_url()]]
    answers += [browser.post("/"), browser.get("/theme/"), browser.get("/healthz/")]
    for response in answers:
        policy = response["Content-Security-Policy"]
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
        assert {rules[name][0] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
        assert "'unsafe-inline'" not in rules.get("script-src", rules["default-src"])
        assert "unsafe-eval" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_code_or_style_the_policy_would_have_to_let_through(client, article):
    for path in [*PAGES[:-1], *PERSONAL[1:-1], article.get_absolute_url()]:
        page = html5lib.parse(client.get(path).content.decode(), treebuilder="dom", namespaceHTMLElements=False)
        for element in page.getElementsByTagName("*"):
            names = {name for name, _value in element.attributes.items()}
            assert "style" not in names
            assert not {name for name in names if name.startswith("on")}
            if element.tagName == "script" and element.getAttribute("type") != "application/ld+json":
                assert element.getAttribute("src").startswith("/static/")
            assert element.tagName not in ("style", "iframe", "object", "embed", "base")


def test_who_only_reads_is_given_no_cookie(client, article):
    for path in [*PAGES, article.get_absolute_url(), "/accounts/"]:
        assert not client.get(path).cookies


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_page_with_a_name_on_it_is_kept_by_one_browser_only(reader, article, path):
    response = reader.get(path)
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("path", ["/accounts/", "/accounts/email/", "/admin/"])
def test_the_account_and_the_newsroom_are_not_kept_at_all(publisher, path):
    assert "no-store" in publisher.get(path)["Cache-Control"]


def test_a_page_that_is_the_same_for_all_is_not_private(client, article):
    assert "private" not in client.get("/").headers.get("Cache-Control", "")


def test_a_picture_is_nothing_but_a_picture(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.html").write_text("<script>alert(1)</script>")
    (tmp_path / "a.avif").write_bytes(b"x")
    for name, kind in (("a.html", "text/html"), ("a.avif", "image/avif")):
        response = client.get(f"/media/{name}")
        assert response["Content-Type"] == kind
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        response.close()


def test_browsers_are_told_to_come_by_https_only(client, settings, db):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/")["Location"] == "https://testserver/"
    assert "max-age=31536000" in client.get("/", secure=True)["Strict-Transport-Security"]
