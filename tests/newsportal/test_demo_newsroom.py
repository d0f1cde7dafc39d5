"""The demonstration is a whole paper: the same on every run, with every odd case, and every link leads somewhere."""

import os
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles import readership
from articles.models import Article, Correction, LiveCoverage, Picture, Story, Topic
from comments.models import Comment
from newsportal.demo import people, running_order
from newsportal.demo.texts import Texts
from tests.articles.test_html_validity import faults
from tests.newsportal import demonstration

NOW = datetime(2026, 3, 17, 17, 0, tzinfo=timezone.get_default_timezone())
EVERY = 1 if os.environ.get("THOROUGH") else 12
HREF = re.compile(r'(?:href|src|srcset|action)="([^"]+)"')


@pytest.fixture(scope="module")
def loaded(kept):
    with pytest.MonkeyPatch.context() as monkeypatch:
        demonstration.load(monkeypatch)
        yield


@pytest.fixture
def demo(loaded, db, settings):
    settings.DEMO = True


def test_it_holds_what_it_promises(demo):
    english, ukrainian = Article.objects.published("en"), Article.objects.published("uk")
    written = english.exclude(slug__in=Texts("en").flashes)
    assert written.count() >= 48
    assert english.filter(slug__in=Texts("en").flashes).count() >= 90
    assert ukrainian.exclude(slug__in=Texts("uk").flashes).count() >= 10
    assert ukrainian.filter(translation_key__isnull=False).count() >= 4
    assert Story.objects.in_edition("en").count() == 3
    assert {note.kind for note in Correction.objects.all()} >= {"clarification", "correction", "update"}
    assert Article.objects.filter(picture__isnull=False).count() >= 50
    assert not Picture.objects.filter(alt="").exists()
    assert not Picture.objects.filter(credit="").exists()


def test_it_holds_every_odd_case(demo):
    english = Article.objects.published("en")
    assert max(len(article.headline) for article in english) == 140
    assert english.filter(headline="Snow").exists()
    assert english.filter(picture=None).exists()
    assert Article.objects.filter(status=Article.Status.WITHDRAWN).exclude(withdrawn_note="").exists()
    assert Article.objects.filter(status=Article.Status.SCHEDULED, published_at__gt=timezone.now()).exists()
    assert max(article.years_old for article in english) >= 6
    assert english.filter(headline__regex="[а-яґ]").exists()
    assert Article.objects.published("uk").filter(headline__regex="[A-Z]").exists()
    assert english.filter(bylines__author__former=True).exists()
    assert Topic.objects.in_edition("en").filter(articles=None).exists()
    assert any(article.body.count("<th") >= 9 for article in english.filter(body__contains="<table"))
    assert english.filter(body__contains="<sup>").exists()
    days = Counter(timezone.localdate(article.published_at) for article in english)
    assert running_order.FULL_DAY_ITEMS in days.values()
    assert 1 in days.values()


def test_popular_means_something(demo):
    assert len(readership.most_read("en", 24, 5)) == 5
    assert len(readership.most_read("uk", 24, 5)) == 5
    assert len(readership.most_read("en", 720, 30)) == 30


def test_a_live_coverage_of_forty_posts_is_going_on(demo, client):
    coverage = LiveCoverage.objects.open().get()
    newest = coverage.posts.first()
    assert timezone.now() - newest.at < timedelta(hours=1)
    page = client.get(coverage.article.get_absolute_url())
    assert faults(page) == []
    older = client.get(page.context["posts"].older)
    assert faults(older) == []
    assert len(page.context["posts"].rows) + len(older.context["posts"].rows) == 40
    assert 4 <= len(page.context["key_posts"]) <= 6
    assert faults(client.get(f"{coverage.article.get_absolute_url()}live/{newest.pk}/")) == []


def test_readers_see_how_an_article_changed_and_that_a_version_is_held_back(demo, client):
    corrected = Article.objects.get(slug="what-a-currency-sign-needs").get_absolute_url()
    page = client.get(corrected)
    assert f'href="{corrected}history/"' in page.content.decode()
    history = client.get(f"{corrected}history/")
    assert faults(history) == []
    assert "<del>20B5</del> <ins>20B4</ins>" in history.content.decode()
    assert "U+20B5 is the cedi sign" in history.content.decode()
    gauge = client.get(f"{Article.objects.get(slug='how-a-flood-gauge-knows').get_absolute_url()}history/")
    assert "hold this version back" in gauge.content.decode()
    assert "yellow house" not in gauge.content.decode()


@pytest.mark.one_database
def test_every_link_of_every_page_leads_somewhere(demo):
    client, seen, waiting, broken = Client(), set(), ["/", "/uk/"], []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = client.get(path, follow=True)
        if response.status_code != 200:
            broken.append((path, response.status_code))
            continue
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        assert not response.cookies or path.startswith(("/accounts", "/uk/accounts", "/theme", "/uk/theme")), path
        for link in HREF.findall(response.content.decode()):
            target = link.replace("&amp;", "&").split("#")[0]
            if target.partition("?")[0].endswith(("/login/", "/signup/", "/theme/", "/support/")):
                target = target.partition("?")[0]  # once is enough: each article has its own way back
            if target.endswith(("/reply/", "/report/", "/illegal/", "/support/confirm/", "/gift/redeem/")):
                continue  # forms for which a stranger logs in, gets a cookie or has chosen something before
            if (comment := re.search(r"/comments/(\d+)/$", target)) and int(comment[1]) % EVERY:
                continue  # each leads to a page of its article, and there are hundreds
            if target.startswith("/") and not target.startswith(("//", "/media/", "/static/", "/admin/", "/read/")):
                waiting.append(target)
            elif target.startswith("?"):
                waiting.append(path.split("?")[0] + target)
    assert not broken
    assert len(seen) > 300


def test_each_kind_of_person_can_sign_in_with_what_is_printed(demo, capsys):
    call_command("load_demo", "--logins")
    printed = capsys.readouterr().out
    for login in people.LOGINS:
        assert re.search(rf"{login.role}\s+{login.email}\s+{people.PASSWORD}", printed)
        client = Client()
        client.post("/accounts/login/", {"login": login.email, "password": people.PASSWORD})
        assert client.session.get("_auth_user_id") == str(User.objects.get(email=login.email).pk), login.role


def test_a_second_run_changes_nothing(demo, capsys):
    before = demonstration.fingerprint()
    call_command("load_demo")
    assert "nothing was changed" in capsys.readouterr().out
    call_command("load_demo", "--if-empty")
    assert capsys.readouterr().out == ""
    assert demonstration.fingerprint() == before


def test_a_line_on_every_page_says_that_it_is_a_demonstration(demo, client, settings):
    for path in ("/", "/all-news/", "/pages/about/", "/support/"):
        assert "Demonstration edition" in client.get(path).content.decode()
    settings.DEMO = False
    assert "Demonstration edition" not in client.get("/").content.decode()


def test_its_readers_talk_in_every_state_a_comment_can_be_in(demo):
    comments = Comment.objects.all()
    assert comments.count() >= 180
    assert set(comments.values_list("state", flat=True)) == set(Comment.State.values)
    assert comments.filter(article__language="uk").count() >= 30
    assert 10 <= comments.waiting().count() <= 20
    assert comments.filter(report_count__gt=0).count() >= 3
    assert not comments.filter(author=None).exists()
    depth, deepest = {}, 0
    for pk, parent in comments.order_by("pk").values_list("pk", "parent"):
        depth[pk] = depth[parent] + 1 if parent else 0
        deepest = max(deepest, depth[pk])
    assert deepest >= 5
    for article in Article.objects.filter(comments__isnull=False).distinct():
        assert article.comment_count == article.comments.visible().count()
    for comment in comments:
        assert comment.recommend_count == comment.recommendations.count()
        assert comment.report_count == comment.reports.count()
        assert comment.posted_at <= timezone.now()
    assert Article.objects.filter(comment_count__gte=50).exists()
