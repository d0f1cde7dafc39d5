"""A log-in that ended while somebody wrote costs them nothing: the form comes back, to be sent again."""

import html5lib
import pytest
from django.test import Client

from articles.models import Article
from tests import factories
from tests.articles.newsdesk import ADD, change_url, fields_of

OURS = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse battery"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def send(client, address, data, headers=OURS):
    return client.post(address, data, headers=headers)


def page_of(response):
    return html5lib.parse(response.content.decode(), treebuilder="dom", namespaceHTMLElements=False)


def test_everything_typed_comes_back_and_is_saved_after_a_new_log_in(editor):
    article = factories.draft(headline="Rain", created_by=editor.user)
    typed = {
        **fields_of(editor.get(change_url(article))),
        "headline": "Typed “for” hours",
        "body": "<p>Much\n\nof it</p>",
    }
    editor.logout()
    response = send(editor, change_url(article), {**typed, "_save": "1"})
    assert response.status_code == 403
    assert "Not saved yet, and not lost." in response.content.decode()
    editor.force_login(editor.user, backend=BACKEND)
    send(editor, change_url(article), fields_of(response, "send-again"))
    article.refresh_from_db()
    assert article.headline == "Typed “for” hours"
    assert "Much" in article.body


def test_the_same_holds_for_an_article_that_was_not_begun_yet(reporter):
    typed = {**fields_of(reporter.get(ADD)), "headline": "Rain", "_save": "1"}
    reporter.logout()
    again = fields_of(send(reporter, ADD, typed), "send-again")
    reporter.force_login(reporter.user, backend=BACKEND)
    send(reporter, ADD, again)
    assert Article.objects.get().headline == "Rain"


def test_a_token_that_a_new_log_in_changed_is_no_loss_either(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user, backend=BACKEND)
    form = {**fields_of(strict.get(ADD)), "headline": "Typed before", "_save": "1"}
    strict.force_login(editor.user, backend=BACKEND)
    strict.cookies["csrftoken"] = "b" * 32
    response = send(strict, ADD, form)
    assert response.status_code == 403
    assert "You have logged in again" in response.content.decode()
    strict.post(ADD, fields_of(response, "send-again"), headers=OURS)
    assert Article.objects.get().headline == "Typed before"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_what_a_stranger_sent_never_comes_back_ready_to_send(editor, headers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user, backend=BACKEND)
    response = send(strict, ADD, {"headline": "Not ours"}, headers)
    assert response.status_code == 403
    assert not [
        form for form in page_of(response).getElementsByTagName("form") if form.getAttribute("id") == "send-again"
    ]
    assert not Article.objects.exists()


def test_passwords_do_not_come_back(admin):
    admin.logout()
    secrets = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true", "email": "new@example.org"}
    page = send(admin, "/admin/accounts/user/add/", secrets).content.decode()
    assert PASSWORD not in page
    assert "new@example.org" in page


def test_what_was_typed_is_printed_harmlessly(editor):
    typed = {**fields_of(editor.get(ADD)), "headline": '"><script>alert(1)</script>', "_save": "1"}
    editor.logout()
    page = send(editor, ADD, typed)
    assert "<script>alert(1)" not in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


def test_a_bare_press_leads_to_the_log_in_as_before(client):
    assert client.post("/admin/", headers=OURS).status_code == 302
