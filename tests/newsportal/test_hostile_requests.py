"""Requests that no page of ours sends. Whatever they hold, the answer is a page or a refusal, never a breakdown."""

import os
import re
import zlib
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests import factories
from tests.articles.newsdesk import ADD, change_url, fields_of, press, rows

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ENCODED = {
    "NUL": "%00",
    "NUL within": "a%00b",
    "not UTF-8": "%FF%C0%AF",
    "half a surrogate": "%ED%A0%80",
    "right-to-left override": "%E2%80%AE",
    "line breaks": "%0D%0AX-Evil:%201",
    "climbing up": "..%2F..%2Fetc%2Fpasswd",
    "lone percent": "%25",
    "markup": "%22%3E%3Cscript%3E",
    "zero": "0",
    "negative": "-1",
    "over 32 bits": str(2**31),
    "over 64 bits": str(2**63),
    "40 digits": "9" * 40,
    "5,000 digits": "9" * 5000,
    "Arabic digits": quote("١٢"),
    "superscript": quote("²"),
    "pieces of a lookup": "__",
}
NONSENSE = pytest.mark.parametrize("nonsense", ENCODED.values(), ids=ENCODED)
EVERY = 1 if os.environ.get("THOROUGH") else 4


def dealt(values, to):
    """Every fourth of the values, others for each who is dealt to: all four hands together hold every value."""
    values = list(values)
    return values[zlib.crc32(to.encode()) % EVERY :: EVERY]


def routes(resolver=None, prefix="/"):
    """Every route of the site, with %(name)s where an address varies."""
    for entry in (resolver or get_resolver()).url_patterns:
        for part, _names in normalize(entry.pattern.regex.pattern):
            if isinstance(entry, URLResolver):
                yield from routes(entry, prefix + part)
            else:
                yield prefix + part


VARYING = sorted({route for route in routes() if "%(" in route})


@pytest.fixture
def newsroom(db):
    """One thing of each kind, so that nonsense meets rows."""
    parts = {
        "section": factories.section(slug="science"),
        "authors": [factories.author(slug="marta")],
        "topics": [factories.topic(slug="rain")],
        "story": factories.story(slug="weather"),
    }
    article = factories.article(**parts)
    factories.correction(article=article)
    factories.fact(story=parts["story"], article=article)
    return article


def assert_unbroken(response):
    assert response.status_code < 500, response.request["PATH_INFO"][:200]
    assert "X-Evil" not in response.headers


# --- addresses ---


def test_the_sweep_knows_the_routes_of_every_app():
    for route in ("/media/%(path)s", "/preview/%(pk)s/", "/accounts/confirm-email/%(key)s/"):
        assert route in VARYING
    assert "/admin/articles/article/%(pk)s/withdraw/" in VARYING


@NONSENSE
@pytest.mark.parametrize("who", ["client", "publisher"])
def test_nonsense_anywhere_in_an_address(request, newsroom, who, nonsense):
    browser = request.getfixturevalue(who)
    for route in VARYING:
        if nonsense in dealt(ENCODED.values(), to=route) and (who == "publisher" or not route.startswith("/admin/")):
            address = re.sub(r"%\(\w+\)s", lambda _match: nonsense, route)
            assert_unbroken(browser.get(address))
            assert_unbroken(browser.post(address))


@pytest.mark.parametrize("path", ["/media/", "/static/", "/", "/stories/", "/uk/", "/admin/"])
def test_very_long_names(client, newsroom, path):
    for name in ("a" * 300, "é" * 300, "a/" * 2000, "🚀" * 1000):
        assert client.get(path + name).status_code in (301, 302, 400, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/media/../newsroom.sqlite3",
        "/media/%2e%2e/newsroom.sqlite3",
        "/media/..%2fnewsroom.sqlite3",
        "/media//etc/passwd",
        "/media/%2fetc/passwd",
        "/media/..%5c..%5cetc",
        "/media/originals/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static//etc/passwd",
    ],
)
def test_no_file_but_ours_is_handed_out(client, path):
    response = client.get(path)
    assert response.status_code in (400, 404)


# --- queries ---

ASKED = [
    *(("/all-news/", name) for name in ("older", "newer", "date")),
    ("/corrections/", "older"),
    ("/science/", "newer"),
    ("/authors/marta/", "older"),
    ("/topics/rain/", "older"),
    ("/popular/", "hours"),
    ("/stories/weather/", "order"),
    ("/theme/", "next"),
    ("/theme/", "theme"),
    ("/accounts/login/", "next"),
    ("/accounts/signup/", "next"),
    ("/admin/login/", "next"),
    ("/", "utm_source"),
]
ASKED_BY_STAFF = [
    *(("/admin/articles/article/", name) for name in ("state", "author", "section", "story", "topic", "look", "kind")),
    *(("/admin/articles/article/", name) for name in ("language", "p", "o", "q", "all", "e", "_popup", "_to_field")),
    *(("/admin/articles/article/", f"published_at__{part}") for part in ("year", "month", "day", "gte")),
    *(("/admin/articles/article/add/", name) for name in ("picture", "story", "section", "topics", "published_at")),
    ("/admin/articles/article/add/", "_changelist_filters"),
    *(("/admin/articles/correction/", name) for name in ("date__year", "date__day", "article__language", "q")),
    ("/admin/articles/picture/", "missing"),
    ("/admin/articles/author/add/", "portrait"),
    ("/admin/accounts/user/", "groups__id__exact"),
    ("/admin/autocomplete/?app_label=articles&model_name=article&field_name=story", "term"),
    ("/admin/autocomplete/?app_label=articles&model_name=article&field_name=story", "page"),
    ("/admin/autocomplete/?app_label=articles&model_name=article", "field_name"),
    ("/admin/autocomplete/", "app_label"),
]


def ask(client, path, name, nonsense):
    return client.get(f"{path}{'&' if '?' in path else '?'}{name}={nonsense}")


@pytest.mark.parametrize(("path", "name"), ASKED)
def test_nonsense_in_a_query(client, newsroom, path, name):
    for nonsense in dealt(ENCODED.values(), to=path + name):
        assert_unbroken(ask(client, path, name, nonsense))


@pytest.mark.parametrize(("path", "name"), ASKED_BY_STAFF)
def test_nonsense_in_a_query_of_the_newsroom(publisher, newsroom, path, name):
    for nonsense in dealt(ENCODED.values(), to=path + name):
        assert_unbroken(ask(publisher, path, name, nonsense))


def test_endless_and_repeated_queries(client, newsroom):
    for query in ("a" * 100_000, "older=1-1&older=x&newer=", "a=1&" * 900, "&&&;;;===", "hours[]=24"):
        for path in ("/", "/all-news/", "/popular/", "/accounts/login/"):
            assert_unbroken(client.get(f"{path}?{query}"))


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http://testserver@evil.example/",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "account_login",
        "nonsense",
        "?x",
        "",
    ],
)
def test_the_switch_of_light_and_dark_leads_nowhere_else(client, back):
    assert client.get("/theme/", {"theme": "dark", "next": back})["Location"] == "/"


def test_the_switch_of_light_and_dark_leads_back(client):
    response = client.get("/theme/", {"theme": "dark", "next": "/uk/небо/?older=1-1"})
    assert response["Location"] == f"/uk/{quote('небо')}/?older=1-1"
    assert response.cookies["theme"].value == "dark"


# --- methods, headers, cookies ---


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "NONSENSE"])
def test_pages_to_read_know_no_other_method(client, newsroom, method):
    for path in ("/", "/science/", "/all-news/", "/popular/", newsroom.get_absolute_url(), "/theme/", "/robots.txt"):
        response = client.generic(method, path)
        assert response.status_code == (302 if path == "/theme/" else 200) if method == "HEAD" else 405


HEADERS = {
    "Accept-Language": "x" * 5000,
    "X-Forwarded-For": "1.2.3.4, ::::, ÿ",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "x",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/admin/",
    "If-Modified-Since": "Mon, 01 Jan 99999 00:00:00 GMT",
    "If-None-Match": "ÿ" * 100,
    "Range": "bytes=9999-1",
    "Origin": "null",
    "Content-Type": "text/html; charset=nonsense",
    "User-Agent": "ÿ" * 1000,
}


@pytest.mark.parametrize(("name", "value"), HEADERS.items(), ids=HEADERS)
def test_strange_headers_change_no_page(client, newsroom, name, value):
    for path in ("/", "/accounts/login/", "/admin/login/", "/nothing-here/", "/media/x", newsroom.get_absolute_url()):
        response = client.get(path, headers={name: value})
        assert_unbroken(response)
        assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1@evil.example", "127.0.0.1:x", "[::1", "", "a" * 3000, "ÿ"]
)
def test_a_foreign_host_is_refused(client, settings, host):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    for path in ("/", "/theme/?next=/x", "/accounts/password/reset/", "/science"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code == 400
        assert "evil" not in response.content.decode()


COOKIES = {
    "a session with a NUL": r'sessionid="abcdefgh\000xyz"',
    "a session that is too long": "sessionid=" + "a" * 4000,
    "a session of eight bits": r'sessionid="\377\376abcdefgh"',
    "a session with a path": "sessionid=../../../etc/passwd",
    "a token with a NUL": r'csrftoken="abc\000"',
    "messages nobody signed": "messages=W1siX19qc29uX21lc3NhZ2UiXV0:1:x",
    "a theme with markup": r'theme="\"><script>alert(1)</script>"',
    "no cookie at all": "=;;;==\xff",
}


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_forged_cookies_change_nothing(newsroom, cookie):
    client = Client(headers={"Cookie": cookie})
    for path in ("/", "/accounts/", "/admin/", "/nothing-here/", "/accounts/login/"):
        response = client.get(path)
        assert_unbroken(response)
        assert "alert(1)" not in response.content.decode()
    assert_unbroken(client.post("/accounts/login/", {"login": "a@example.org", "password": "x"}))


# --- what is posted ---

BODIES = {
    "nothing": b"",
    "NUL": b"article=%00&login=%00&password=%00",
    "not UTF-8": b"article=\xff&login=\xff",
    "JSON": b'{"article": 1}',
    "thousands of fields": b"a=1&" * 6000,
    "a very long number": b"article=" + b"1" * 100_000,
    "a list": b"article[]=1&article=1&article=2",
}
TYPES = [
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain; charset=utf-7",
]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", ["/read/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_nonsense_in_what_is_posted(client, path, body):
    for content_type in TYPES:
        assert_unbroken(client.generic("POST", path, body, content_type))


FIELDS = [
    *("headline", "standfirst", "body", "kind", "language", "section", "topics", "story", "picture", "slug"),
    *("published_at", "version", "form_key", "picture_words_of", "translation_of", "picture_alt", "dateline"),
    *("sources-INITIAL_FORMS", "bylines-0-author", "bylines-0-order", "sources-0-organisation"),
    *("sources-0-id", "sources-0-date", "sources-0-link", "quotes-0-original_language", "background-0-date"),
]
TYPED = ["a\0b", "-1", str(2**63), "9" * 5000, "\u202eZ̷̡̛͍̫̠̝̈́̒̓͘a̷l̸g̴o̵ ١٢"]


@pytest.mark.parametrize("field", FIELDS)
def test_nonsense_in_a_field_of_an_article(editor, field):
    article = factories.draft()
    data = fields_of(editor.get(change_url(article)))
    for typed in dealt(TYPED, to=field):
        assert_unbroken(editor.post(change_url(article), {**data, field: typed, "_save": "1"}))


def test_nul_in_a_headline_is_a_message_beside_the_field(editor):
    response = press(editor, "_save", headline="a\0b")
    assert "Null characters are not allowed." in response.content.decode()


@pytest.mark.parametrize("order", [32_767, 2**31, 2**63 - 1])
def test_a_row_after_the_largest_number_is_kept(editor, order):
    given, following = {"name": "A", "kind": "agency", "order": order}, {"name": "B", "kind": "agency", "order": ""}
    assert_unbroken(press(editor, "_save", factories.draft(), **rows("sources", given, following)))


@pytest.mark.parametrize("count", ["", "x", "-1", "9" * 5000])
def test_nonsense_in_the_number_of_rows(editor, count):
    assert_unbroken(press(editor, "_save", factories.draft(), **{"sources-TOTAL_FORMS": count}))


@pytest.mark.parametrize(
    "body", [b"a=1&" * 6000, b"body=" + b"x" * (6 * 1024 * 1024)], ids=["too many fields", "too many bytes"]
)
def test_a_form_with_too_much_in_it_is_refused_in_words(editor, body):
    response = editor.generic("POST", change_url(factories.draft()), body, "application/x-www-form-urlencoded")
    assert response.status_code == 400
    page = response.content.decode()
    assert "The form holds more than can be sent at once. Nothing was saved." in page
    assert "what you typed is still there" in page
    assert 'href="#main"' in page


def test_a_list_asked_by_what_nobody_may_ask_for_is_refused_in_words(editor):
    response = editor.get("/admin/articles/article/?created_by__password__startswith=a")
    assert response.status_code == 400
    assert "No page of ours asks for something like this." in response.content.decode()


@pytest.mark.parametrize("path", ["articles/article/", "articles/picture/", "accounts/user/"])
def test_a_list_searched_for_a_book_is_the_whole_list(publisher, newsroom, path):
    assert publisher.get(f"/admin/{path}?q={'a' * 100_000}")["Location"] == f"/admin/{path}?e=1"


@pytest.mark.parametrize("path", ["/admin/front/en/breaking/", "/admin/front/en/place/"])
def test_an_article_named_by_a_book_is_a_message_beside_the_field(editor, newsroom, path):
    response = editor.post(path, {"article": "a" * 100_000, "words": "x", "place": "1", "seen": "0"})
    assert "Ensure this value has at most 1000 characters" in response.content.decode()


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("path", ["/admin/front/en/", "/admin/front/en/frame/"])
def test_the_front_of_an_hour_at_the_end_of_time_is_that_of_now(editor, newsroom, path, typed):
    assert newsroom.headline in editor.get(path, {"at": typed}).content.decode()


@pytest.mark.parametrize("field", ["published_at", "embargo_until"])
@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_year_that_no_news_has_is_a_message_beside_the_field(editor, field, typed):
    response = press(editor, "_save", factories.draft(), **{field: typed})
    assert "Choose a year between 1900 and 2999." in response.content.decode()


def test_three_hundred_rows_are_kept_and_more_than_a_form_can_hold_are_refused(editor):
    many = rows("background", *[{"date": "1875", "text": "x"} for _ in range(300)])
    article = factories.draft()
    assert press(editor, "_save", article, **many).status_code == 302
    assert article.background.count() == 300
    many = rows("background", *[{"date": "1875", "text": "x"} for _ in range(1001)])
    assert "at most 300" in press(editor, "_save", article, **many).content.decode()
    assert article.background.count() == 300
    many = rows("background", *[{"date": "1875", "text": "x"} for _ in range(3000)])
    assert press(editor, "_save", article, **many).status_code == 400
    assert editor.get(ADD).status_code == 200


def test_nobody_tries_passwords_at_a_log_in_without_limits(editor):
    other = factories.user(is_staff=True)
    other.set_password("three unlikely words")
    other.save()
    answer = editor.post("/admin/login/", {"username": other.email, "password": "three unlikely words"})
    assert answer["Location"] == "/admin/"
    assert editor.session["_auth_user_id"] == str(editor.user.pk)
