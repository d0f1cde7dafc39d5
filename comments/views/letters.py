"""Which letters about comments a member gets, and the way to be spared of them without logging in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.models import Preferences


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Preferences
        fields = ["replies", "decisions", "queue"]
        widgets = {"replies": forms.RadioSelect, "queue": forms.RadioSelect}
        help_texts = {"queue": gettext_lazy("Only when something has come that nobody has decided on.")}

    def __init__(self, *args, moderates, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not moderates:
            del self.fields["queue"]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("Choose one of these.")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request):
    """Your account: which letters, and how often."""
    moderates = request.user.has_perm("comments.moderate_comment")
    form = PreferencesForm(request.POST or None, instance=Preferences.of(request.user), moderates=moderates)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice has been saved."))
        return redirect("comments:notifications")
    return render(request, "comments/notifications.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt  # mail programs send it by themselves and know no token of ours (RFC 8058); the key says whose and which
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters_off(request, key):
    """Ask, so that a program that only looks at links turns nothing off; then turn one kind of letters off."""
    member, letters = Preferences.by_key(key)
    if member is None:
        return render(request, "comments/letters_off.html", status=404)
    if request.method == "POST":
        Preferences.turn_off(member, letters)
    context = {"letters": letters, "is_off": not Preferences.of(member).wants_any(letters)}
    return render(request, "comments/letters_off.html", context)
