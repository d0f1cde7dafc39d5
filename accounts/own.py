"""A person's own pages: how others see them, what keeps the account safe, what they may take along, how they leave."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import archive, limits
from accounts.devices import devices_of
from accounts.models import Leaving, User
from accounts.own_forms import LeaveForm, ProfileForm

ARCHIVES, DAY = 10, 24 * 3600  # so many in a day


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """The name others see, and a word about oneself."""
    if request.method == "POST":
        return save_profile(request)
    return render(request, "accounts/profile.html", {"form": ProfileForm(instance=request.user)})


@transaction.atomic
def save_profile(request):
    """Of a copy: a name that was refused must not stand in the utility bar of the answer. Its row is held, so that two
    forms at once are two changes."""
    form = ProfileForm(request.POST, instance=User.objects.select_for_update().get(pk=request.user.pk))
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form})
    form.save()
    messages.success(request, _("Your profile has been changed."))
    return redirect("accounts:profile")


@login_required
@never_cache
@require_safe
def security(request):
    """What opens the account, and the ways to change it."""
    context = {
        "factors": request.user.authenticator_set.order_by("created_at"),
        "device_count": len(devices_of(request)),
    }
    return render(request, "accounts/security.html", context)


@login_required
@never_cache
@require_safe
def data(request):
    """What the paper knows of a member: to take along, or to delete."""
    return render(request, "accounts/data.html", {"has_proved": did_recently_reauthenticate(request)})


@login_required
@never_cache
@require_safe
def download(request):
    """Everything at once. Who has not just shown that it is them does so on the page before."""
    if not did_recently_reauthenticate(request):
        return redirect("accounts:data")
    if limits.take("archive", request.user.pk, ARCHIVES, DAY):
        messages.error(request, _("You have downloaded it very often today. Try again tomorrow."))
        return redirect("accounts:data")
    response = StreamingHttpResponse(archive.pieces(request.user, get_language()), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{archive.file_name()}"'
    return response


@login_required
@never_cache
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Ask to be deleted. It happens a day later; until then every page of the account has the way back."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not request.user.has_duties and form.is_valid():
        Leaving.objects.ask(request.user, form.cleaned_data["wish"])
        return redirect("accounts:data")
    return render(request, "accounts/leave.html", {"form": form, "is_staff": request.user.has_duties})


@login_required
@never_cache
@require_POST
def stay(request):
    Leaving.objects.filter(member=request.user).delete()
    messages.success(request, _("You stay, and nothing has been deleted."))
    return redirect("accounts:profile")
