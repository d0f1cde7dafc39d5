"""Who can sign in to the demonstration, and with what."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "the-news-demo"  # noqa: S105 - printed by `make run`; the demo loads in demonstration mode only


@dataclass(frozen=True)
class Login:
    role: str
    email: str
    display_name: str
    group: str = ""
    is_superuser: bool = False
    byline: str = ""  # slug of the author whose articles are this person's

    @property
    def is_staff(self):
        return bool(self.group or self.is_superuser)


LOGINS = (
    Login("reader", "reader@example.org", "Oksana P."),
    Login("patron", "patron@example.org", "Ivan K."),
    Login("patron, card refused", "late-patron@example.org", "Larysa N."),
    Login("reporter", "reporter@example.org", "Marta Hnatiuk", group="Reporter", byline="marta-hnatiuk"),
    Login("editor", "editor@example.org", "Iryna Stelmakh-Dorosh", group="Editor", byline="iryna-stelmakh-dorosh"),
    Login("chief editor", "chief-editor@example.org", "Halyna Tarasiuk", group="Chief editor"),
    Login("moderator", "moderator@example.org", "Emma Halloran", group="Moderator", byline="emma-halloran"),
    Login("patron manager", "patron-manager@example.org", "Olena Kravets", group="Patron manager"),
    Login("accounts", "accounts@example.org", "Danylo Bondar", group="Admin"),
    Login("admin", "admin@example.org", "The publisher", is_superuser=True),
)


def create_accounts():
    """The accounts by the slug of their byline. One hash serves all: they share one password, which is no secret."""
    encoded = make_password(PASSWORD)
    by_byline = {}
    for login in LOGINS:
        user = User.objects.create(
            email=login.email,
            display_name=login.display_name,
            password=encoded,
            is_staff=login.is_staff,
            is_superuser=login.is_superuser,
        )
        if login.group:
            user.groups.add(Group.objects.get(name=login.group))
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        by_byline[login.byline] = user
    return by_byline


def print_logins(stdout):
    width = max(len(login.role) for login in LOGINS)
    email_width = max(len(login.email) for login in LOGINS)
    for login in LOGINS:
        stdout.write(f"  {login.role:<{width}}  {login.email:<{email_width}}  {PASSWORD}")
