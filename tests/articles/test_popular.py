"""Popular news: who counts as a reader and who does not, and the ranking that comes of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles import readership
from articles.clock import Clock
from articles.models import HourlyReads, Popularity, ReadSalt
from articles.readership import counting, ranking
from articles.views import record_read
from tests import factories
from tests.articles.reading import BROWSER, beacon, reads_of, was_read

DAY = Popularity.Period.DAY
pytestmark = pytest.mark.usefixtures("clock")


def ranking_of(period=DAY, language="en"):
    readership.recompute()
    return readership.most_read(language, period, 50)


# --- What counts ---


def test_a_beacon_needs_no_page_view_no_cookie_and_no_query(client, article, django_assert_num_queries):
    """A page from a cache counts, and a reader leaves as unknown as they came."""
    with django_assert_num_queries(0):
        response = beacon(client, article)
    assert response.status_code == 204
    assert not response.cookies
    assert reads_of(article) == 1


def test_the_same_reader_counts_again_for_another_article_and_in_another_hour(client, article, clock):
    other = factories.article()
    for read in (article, article, other):
        beacon(client, read)
    assert (reads_of(article), reads_of(other)) == (1, 1)
    clock.shift(timedelta(hours=1))
    beacon(client, article)
    assert reads_of(article) == 2


def test_other_readers_add_to_the_count_of_the_hour(client, article):
    for network in range(3):
        beacon(client, article, address=f"198.51.{network}.7")
        assert reads_of(article) == network + 1
    assert HourlyReads.objects.count() == 1


def test_ten_thousand_forged_beacons_of_one_client_move_an_article_by_one(article):
    factory, beacon_path = RequestFactory(), reverse("read")
    for number in range(10_000):
        request = factory.post(
            beacon_path,
            f"article={article.pk}",
            content_type="application/x-www-form-urlencoded",
            REMOTE_ADDR="203.0.113.7",
            HTTP_USER_AGENT=f"{BROWSER} {number}",
            HTTP_X_FORWARDED_FOR=f"198.51.{number // 256}.{number % 256}",
        )
        assert record_read(request).status_code == 204
        if number % 2000 == 0:
            readership.flush()
    assert reads_of(article) == 1


def test_a_household_with_a_network_of_ipv6_addresses_is_one_reader(client, article):
    for host in range(1, 20):
        beacon(client, article, address=f"2001:db8:1:2::{host:x}")
    assert reads_of(article) == 1


@pytest.mark.parametrize("network", ["203.0.113.{}", "2001:db8:1:{:x}::1"])
def test_a_network_lifts_an_article_up_to_its_cap(client, article, network):
    for host in range(1, counting.READS_A_NETWORK + 21):
        beacon(client, article, address=network.format(host))
        if host % 20 == 0:
            readership.flush()
    assert reads_of(article) == counting.READS_A_NETWORK
    beacon(client, article, address="198.51.100.7")
    assert reads_of(article) == counting.READS_A_NETWORK + 1


# --- What does not ---


@pytest.mark.parametrize("who", ["reporter", "editor", "publisher"])
def test_staff_never_count(request, article, who):
    beacon(request.getfixturevalue(who), article)
    assert reads_of(article) == 0


def test_a_reader_who_is_logged_in_counts(reader, article):
    beacon(reader, article)
    assert reads_of(article) == 1


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "curl/8.5.0",
        "python-requests/2.32",
    ],
)
def test_bots_never_count(client, article, agent):
    beacon(client, article, agent=agent)
    assert reads_of(article) == 0


def test_a_telephone_whose_maker_ends_in_bot_is_a_reader(client, article):
    beacon(client, article, agent="Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) Chrome/140.0 Mobile Safari/537.36")
    assert reads_of(article) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_what_is_fetched_ahead_of_time_or_sent_from_elsewhere_never_counts(client, article, headers):
    beacon(client, article, **headers)
    assert reads_of(article) == 0
    beacon(client, article, **{"Sec-Fetch-Site": "same-origin"})
    assert reads_of(article) == 1


@pytest.mark.parametrize("junk", ["", "x", "-1", "0", "1.5", "²", "٣", "9" * 19, "9" * 5000, "1 OR 1=1", "\0"])
def test_junk_is_answered_as_usual_and_forgotten(client, article, junk):
    assert beacon(client, junk).status_code == 204
    assert client.post(reverse("read")).status_code == 204
    readership.flush()
    assert not HourlyReads.objects.exists()


def test_only_what_readers_may_see_counts(client, article):
    withdrawn, draft = factories.article(), factories.draft()
    tomorrow = factories.article(at=timezone.now() + timedelta(days=1))
    withdrawn.withdraw(by=None, note="It was not true.")
    for wanted in (withdrawn, draft, tomorrow, article.pk + 1000, article):
        beacon(client, wanted)
    readership.flush()
    assert list(HourlyReads.objects.values_list("article", "reads")) == [(article.pk, 1)]


def test_a_beacon_is_a_post(client, article):
    assert client.get(reverse("read"), {"article": article.pk}).status_code == 405


# --- The ranking ---


def test_the_most_read_article_comes_first_and_one_read_twice_is_not_popular(article):
    more, hardly = factories.article(), factories.article()
    was_read(article, 10)
    was_read(more, 11)
    was_read(hardly, ranking.FEWEST_READS - 1)
    assert ranking_of() == [more, article]
    assert Popularity.objects.get(article=more, period=DAY).reads == 11


def test_reads_weigh_half_after_a_half_life(article):
    fresh = factories.article()
    was_read(article, 19, hours_ago=ranking.HALF_LIFE[DAY])
    was_read(fresh, 10)
    assert ranking_of() == [fresh, article]
    scores = [Popularity.objects.get(article=ranked, period=DAY).score for ranked in (article, fresh)]
    assert scores[0] == pytest.approx(scores[1] * 19 / 10 / 2, rel=1e-6)


def test_each_period_counts_its_own_hours_and_no_more(article):
    of_the_week, of_the_month, of_old = (factories.article() for _ in range(3))
    was_read(article, 10, hours_ago=23)
    was_read(of_the_week, 10, hours_ago=25)
    was_read(of_the_month, 10, hours_ago=24 * 8)
    was_read(of_old, 100, hours_ago=24 * 31)
    assert ranking_of() == [article]
    assert ranking_of(Popularity.Period.WEEK) == [article, of_the_week]
    assert ranking_of(Popularity.Period.MONTH) == [article, of_the_week, of_the_month]


def test_an_excluded_or_withdrawn_article_leaves_the_list_at_once(article, django_assert_num_queries):
    withdrawn, excluded = factories.article(), factories.article()
    for ranked in (article, withdrawn, excluded):
        was_read(ranked, 10)
    assert len(ranking_of()) == 3
    withdrawn.withdraw(by=None, note="It was not true.")
    excluded.popular_excluded = True
    excluded.save()
    with django_assert_num_queries(1):
        assert readership.most_read("en", DAY, 5) == [article]
    assert ranking_of() == [article]
    assert set(Popularity.objects.values_list("article", flat=True)) == {article.pk}


def test_editions_have_rankings_of_their_own(article):
    ukrainian = factories.article(language="uk")
    was_read(article, 10)
    was_read(ukrainian, 20)
    assert ranking_of(language="en") == [article]
    assert ranking_of(language="uk") == [ukrainian]


def test_no_more_is_kept_than_lists_show(article, monkeypatch):
    monkeypatch.setattr(ranking, "KEPT", 2)
    for reads in (5, 7, 6):
        was_read(factories.article(), reads)
    assert [row.reads for row in Popularity.objects.filter(period=DAY)] == []
    assert len(ranking_of()) == 2
    assert sorted(Popularity.objects.filter(period=DAY).values_list("reads", flat=True)) == [6, 7]


def test_the_ranking_is_computed_once_a_minute_by_all_processes_together(article, clock):
    assert ranking.recompute_if_due()
    assert not ranking.recompute_if_due()
    clock.shift(timedelta(seconds=61))
    assert ranking.recompute_if_due()
    clock.shift(-timedelta(hours=1))  # a clock that was wrong does not stop the ranking
    assert ranking.recompute_if_due()


def test_yesterdays_news_leaves_the_list_although_nobody_reads(article, clock):
    was_read(article, 10)
    Clock().once()
    assert readership.most_read("en", DAY, 5) == [article]
    clock.shift(timedelta(hours=25))
    Clock().once()
    assert readership.most_read("en", DAY, 5) == []


def test_the_command_counts_ranks_and_forgets(client, article, clock):
    ReadSalt.objects.create(day=timezone.now().date() - timedelta(days=1), salt=b"old")
    for network in range(ranking.FEWEST_READS):
        beacon(client, article, address=f"198.51.{network}.7")
    call_command("count_reads", verbosity=0)
    assert readership.most_read("en", DAY, 5) == [article]
    assert ReadSalt.objects.get().day == timezone.now().date()


def test_the_list_names_its_period(client, article):
    others = [factories.article() for _ in range(20)]
    for ranked in [article, *others]:
        was_read(ranked, 10)
    readership.recompute()
    response = client.get("/")
    assert response.context["popular"]
    assert "last 24 hours" in response.content.decode()
