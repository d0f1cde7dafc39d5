"""Who you are: one account for readers, patrons and staff."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import names, passwords

from .naming import Naming

LONGEST_BIO = 300


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        """Find the account whatever the case the address was typed in."""
        return self.get(email__iexact=email)

    def with_address(self, email):
        """The account of an address in any letter case, or None.

        Compared here once more, because to a database “ı” can be the same letter as “i”, and a new password for one
        mailbox must not be sent to another.
        """
        wanted = email.strip().lower()
        return next((user for user in self.filter(email__iexact=wanted) if user.email.lower() == wanted), None)

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(Naming, AbstractBaseUser, PermissionsMixin):
    """An account. The e-mail address is the log-in name; the display name is what others see."""

    email = models.EmailField(_("e-mail address"), unique=True, error_messages={"unique": _("This address is taken.")})
    display_name = models.CharField(
        _("display name"), max_length=names.LONGEST, validators=[names.validate_display_name]
    )
    bio = models.CharField(_("about you"), max_length=LONGEST_BIO, blank=True)
    name_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May enter the newsroom."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting an account."))
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    sessions_ended = models.PositiveIntegerField(default=0, editable=False)  # how often all of them were ended

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["display_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="account_email_any_case", violation_error_message=_("This address is taken.")
            )
        ]

    def __str__(self):
        return self.display_name or self.email

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name

    def set_password(self, raw_password):
        super().set_password(passwords.composed(raw_password))
        self.password_changed_at = timezone.now()  # not saved when the same password is only hashed anew

    def check_password(self, raw_password):
        return super().check_password(passwords.composed(raw_password))

    def get_session_auth_hash(self):
        """What a session must know to be this account's: the password, and how often all sessions were ended."""
        return self.with_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return map(self.with_round, super().get_session_auth_fallback_hash())

    def with_round(self, digest):
        return f"{digest}.{self.sessions_ended}" if self.sessions_ended else digest

    def forget_keys(self):
        """Let nothing open the account that did so until now: no password, no session, no account elsewhere."""
        self.set_unusable_password()
        self.sessions_ended += 1
        self.save(update_fields=["password", "sessions_ended"])
        self.socialaccount_set.all().delete()

    def end_sessions(self):
        """Log the account out on every device."""
        self.sessions_ended += 1
        self.save(update_fields=["sessions_ended"])

    @property
    def has_duties(self):
        """Whether the newsroom is open to it. Such an account does not leave, and is not judged, like a reader's."""
        return self.is_staff or self.is_superuser

    @property
    def has_confirmed_email(self):
        return self.emailaddress_set.filter(email=self.email, verified=True).exists()
