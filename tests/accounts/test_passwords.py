"""What may be a password: neither what everybody tries first nor what stands on the page."""

import time
import unicodedata

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import SiteWordsValidator
from tests import factories
from tests.accounts.pages import filled_in

OKSANA = User(email="o.petrenko@example.org", display_name="Oksana Petrenko")


def is_refused(password, user=OKSANA):
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.one_database
def test_the_most_common_ones_are_refused():
    common = sorted(CommonPasswordValidator().passwords)
    assert len(common) > 19_000
    long_enough = [password for password in common if len(password) >= 10]
    assert len(long_enough) > 300
    assert all(map(is_refused, [*long_enough, *common[::40]]))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "password",
    [
        "the-news-2026",
        "TheNewsTheNews",
        "Th3N3ws!!!!!!",
        "news-news-news",
        "newsroom123456",
        "editor@TheNews",
        "oksana1987!!",
        "P3trenk0_2026",
        "новини2026новини",
        "password-password",
        "short",
        "1234567890",
    ],
)
def test_words_of_the_site_and_of_the_person_are_refused(password):
    assert is_refused(password)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "password", ["three unlikely words", "newsworthy-otters", "кіт на даху співає", "x" * 64 + "é🚲", "qV8-" * 32]
)
def test_others_are_welcome_up_to_great_length(password):
    assert not is_refused(password)


@pytest.mark.one_database
def test_the_host_counts_as_a_site_word(settings):
    settings.SITE_URL = "https://lvivska-poshta.example:8443/"
    assert is_refused("lvivska-2026")
    assert is_refused("Poshta-Lvivska")


@pytest.mark.django_db
def test_the_same_letters_written_in_another_way_are_the_same_password():
    user = factories.user(password=unicodedata.normalize("NFD", "Ärger über Öl"))
    assert user.check_password(unicodedata.normalize("NFC", "Ärger über Öl"))
    assert not user.check_password("Arger uber Ol")
    assert not user.check_password("ärger über öl")


@pytest.mark.django_db
def test_a_password_of_a_megabyte_is_refused_before_anything_is_computed(client, monkeypatch):
    def compute(*args):
        raise AssertionError("a hash was computed")

    user = factories.user(password="three unlikely words")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", compute)
    monkeypatch.setattr(SiteWordsValidator, "validate", compute)
    much = "x" * 1_000_000
    change = {"oldpassword": much, "password1": much}
    began = time.process_time()
    page = client.post("/accounts/password/change/", change)
    client.logout()
    pages = [page, client.post("/accounts/login/", {"login": "o@example.org", "password": much})]
    joining = {"email": "o@example.org", "display_name": "Olha", "password1": much, **filled_in()}
    pages.append(client.post("/accounts/signup/", joining))
    assert all("This is too long for a password." in page.content.decode() for page in pages)
    assert time.process_time() - began < 1  # of three pages; the field itself takes no milliseconds
    assert all(much not in page.content.decode() for page in pages)
