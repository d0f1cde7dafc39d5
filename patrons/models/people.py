"""Those who give: members of the paper, and people who gave once without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PatronQuerySet(models.QuerySet):
    def entitled(self, at=None):
        """Who is a patron now: by the ledger and the pledge, or by a gift; never by a page they have seen."""
        from patrons.models import Gift, Pledge

        at = at or timezone.now()
        return self.filter(
            Exists(Pledge.objects.entitling(at).filter(patron=OuterRef("pk")))
            | Exists(Gift.objects.entitling(at).filter(redeemed_by=OuterRef("pk")))
        )

    def with_badge(self, members):
        """Which of these accounts are patrons now and wish that to be seen."""
        return self.entitled().filter(user__in=members, shows_badge=True).values_list("user", flat=True)

    def giving_as(self, user, email, language):
        """The patron of a member, or of an address without an account; made if there is none yet."""
        if user:
            return self.get_or_create(user=user, defaults={"email": user.email, "language": language})[0]
        return self.get_or_create(user=None, email=email.lower(), defaults={"language": language})[0]


class Patron(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="patron",
        verbose_name=_("member"),
    )
    email = models.EmailField(_("e-mail"), blank=True)  # empty once erased
    language = models.CharField(_("language of letters"), max_length=10)
    name = models.CharField(
        _("name on the patrons page"), max_length=80, blank=True, help_text=_("Empty: support without a name.")
    )
    is_listed = models.BooleanField(_("named on the patrons page"), default=False)
    shows_badge = models.BooleanField(_("badge beside comments"), default=False)
    wants_reminders = models.BooleanField(
        _("letters that could be spared"),
        default=True,
        help_text=_("The yearly statement, and a word before a gift runs out. Receipts come in any case."),
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=40, blank=True, editable=False)  # once erased
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = PatronQuerySet.as_manager()

    class Meta:
        verbose_name = _("patron")
        verbose_name_plural = _("patrons")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(user=None) & ~Q(email=""), name="patron_without_account_once"
            )
        ]
        indexes = [
            models.Index(fields=["email"], name="patron_by_email"),
            models.Index(F("created_at").desc(), condition=Q(is_listed=True), name="patron_listed"),
        ]
        permissions = [
            ("see_figures", "Can see the figures of the patron desk"),
            ("see_names", "Can see who the patrons are"),
            ("handle_money", "Can refund, cancel and confirm payments"),
        ]

    def __str__(self):
        return self.name or self.pseudonym or self.email

    def is_entitled(self, at=None):
        return Patron.objects.entitled(at).filter(pk=self.pk).exists()

    def current_pledge(self):
        """The pledge that is not over, if there is one; the latest of several."""
        return self.pledges.not_over().order_by("-started_at").first()
