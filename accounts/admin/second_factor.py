"""Removing the second factor of somebody who has lost it, on the word of an administrator who knows them."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import Act, record
from accounts.second_factor import FACTORS

LONGEST_REASON = 1000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("How you know that it is this person who asks. It is kept in the audit list."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say how you know that it is this person who asks.")},
    )


def factors():
    """Apps and passkeys. Recovery codes open an account beside one of these, and go with the last."""
    return Authenticator.objects.filter(type__in=FACTORS).order_by("created_at")


@transaction.atomic
def remove_second_factor(user, by, reason):
    """Take all of it away and end every session: whoever holds one may be whom it was lost to."""
    before = [factor.get_type_display() for factor in factors().filter(user=user)]
    Authenticator.objects.filter(user=user).delete()
    user.end_sessions()
    record(by, Act.SECOND_FACTOR_RESET, user, {"second factor": before}, {"second factor": []}, note=reason)


class SecondFactorPage:
    """The part of UserAdmin that removes a lost second factor."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.second_factor_view)
        return [path("<int:pk>/second-factor/", view, name="accounts_user_second_factor"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        may_reset = user is not None and self.may_decide_about(request, user) and factors().filter(user=user).exists()
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_reset": may_reset})

    def second_factor_view(self, request, pk):
        user = self.somebody_else(request, pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            remove_second_factor(user, request.user, form.cleaned_data["reason"])
            get_adapter().send_notification_mail("mfa/email/second_factor_removed", user)
            messages.success(request, _("The second factor is removed, and the person is logged out everywhere."))
            return redirect("admin:accounts_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Remove the second factor"),
            "opts": self.opts,
            "account": user,
            "factors": factors().filter(user=user),
            "form": form,
        }
        return TemplateResponse(request, "admin/accounts/user/second_factor.html", context)
