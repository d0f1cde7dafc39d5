"""Sessions: how long they last, where they are open, and how to end them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import devices
from articles.clock import jobs
from newsportal import settings as production
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
PASSWORD = "three unlikely words"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def oksana():
    return factories.user(email="oksana@example.org", password=PASSWORD)


def logged_in(agent=FIREFOX, address="203.0.113.7"):
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": "oksana@example.org", "password": PASSWORD, "remember": "on"})
    return client


def is_in(client):
    return client.get("/accounts/password/change/").status_code == 200


def names(client):
    return [(device.name, device.place, device.is_this) for device in client.get(LIST).context["devices"]]


def test_one_sees_where_one_is_logged_in_and_ends_it_there(oksana):
    telephone, computer, third = logged_in(IPHONE, "2001:db8:7:8::9"), logged_in(), logged_in(address="198.51.100.1")
    assert names(computer) == [
        ("Firefox, Linux", "203.0.0.0", True),
        ("Firefox, Linux", "198.51.0.0", False),
        ("Safari, iPhone", "2001:db8::", False),
    ]
    page = computer.get(LIST).content.decode()
    assert "203.0.113.7" not in page
    own, _other, of_telephone = computer.get(LIST).context["devices"]
    done = computer.post(LIST, {"device": of_telephone.pk}, follow=True)
    assert "Logged out there." in done.content.decode()
    assert [is_in(client) for client in (telephone, computer, third)] == [False, True, True]
    computer.post(LIST, {"device": own.pk})  # one logs out here in another way
    assert is_in(computer)
    computer.post(LIST, {"others": ""})
    assert [is_in(client) for client in (telephone, computer, third)] == [False, True, False]
    assert len(names(computer)) == 1


def test_nothing_is_kept_of_a_session_that_is_no_more(oksana):
    gone, here = logged_in(), logged_in()
    Session.objects.get(session_key=gone.cookies["sessionid"].value).delete()
    jobs.tidy()
    assert [row.session_key for row in UserSession.objects.all()] == [here.cookies["sessionid"].value]


@pytest.mark.parametrize("forged", ["", "x", "-1", "9" * 30, "٣"])
def test_nobody_ends_what_is_not_theirs(oksana, reader, forged):
    other = logged_in()
    own = UserSession.objects.get()
    reader.post(LIST, {"device": own.pk})
    assert reader.post(LIST, {"device": forged}).status_code == 302
    reader.post(LIST, {"others": ""})
    assert is_in(other)


def test_the_list_asks_the_same_few_questions_however_many_there_are(oksana, django_assert_num_queries):
    client = logged_in()
    client.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(8):  # session, account, two for the list, three for the frame, one for patrons
            client.get(LIST)
        logged_in()
        logged_in()


def test_a_new_password_ends_the_others_and_gives_this_one_a_new_number(oksana):
    here, there = logged_in(), logged_in()
    number = here.cookies["sessionid"].value
    here.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four quite unlikely words"}, follow=True
    )
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.cookies["sessionid"].value != number
    assert len(names(here)) == 1


@pytest.mark.parametrize(("is_staff", "lasts"), [(False, timedelta(days=30)), (True, timedelta(hours=12))])
def test_a_session_ends_so_long_after_the_log_in_however_much_it_is_used(oksana, is_staff, lasts):
    oksana.is_staff = is_staff
    oksana.save()
    client = logged_in()
    began = timezone.now()
    for part in (0.5, 0.99):
        with time_machine.travel(began + lasts * part):
            assert is_in(client)
            session = client.session
            session["touched"] = part
            session.save()
    with time_machine.travel(began + lasts + timedelta(minutes=1)):
        assert not is_in(client)
        assert not client.session.keys()
        client.post("/accounts/login/", {"login": oksana.email, "password": PASSWORD})
        assert is_in(client)


def test_a_session_that_does_not_say_when_it_began_is_over(reader):
    session = reader.session
    del session["began"]
    session.save()
    assert not is_in(reader)


def test_a_closed_account_is_out_at_the_next_request(oksana):
    client = logged_in()
    oksana.is_active = False
    oksana.save()
    assert not is_in(client)


def test_private_pages_are_kept_by_nobody(oksana):
    client = logged_in()
    for place in (LIST, "/accounts/", "/accounts/email/", "/accounts/password/change/", "/accounts/second-factor/"):
        assert "no-store" in client.get(place).headers["Cache-Control"], place
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302


def test_cookies_are_of_this_host_alone():
    names_of = [production.SESSION_COOKIE_NAME, production.CSRF_COOKIE_NAME, production.KNOWN_BROWSER_COOKIE]
    assert all(name.startswith("__Host-") for name in names_of)
    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    assert production.SESSION_COOKIE_HTTPONLY


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125.0", "Samsung Internet, Android"),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
        ("<script>alert(1)</script>", "An unknown browser"),
    ],
)
@pytest.mark.one_database
def test_devices_are_told_apart_by_a_few_words(agent, name):
    assert devices.name_of(agent) == name
