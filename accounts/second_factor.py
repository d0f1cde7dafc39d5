"""Who enters the newsroom shows a second factor: what a request still lacks, and the way to it and back."""

import functools

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse

WAY_BACK = "second_factor_way_back"  # where in the session the page is kept that somebody was on the way to
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_shown(request):
    """Whether this session has proved the second factor of its account."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def detour(request):
    """The page to go to before the newsroom opens, or None: setting a second factor up, or its code."""
    if not settings.STAFF_SECOND_FACTOR or not request.user.is_staff:
        return None
    if not is_mfa_enabled(request.user, FACTORS):
        request.session[WAY_BACK] = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        return redirect("mfa_index")
    if not is_shown(request):
        return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
    request.session.pop(WAY_BACK, None)
    return None


def second_factor_required(view):
    """For pages of the newsroom outside the admin, such as previews. Whom they are for, the view itself decides."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        return detour(request) or view(request, *args, **kwargs)

    return guarded
