"""What of an account its member may take along, and what of it goes."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import AuditEntry
from accounts.belongings import Belonging, Part
from accounts.models import Letter, User


def export(member):
    yield Part("account", _("Account"), account_columns(), lambda: [account_row(member)])
    yield Part(
        "addresses",
        _("E-mail addresses"),
        {"email": _("Address"), "verified": _("Confirmed"), "primary": _("In use")},
        EmailAddress.objects.filter(user=member).values_list("email", "verified", "primary").iterator,
    )
    yield Part(
        "sessions",
        _("Where you have logged in"),
        {"began": _("Began"), "last_seen": _("Last seen"), "network": _("Network address"), "browser": _("Browser")},
        UserSession.objects.filter(user=member)
        .order_by("created_at")
        .values_list("created_at", "last_seen_at", "ip", "user_agent")
        .iterator,
    )
    yield Part(
        "second_factors",
        _("Second factors"),
        {"kind": _("Kind"), "name": _("Name"), "since": _("Since"), "last_used": _("Last used")},
        lambda: [factor_row(factor) for factor in Authenticator.objects.filter(user=member).order_by("created_at")],
    )
    yield Part(
        "accounts_elsewhere",
        _("Accounts elsewhere that open this one"),
        {"where": _("Where"), "number": _("Number there"), "since": _("Since"), "told": _("What we were told")},
        SocialAccount.objects.filter(user=member)
        .order_by("date_joined")
        .values_list("provider", "uid", "date_joined", "extra_data")
        .iterator,
    )
    yield Part("letters", _("Letters to you"), letter_columns(), lambda: letters_to(member))
    yield Part(
        "acts",
        _("What was done to your account, and by you in the newsroom"),
        {"at": _("When"), "act": _("What"), "thing": _("On what"), "before": _("Before"), "after": _("After")},
        lambda: acts_of(member),
    )


def account_columns():
    return {
        "number": _("Number"),
        "email": _("E-mail"),
        "display_name": _("Display name"),
        "bio": _("About you"),
        "joined": _("Joined"),
        "last_login": _("Last logged in"),
        "name_changed": _("Name changed"),
        "password_changed": _("Password changed"),
        "is_active": _("Active"),
        "roles": _("Roles"),
        "leaves": _("Leaves on"),
    }


def account_row(member):
    leaving = getattr(member, "leaving", None)
    return (
        member.pk,
        member.email,
        member.display_name,
        member.bio,
        member.joined_at,
        member.last_login,
        member.name_changed_at,
        member.password_changed_at,
        member.is_active,
        sorted(member.groups.values_list("name", flat=True)),
        leaving and leaving.due_at,
    )


def factor_row(factor):
    """By name, without its secret."""
    name = factor.data.get("name", "") if factor.type == Authenticator.Type.WEBAUTHN else ""
    return (factor.get_type_display(), name, factor.created_at, factor.last_used_at)


def letter_columns():
    return {"queued": _("Written"), "sent": _("Sent"), "subject": _("Subject")}


def letters_to(member):
    """Only to an address that is the member's: others may have been written to at one that was merely typed in."""
    if not member.has_confirmed_email:
        return []
    rows = Letter.objects.filter(to__iexact=member.email).order_by("queued_at")
    return rows.values_list("queued_at", "sent_at", "subject").iterator()


def acts_of(member):
    """What others did stands here without their names."""
    concerned = Q(by=member.pk) | Q(thing_type=User._meta.label_lower, thing_id=str(member.pk))
    for entry in AuditEntry.objects.filter(concerned).order_by("at", "pk").iterator():
        yield entry.at, entry.get_act_display(), entry.thing_name, entry.before, entry.after


def erase(member, wish):
    """What points to the account goes with its row; this is the rest."""
    Letter.objects.filter(to__iexact=member.email).delete()
    opened = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in UserSession.objects.filter(user=member).values_list("session_key", flat=True):
        opened.delete(key)


belonging = Belonging(export, erase)
