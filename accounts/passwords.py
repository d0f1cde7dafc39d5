"""What may be a password here."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_OF_ITS_OWN = 5  # letters that are left when the words everybody would try first are gone
OBVIOUS = {
    "admin",
    "desk",
    "editor",
    "example",
    "login",
    "news",
    "newspaper",
    "newsroom",
    "pass",
    "password",
    "reader",
}
OBVIOUS |= {"новини", "газета", "редактор", "пароль", "читач"}


def composed(password):
    """The password in one of the ways of writing the same letters: keyboards and systems differ."""
    return unicodedata.normalize("NFKC", password) if password else password


class SiteWordsValidator:
    """Refuse a password that is made of the paper's name, its address, or the names of whoever chooses it."""

    def validate(self, password, user=None):
        rest = folded(password)
        for word in sorted(words_of_site() | words_of_person(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if folded(password) != rest and len(re.sub(r"[\W\d_]", "", rest)) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                _("This is what others would try first here. Choose words that have nothing to do with you or us."),
                code="password_of_site_words",
            )

    def get_help_text(self):
        return _("Do not take the name of the paper, or your own.")


def folded(text):
    """Without case and without the signs that stand for letters."""
    return composed(text).casefold().translate(str.maketrans("013457@$", "oieastas"))


def words_of_site():
    host = re.sub(r"^\w+://|[:/].*$", "", settings.SITE_URL)
    return OBVIOUS | words_in(settings.SITE_NAME) | words_in(host)


def words_of_person(user):
    return words_in(f"{getattr(user, 'email', '')} {getattr(user, 'display_name', '')}")


def words_in(text):
    """Its words of three letters and more, each as it would look in a password."""
    return {folded(word) for word in re.findall(r"[^\W\d_]{3,}", text)}
