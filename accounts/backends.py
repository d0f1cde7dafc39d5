"""Who somebody is, by address and password."""

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied

from accounts.models import User


class PasswordBackend(AuthenticationBackend):
    """One question and one hash, whether or not there is such an account, so that no clock tells which."""

    def authenticate(self, request, email=None, password=None, username=None, **others):
        email = email or username
        if not email or password is None:
            return None
        user = User.objects.with_address(email)
        if user is None:
            User().set_password(password)
        found = self._check_password(user, password)
        if found is None:
            raise PermissionDenied  # no other backend computes the hash once more
        return found
